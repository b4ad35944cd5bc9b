-- Versions of a process belong to all who commission it, with who wrote each; and to commissioning, which shows in
-- public what became of a problem that was put before the citizens.
alter table commissioning.process_version
  add column by_name text,
  -- For which buyer.
  add column by_buyer uuid;

drop policy reading on commissioning.process_version;
drop policy keeping on commissioning.process_version;
create policy reading on commissioning.process_version for select using (commissioning.buys(process) or platform.acts_as('commissioning'));
create policy keeping on commissioning.process_version for insert with check (commissioning.buys(process));
