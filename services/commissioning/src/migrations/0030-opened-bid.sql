-- What was in the bids of a tender, once they were opened together after its deadline. Before that
-- there is nothing here: a sealed bid is elsewhere, and nobody reads it.
create table commissioning.opened_bid (
  -- That of the sealed bid.
  id uuid primary key,
  process uuid not null references commissioning.process,
  lot text not null,
  buyer uuid not null,
  -- Who leads.
  provider uuid not null,
  provider_name text not null,
  -- Everybody in it, the lead too: [{id, name, share}].
  members jsonb not null,
  member_ids uuid[] not null check (provider = any (member_ids)),
  answers jsonb not null,
  price_pence bigint check (price_pence >= 0),
  social_value jsonb not null,
  -- [{id, name, …}]; their bytes stay where they were, each with a key of its own.
  documents jsonb not null,
  conformance jsonb,
  -- What the lead's profile said when the bid was handed in.
  profile jsonb,
  submitted_at timestamptz not null,
  opened_at timestamptz not null default now(),
  unique (process, lot, provider)
);
create index opened_bid_members on commissioning.opened_bid using gin (member_ids);

alter table commissioning.opened_bid enable row level security, force row level security;

create policy reading on commissioning.opened_bid for select
  using (platform.acts_for(buyer) or exists (select from unnest(member_ids) as member where platform.acts_for(member)));
-- By the database's own clock, whatever the program believes.
create policy opening on commissioning.opened_bid for insert
  with check (platform.acts_for(buyer) and exists (
    select from commissioning.process where process.id = opened_bid.process and process.buyer = opened_bid.buyer and stage = 'tender' and deadline <= now()));

grant select, insert on commissioning.opened_bid to drystone_app;
