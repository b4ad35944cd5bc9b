-- What operators of an organisation do step by step, in its own words. Each text is a version; none is changed or taken away.
create table home.protocol (
  id uuid primary key,
  organisation uuid not null,
  -- A group of alarms, a kind of alarm, or `incident`.
  subject text not null,
  version integer not null check (version > 0),
  made_at timestamptz not null,
  made_by text not null,
  -- All four null: the built-in text again.
  title text,
  steps text[] check (cardinality(steps) between 1 and 20),
  approved_by text,
  approved_on date,
  constraint whole check (num_nulls(title, steps, approved_by, approved_on) in (0, 4)),
  unique (organisation, subject, version)
);

alter table home.protocol enable row level security, force row level security;
create policy own on home.protocol using (platform.acts_for(organisation) or platform.acts_as('home')) with check (platform.acts_for(organisation));
grant select, insert on home.protocol to drystone_app;

alter table home.alarm_case
  -- For whom whoever has it, or had it last, took it.
  add column taken_for uuid,
  -- The own version that was in force then; null: the built-in text.
  add column protocol_version uuid references home.protocol;
