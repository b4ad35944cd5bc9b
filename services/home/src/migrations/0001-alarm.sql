-- From a signal on the wire to its case. What is in here concerns people in their homes: every table
-- is closed to whoever does not answer its alarms.

-- Who answers what comes from a local unit that nobody knows. One organisation, or none yet.
create table home.duty (
  one boolean primary key default true check (one),
  organisation uuid not null
);

create table home.dwelling (
  id uuid primary key,
  -- Who answers its alarms.
  organisation uuid not null,
  -- By which the organisation knows it; no address and no name.
  reference text not null,
  -- Slug of one of the areas, where it is in one.
  area text,
  unique (organisation, reference)
);

-- The hub in a dwelling, as its protocol calls it: account (DC-09), cid (SCAIP), account of the topic (MQTT).
create table home.local_unit (
  id uuid primary key,
  protocol text not null check (protocol in ('dc09', 'scaip', 'mqtt', 'webhook')),
  -- In capitals.
  account text not null,
  organisation uuid not null,
  dwelling uuid not null references home.dwelling,
  -- Keys it encrypts with, sealed by a key that is not in the database.
  keys bytea,
  -- How it is received: window of its clock, wrong CRC, how it writes the time.
  settings jsonb not null default '{}',
  revision integer not null default 1,
  unique (protocol, account)
);

create table home.activation_device (
  local_unit uuid not null references home.local_unit on delete cascade,
  organisation uuid not null,
  -- As signals name it.
  device text not null,
  type text,
  room text,
  primary key (local_unit, device)
);

create table home.alarm_case (
  id uuid primary key,
  -- The zero UUID until somebody is named for what nobody knows.
  organisation uuid not null,
  -- Whose ladders it follows.
  service text not null,
  protocol text not null,
  account text not null,
  dwelling uuid,
  alarm_group text not null,
  kind text not null,
  priority smallint not null check (priority between 1 and 5),
  state text not null check (state in ('received', 'offered', 'acknowledged', 'talking', 'sent', 'resolved', 'closed')),
  queue text,
  operator text,
  rungs integer not null,
  since timestamptz not null,
  received_at timestamptz not null,
  -- When to look again, if nothing happens before.
  due_at timestamptz,
  award uuid,
  outcome text,
  cause text,
  closed_at timestamptz,
  -- No open case is without its next step, and none but a new one without an owner.
  constraint next_step check ((due_at is null) = (state = 'closed')),
  constraint owner check (num_nonnulls(queue, operator) = case when state in ('received', 'closed') then 0 else 1 end)
);
create index alarm_case_due on home.alarm_case (due_at) where state <> 'closed';
create index alarm_case_open on home.alarm_case (account) where state <> 'closed';
create index alarm_case_received on home.alarm_case (received_at desc, id desc);

create table home.signal (
  id uuid primary key,
  organisation uuid not null,
  received_at timestamptz not null,
  protocol text not null,
  account text not null,
  sequence text,
  -- Null: from a local unit that nobody knows.
  local_unit uuid,
  -- Of what makes it the same signal again (SHA-256).
  resend_key bytea not null,
  resends integer not null default 0,
  last_at timestamptz not null,
  -- `attempted`: kept, but its sender was told otherwise, or nothing.
  outcome text not null check (outcome in ('accepted', 'attempted')),
  kind text not null,
  state text not null,
  priority smallint not null,
  code text not null,
  meaning text not null,
  -- Activation device, location, words, time by the device, call-back, battery.
  told jsonb not null,
  notes text[] not null,
  -- As it came.
  raw bytea not null,
  sender text not null,
  case_id uuid references home.alarm_case
);
create index signal_again on home.signal (resend_key, received_at);
create index signal_received on home.signal (received_at desc, id desc);
create index signal_account on home.signal (account, received_at desc, id desc);
create index signal_case on home.signal (case_id) where case_id is not null;

alter table home.duty enable row level security, force row level security;
alter table home.dwelling enable row level security, force row level security;
alter table home.local_unit enable row level security, force row level security;
alter table home.activation_device enable row level security, force row level security;
alter table home.alarm_case enable row level security, force row level security;
alter table home.signal enable row level security, force row level security;

create policy working on home.duty using (platform.acts_as('home') or platform.acts_as('intake')) with check (platform.acts_as('home'));
create policy own on home.dwelling using (platform.acts_for(organisation) or platform.acts_as('home')) with check (platform.acts_for(organisation) or platform.acts_as('home'));
create policy own on home.local_unit using (platform.acts_for(organisation) or platform.acts_as('home') or platform.acts_as('intake')) with check (platform.acts_for(organisation) or platform.acts_as('home'));
create policy own on home.activation_device using (platform.acts_for(organisation) or platform.acts_as('home')) with check (platform.acts_for(organisation) or platform.acts_as('home'));
create policy own on home.alarm_case using (platform.acts_for(organisation) or platform.acts_as('home') or platform.acts_as('intake'))
  with check (platform.acts_for(organisation) or platform.acts_as('home') or platform.acts_as('intake'));
create policy own on home.signal using (platform.acts_for(organisation) or platform.acts_as('home') or platform.acts_as('intake'))
  with check (platform.acts_for(organisation) or platform.acts_as('home') or platform.acts_as('intake'));

grant select, insert, update on home.duty, home.dwelling, home.local_unit, home.alarm_case to drystone_app;
grant select, insert, update, delete on home.activation_device to drystone_app;
grant select, delete on home.signal to drystone_app;
grant usage on schema home to drystone_intake;
grant select on home.duty, home.local_unit to drystone_intake;
grant select, insert, update on home.alarm_case, home.signal to drystone_intake;
