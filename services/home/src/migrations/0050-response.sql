-- Which provider a case is with, and how its own system is told.
alter table home.alarm_case
  -- The provider that is asked; null: the duty team.
  add column responder uuid,
  -- When it was asked who serves; null: not yet.
  add column assigned_at timestamptz,
  -- Where it goes next, when the one that has it fails: [{awardId, providerId}].
  add column fallbacks jsonb not null default '[]',
  add column acknowledged_at timestamptz;
create index alarm_case_unassigned on home.alarm_case (received_at) where assigned_at is null and state <> 'closed';
create index alarm_case_awarded on home.alarm_case (award) where award is not null and state in ('received', 'offered');
drop policy own on home.alarm_case;
create policy own on home.alarm_case using (platform.acts_for(organisation) or platform.acts_for(responder) or platform.acts_as('home') or platform.acts_as('intake'))
  with check (platform.acts_for(organisation) or platform.acts_for(responder) or platform.acts_as('home') or platform.acts_as('intake'));

-- Of providers whose own system takes cases. The others answer on our console.
create table home.response_endpoint (
  provider uuid primary key,
  url text not null,
  changed_at timestamptz not null
);

-- What a provider's system is to be told.
create table home.response_delivery (
  id uuid primary key,
  case_id uuid not null references home.alarm_case,
  provider uuid not null,
  award uuid,
  -- Null: an offer. Else it is taken away again, and why.
  because text check (because in ('not-acknowledged', 'award-over', 'taken-elsewhere')),
  url text not null,
  acknowledge_by timestamptz,
  attempts integer not null default 0,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed', 'dropped')),
  due_at timestamptz not null,
  -- What the provider calls the case.
  reference text,
  failure text
);
create index response_delivery_due on home.response_delivery (due_at) where state = 'waiting';
create index response_delivery_case on home.response_delivery (case_id);

alter table home.response_endpoint enable row level security, force row level security;
alter table home.response_delivery enable row level security, force row level security;
create policy own on home.response_endpoint using (platform.acts_for(provider) or platform.acts_as('home')) with check (platform.acts_for(provider) or platform.acts_as('home'));
-- Whoever has the case may say what is to be told of it.
create policy own on home.response_delivery using (platform.acts_as('home') or exists (select from home.alarm_case where alarm_case.id = case_id))
  with check (platform.acts_as('home') or exists (select from home.alarm_case where alarm_case.id = case_id));
grant select, insert, update, delete on home.response_endpoint to drystone_app;
grant select, insert, update on home.response_delivery to drystone_app;
