-- What the log says about the work done for each award, added up by month in the buyers' time zone.
-- Made from the events alone; thrown away and made anew it comes out the same.
create table commissioning.kpi_count (
  award uuid not null,
  -- Its first day.
  month date not null,
  counter text not null,
  times bigint not null,
  primary key (award, month, counter)
);

-- How a provider's things stood when each month ended in which something happened to them.
create table commissioning.kpi_thing (
  part text not null,
  provider uuid not null,
  thing text not null,
  month date not null,
  confirmed_at timestamptz not null,
  -- False: taken away.
  stands boolean not null,
  primary key (provider, part, thing, month)
);

alter table commissioning.kpi_count enable row level security, force row level security;
alter table commissioning.kpi_thing enable row level security, force row level security;
create policy reading on commissioning.kpi_count for select using (commissioning.somebody_acts());
create policy counting on commissioning.kpi_count for all using (platform.acts_as('kpis')) with check (platform.acts_as('kpis'));
create policy reading on commissioning.kpi_thing for select using (commissioning.somebody_acts());
create policy counting on commissioning.kpi_thing for all using (platform.acts_as('kpis')) with check (platform.acts_as('kpis'));
grant select, insert, update, delete on commissioning.kpi_count, commissioning.kpi_thing to drystone_app;
