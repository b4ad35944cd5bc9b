-- Several buyers commission together: a process has one lead, its buyer, and partners who have accepted.
create function commissioning.partner_ids(partners jsonb) returns uuid[]
language sql immutable set search_path = pg_catalog as $$
  select coalesce(array_agg((each->>'id')::uuid), '{}') from jsonb_array_elements(partners) as each
$$;

create function commissioning.acts_for_one_of(organisations uuid[]) returns boolean
language sql stable set search_path = pg_catalog as $$
  select exists (select from unnest(organisations) as organisation where platform.acts_for(organisation))
$$;

alter table commissioning.process
  -- Id, name and percent of the budget of each; what is left is the lead's.
  add column partners jsonb not null default '[]',
  add column partner_ids uuid[] generated always as (commissioning.partner_ids(partners)) stored;
create index process_partners on commissioning.process using gin (partner_ids);

drop policy reading on commissioning.process;
drop policy changing on commissioning.process;
create policy reading on commissioning.process for select
  using (platform.acts_for(buyer) or commissioning.acts_for_one_of(partner_ids) or platform.acts_as('commissioning') or (stage <> 'planning' and commissioning.somebody_acts()));
create policy changing on commissioning.process for update
  using (platform.acts_for(buyer) or commissioning.acts_for_one_of(partner_ids)) with check (platform.acts_for(buyer) or commissioning.acts_for_one_of(partner_ids));

-- Whether the actor acts for its lead or a partner.
create function commissioning.buys(process_id uuid) returns boolean
language sql stable set search_path = pg_catalog as $$
  select exists (select from commissioning.process where id = process_id and (platform.acts_for(buyer) or commissioning.acts_for_one_of(partner_ids)))
$$;

-- What the lead offered another buyer, and what that answered.
create table commissioning.partnership (
  process uuid not null references commissioning.process,
  buyer uuid not null,
  buyer_name text not null,
  lead uuid not null,
  -- Of the budget.
  share_percent numeric(5, 2) not null check (share_percent >= 0 and share_percent <= 100),
  state text not null check (state in ('invited', 'joined', 'declined', 'left')),
  invited_at timestamptz not null,
  answered_at timestamptz,
  primary key (process, buyer),
  check (buyer <> lead)
);
create index partnership_buyer on commissioning.partnership (buyer, invited_at);
alter table commissioning.partnership enable row level security, force row level security;
create policy the_two on commissioning.partnership
  using (platform.acts_for(lead) or platform.acts_for(buyer) or commissioning.buys(process)) with check (platform.acts_for(lead) or platform.acts_for(buyer));
grant select, insert, update, delete on commissioning.partnership to drystone_app;
