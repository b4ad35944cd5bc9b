-- What somebody heard, "we cannot, because …", for everybody to read: first not sorted, then with what it rests on,
-- as a buyer's commissioner found out. The entries that ship are in barriers/common-barriers.yaml.
create table commissioning.barrier (
  id uuid primary key,
  said text not null,
  -- By its letters and digits alone: nothing is recorded twice.
  words text not null,
  -- In general: a name would say who.
  heard_from text not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  -- Kind, answer, mend, what others tried, rules of the tender check, sources.
  sorting jsonb,
  sorted_by uuid,
  sorted_by_name text,
  sorted_at timestamptz,
  hidden_at timestamptz,
  why_hidden text,
  revision integer not null default 1,
  check ((sorting is null) = (sorted_at is null) and (sorting is null) = (sorted_by is null)),
  check ((hidden_at is null) = (why_hidden is null))
);
create unique index barrier_words on commissioning.barrier (md5(words));
create index barrier_recorder on commissioning.barrier (recorded_by, recorded_at);

-- Earlier sortings of an entry: nothing that was answered is lost.
create table commissioning.barrier_sorting (
  barrier uuid not null references commissioning.barrier,
  revision integer not null,
  sorting jsonb not null,
  sorted_by uuid not null,
  sorted_at timestamptz not null,
  primary key (barrier, revision)
);

alter table commissioning.barrier enable row level security, force row level security;
alter table commissioning.barrier_sorting enable row level security, force row level security;

create function commissioning.acts_for_somebody() returns boolean
language sql stable set search_path = pg_catalog as $$
  select coalesce(current_setting('drystone.organisations', true), '') <> ''
$$;

-- What is hidden, those who can bring it back see. The register is shared: whoever acts for an organisation may come
-- this far; that it is a buyer, and as a commissioner, the service has asked.
create policy reading on commissioning.barrier for select
  using ((hidden_at is null and commissioning.somebody_acts()) or commissioning.acts_for_somebody() or platform.acts_as('commissioning'));
create policy recording on commissioning.barrier for insert with check (recorded_by = current_setting('drystone.actor', true));
create policy sorting on commissioning.barrier for update using (commissioning.acts_for_somebody()) with check (commissioning.acts_for_somebody());
create policy reading on commissioning.barrier_sorting for select using (commissioning.acts_for_somebody());
create policy keeping on commissioning.barrier_sorting for insert with check (platform.acts_for(sorted_by));

grant select, insert, update on commissioning.barrier to drystone_app;
grant select, insert on commissioning.barrier_sorting to drystone_app;
