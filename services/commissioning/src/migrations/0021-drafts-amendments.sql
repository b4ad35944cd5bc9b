-- A draft keeps what it was at each revision, so that two editors can be told apart; a published tender keeps its
-- amendments, and why it was withdrawn or found nobody.
alter table commissioning.process
  -- Pages of the editor that were saved; null where it did not come from there.
  add column saved_steps text[],
  add column closed_as text check (closed_as in ('withdrawn', 'unsuccessful')),
  add column closed_at timestamptz,
  add column why_closed text,
  -- The ocid of the tender that this one follows.
  add column follows text,
  add check ((closed_as is null) = (closed_at is null) and (closed_as is null) = (why_closed is null)),
  add check (closed_as is null or stage = 'withdrawn');

create table commissioning.process_version (
  process uuid not null references commissioning.process,
  revision integer not null,
  content jsonb not null,
  actor text not null,
  at timestamptz not null,
  primary key (process, revision)
);

create table commissioning.amendment (
  process uuid not null references commissioning.process,
  number integer not null,
  at timestamptz not null,
  description text not null,
  -- What changed: path, before, after.
  changes jsonb not null,
  primary key (process, number)
);

alter table commissioning.process_version enable row level security, force row level security;
alter table commissioning.amendment enable row level security, force row level security;

-- Whoever may change the process, as the policies of commissioning.process say.
create policy reading on commissioning.process_version for select
  using (exists (select from commissioning.process where process.id = process_version.process and platform.acts_for(process.buyer)));
create policy keeping on commissioning.process_version for insert
  with check (exists (select from commissioning.process where process.id = process_version.process and platform.acts_for(process.buyer)));
create policy reading on commissioning.amendment for select using (commissioning.somebody_acts());
create policy amending on commissioning.amendment for insert
  with check (exists (select from commissioning.process where process.id = amendment.process and platform.acts_for(process.buyer)));

grant select, insert on commissioning.process_version, commissioning.amendment to drystone_app;
