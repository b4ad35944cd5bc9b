-- The words of a process as they are searched: worked out when it is written, not on each search.
alter table commissioning.process add column search tsvector generated always as (to_tsvector('english', title || ' ' || buyer_name) || to_tsvector('english', content)) stored;
create index process_search on commissioning.process using gin (search);

-- Counts by day, so that a week can be told. What was counted by month stands on its first day until
-- `drystone rebuild-kpis`.
alter table commissioning.kpi_count rename column month to day;
