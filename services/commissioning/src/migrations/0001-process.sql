-- Contracting processes, their awards and what was published of them. A draft is its buyer's alone;
-- what is published, and every award, is everybody's to read once they have said who they are.
create function commissioning.somebody_acts() returns boolean
language sql stable set search_path = pg_catalog as $$
  select coalesce(current_setting('drystone.actor', true), '') <> ''
$$;

create table commissioning.process (
  id uuid primary key,
  ocid text not null unique,
  buyer uuid not null,
  -- As it was called when it was last changed.
  buyer_name text not null,
  stage text not null check (stage in ('planning', 'tender', 'withdrawn')),
  -- Title, problem, method, lots, as the buyer wrote them.
  content jsonb not null,
  title text not null,
  deadline timestamptz,
  published_at timestamptz,
  revision integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create index process_buyer on commissioning.process (buyer, changed_at desc);
create index process_published on commissioning.process (published_at desc, id) where stage <> 'planning';

create table commissioning.award (
  id uuid primary key,
  process uuid not null references commissioning.process,
  lot text not null,
  buyer uuid not null,
  provider uuid not null,
  provider_name text not null,
  part text not null,
  areas text[] not null check (cardinality(areas) > 0),
  -- Of the work in each area; what is left over stays with the built-in default.
  share double precision not null check (share > 0 and share <= 1),
  value_pence bigint check (value_pence >= 0),
  reason text not null,
  made_at timestamptz not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  suspended_since timestamptz,
  -- Before its time.
  ended_at timestamptz,
  why_ended text,
  revision integer not null default 1
);
create index award_serving on commissioning.award (part, starts_at, ends_at);
create index award_process on commissioning.award (process, made_at);
create index award_provider on commissioning.award (provider, made_at);

-- Never changed once written: what is wrong is put right by a later release.
create table commissioning.release (
  ocid text not null references commissioning.process (ocid),
  number integer not null,
  date timestamptz not null,
  release jsonb not null,
  primary key (ocid, number)
);
create index release_date on commissioning.release (date, ocid, number);

alter table commissioning.process enable row level security, force row level security;
alter table commissioning.award enable row level security, force row level security;
alter table commissioning.release enable row level security, force row level security;

-- system:commissioning finds out whose a process is before anybody is allowed to it.
create policy reading on commissioning.process for select
  using (platform.acts_for(buyer) or platform.acts_as('commissioning') or (stage <> 'planning' and commissioning.somebody_acts()));
create policy buying on commissioning.process for insert with check (platform.acts_for(buyer));
create policy changing on commissioning.process for update using (platform.acts_for(buyer)) with check (platform.acts_for(buyer));

create policy reading on commissioning.award for select using (commissioning.somebody_acts());
create policy awarding on commissioning.award for insert with check (platform.acts_for(buyer));
create policy changing on commissioning.award for update using (platform.acts_for(buyer)) with check (platform.acts_for(buyer));

create policy reading on commissioning.release for select using (commissioning.somebody_acts());
create policy publishing on commissioning.release for insert
  with check (exists (select from commissioning.process where process.ocid = release.ocid and platform.acts_for(process.buyer)));

grant select, insert, update on commissioning.process, commissioning.award to drystone_app;
grant select, insert on commissioning.release to drystone_app;
