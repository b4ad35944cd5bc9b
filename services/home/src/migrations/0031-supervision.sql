-- Supervision: who has been heard when, who has fallen silent, and what many have in common.

-- A housing scheme, where the dwelling is in one: what loses its power or its line together.
alter table home.dwelling add column scheme text;
-- How often an activation device gives a sign of life of its own; null: its local unit looks after it.
alter table home.activation_device add column sign_of_life_seconds integer check (sign_of_life_seconds between 30 and 86400);

-- When a local unit (device: '') or an activation device was heard last, however it was.
create table home.heard (
  local_unit uuid not null references home.local_unit on delete cascade,
  device text not null default '',
  heard_at timestamptz not null,
  -- When its line ended without a goodbye, if it has not been heard since.
  line_ended_at timestamptz,
  primary key (local_unit, device)
);

-- When somebody could have been heard: from when to when the doors of an intake were open, by PostgreSQL's clock.
create table home.open_doors (
  id uuid primary key,
  opened_at timestamptz not null,
  open_until timestamptz not null
);
create index open_doors_until on home.open_doors (open_until);

-- How far signals have been looked through for signs of life.
create table home.supervised (
  one boolean primary key default true check (one),
  looked_at timestamptz not null
);

-- What many homes have in common: no line, or no power.
create table home.incident (
  id uuid primary key,
  organisation uuid not null,
  kind text not null check (kind in ('silence', 'mains')),
  -- Of whom: all homes of the organisation, those of an area, those of a scheme.
  reach text not null check (reach in ('all', 'area', 'scheme')),
  name text,
  began_at timestamptz not null,
  ended_at timestamptz,
  case_id uuid references home.alarm_case on delete set null,
  constraint named check ((name is null) = (reach = 'all'))
);
create unique index incident_open on home.incident (organisation, kind, reach, coalesce(name, '')) where ended_at is null;
create index incident_began on home.incident (began_at desc, id desc);
create index incident_case on home.incident (case_id);

create table home.incident_member (
  incident uuid not null references home.incident on delete cascade,
  local_unit uuid not null references home.local_unit on delete cascade,
  joined_at timestamptz not null,
  returned_at timestamptz,
  primary key (incident, local_unit)
);

-- Who is silent now. Goes when it is heard again; the log keeps that it was.
create table home.silence (
  id uuid primary key,
  local_unit uuid not null references home.local_unit on delete cascade,
  device text not null default '',
  found_at timestamptz not null,
  last_heard_at timestamptz not null,
  -- Of its own, or of the incident that it is part of; neither: not made yet.
  case_id uuid references home.alarm_case on delete set null,
  case_made boolean not null default false,
  incident uuid references home.incident on delete set null,
  -- Until whoever answers has been told.
  heard_again_at timestamptz,
  unique (local_unit, device)
);

alter table home.heard enable row level security, force row level security;
alter table home.open_doors enable row level security, force row level security;
alter table home.supervised enable row level security, force row level security;
alter table home.incident enable row level security, force row level security;
alter table home.incident_member enable row level security, force row level security;
alter table home.silence enable row level security, force row level security;
create policy working on home.heard using (platform.acts_as('home') or platform.acts_as('intake')) with check (platform.acts_as('home') or platform.acts_as('intake'));
create policy working on home.open_doors using (platform.acts_as('home') or platform.acts_as('intake')) with check (platform.acts_as('home') or platform.acts_as('intake'));
create policy working on home.supervised using (platform.acts_as('home')) with check (platform.acts_as('home'));
create policy own on home.incident using (platform.acts_for(organisation) or platform.acts_as('home')) with check (platform.acts_as('home'));
create policy working on home.incident_member using (platform.acts_as('home')) with check (platform.acts_as('home'));
create policy working on home.silence using (platform.acts_as('home')) with check (platform.acts_as('home'));
grant select, insert, update, delete on home.heard, home.open_doors, home.supervised, home.incident, home.incident_member, home.silence to drystone_app;
grant select, insert, update on home.heard, home.open_doors to drystone_intake;
