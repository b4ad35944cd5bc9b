-- Bids before they are opened. What is in a bid is nowhere here in a form that this database, its
-- roles or its backups could read: docs/decisions/0020 says what is sealed to whom.

-- By the database's clock, to the microsecond, not by when the transaction began.
create function commissioning.takes_bids(process uuid) returns boolean
language sql volatile set search_path = pg_catalog as $$
  select exists (select from commissioning.process where process.id = takes_bids.process and stage = 'tender' and clock_timestamp() < deadline)
$$;
create function commissioning.is_past_deadline(process uuid) returns boolean
language sql volatile set search_path = pg_catalog as $$
  select exists (select from commissioning.process where process.id = is_past_deadline.process and stage = 'tender' and clock_timestamp() >= deadline)
$$;

-- What bids are sealed to. Its private half is nowhere; each opener's share of it is with the openers.
create table commissioning.tender_key (
  process uuid primary key references commissioning.process,
  buyer uuid not null,
  public_key bytea not null,
  made_at timestamptz not null,
  opened_at timestamptz,
  -- When the openers were told that the deadline has passed, and the bidders that their bids are open.
  openers_told_at timestamptz,
  bidders_told_at timestamptz
);

-- Three people who open the bids, any two of them.
create table commissioning.opener (
  id uuid primary key,
  process uuid not null references commissioning.process,
  buyer uuid not null,
  position smallint not null check (position between 1 and 3),
  name text not null,
  email text not null,
  -- Of the link that was mailed.
  token_hash bytea not null unique,
  -- Of the code that only the opener has.
  public_key bytea,
  -- The end of the code, salted: typed back, it shows that the code was kept.
  part_hash bytea,
  confirmed_at timestamptz,
  -- Sealed to the opener's code; wiped when the bids are open.
  sealed_share bytea,
  -- Of the first of the two, after the deadline: alone it opens nothing. Wiped when the second comes.
  given_share bytea,
  given_at timestamptz,
  unique (process, position),
  unique (process, email)
);

-- What an organisation's copies of its bids are sealed to; the code that opens it is the organisation's own.
create table commissioning.bid_key (
  organisation uuid primary key,
  public_key bytea not null,
  made_at timestamptz not null,
  revision integer not null default 1
);

-- A bid as its bidders write it: one for each lot and lead. Who is in it is told to its members; what it says is locked.
create table commissioning.bid (
  id uuid primary key,
  process uuid not null references commissioning.process,
  lot text not null,
  lead uuid not null,
  -- [{id, name, share, confirmedAt}], the lead first.
  members jsonb not null,
  member_ids uuid[] not null check (lead = any (member_ids)),
  -- Locked with a key of its own, which is sealed to each member's bid key: {organisation: …}.
  locked bytea,
  keys jsonb not null default '{}',
  revision integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  unique (process, lot, lead)
);
create index bid_members on commissioning.bid using gin (member_ids);

-- Locked, each with a key that is in the bid.
create table commissioning.bid_document (
  id uuid primary key,
  bid uuid not null references commissioning.bid on delete cascade,
  locked bytea not null,
  created_at timestamptz not null
);
create index bid_document_bid on commissioning.bid_document (bid);
alter table commissioning.bid_document alter locked set storage external;

-- What was handed in, sealed to the tender's key.
create table commissioning.sealed_bid (
  bid uuid primary key references commissioning.bid on delete cascade,
  process uuid not null references commissioning.process,
  member_ids uuid[] not null,
  sealed bytea not null,
  -- SHA-256 of what is sealed, as the receipt tells it.
  hash text not null,
  -- The bid's revision, and the process' at that moment.
  revision integer not null,
  process_revision integer not null,
  documents uuid[] not null,
  submitted_at timestamptz not null default clock_timestamp(),
  -- Where the seal was found broken when the bids were opened.
  unreadable boolean not null default false
);
create index sealed_bid_process on commissioning.sealed_bid (process);

alter table commissioning.tender_key enable row level security, force row level security;
alter table commissioning.opener enable row level security, force row level security;
alter table commissioning.bid_key enable row level security, force row level security;
alter table commissioning.bid enable row level security, force row level security;
alter table commissioning.bid_document enable row level security, force row level security;
alter table commissioning.sealed_bid enable row level security, force row level security;

create function commissioning.acts_for_any(organisations uuid[]) returns boolean
language sql stable set search_path = pg_catalog as $$
  select exists (select from unnest(organisations) as organisation where platform.acts_for(organisation))
$$;

create policy reading on commissioning.tender_key for select using (commissioning.somebody_acts());
create policy making on commissioning.tender_key for insert with check (platform.acts_as('opening') and platform.acts_for(buyer));
create policy opening on commissioning.tender_key for update
  using (platform.acts_as('opening') and commissioning.is_past_deadline(process)) with check (platform.acts_as('opening'));

create policy naming on commissioning.opener using (platform.acts_for(buyer) or platform.acts_as('opening')) with check (platform.acts_for(buyer) or platform.acts_as('opening'));

create policy reading on commissioning.bid_key for select using (commissioning.somebody_acts());
create policy making on commissioning.bid_key for insert with check (platform.acts_for(organisation));
create policy changing on commissioning.bid_key for update using (platform.acts_for(organisation)) with check (platform.acts_for(organisation));

create policy reading on commissioning.bid for select using (commissioning.acts_for_any(member_ids) or (platform.acts_as('opening') and commissioning.is_past_deadline(process)));
create policy beginning on commissioning.bid for insert with check (platform.acts_for(lead));
create policy writing on commissioning.bid for update using (commissioning.acts_for_any(member_ids)) with check (commissioning.acts_for_any(member_ids));
create policy discarding on commissioning.bid for delete
  using (platform.acts_for(lead) and not exists (select from commissioning.sealed_bid where sealed_bid.bid = bid.id));

-- A document is seen by whoever sees its bid: its members, and the buyer once the bid is open.
create policy reading on commissioning.bid_document for select
  using (exists (select from commissioning.bid where bid.id = bid_document.bid) or exists (select from commissioning.opened_bid where opened_bid.id = bid_document.bid));
create policy adding on commissioning.bid_document for insert with check (exists (select from commissioning.bid where bid.id = bid_document.bid and platform.acts_for(bid.lead)));
create policy removing on commissioning.bid_document for delete using (exists (select from commissioning.bid where bid.id = bid_document.bid and platform.acts_for(bid.lead)));

-- Not even the buyer learns how many there are before the deadline.
create policy reading on commissioning.sealed_bid for select
  using (commissioning.acts_for_any(member_ids) or (platform.acts_as('opening') and commissioning.is_past_deadline(process)));
create policy submitting on commissioning.sealed_bid for insert with check (commissioning.acts_for_any(member_ids) and commissioning.takes_bids(process));
create policy replacing on commissioning.sealed_bid for update
  using ((commissioning.acts_for_any(member_ids) and commissioning.takes_bids(process)) or (platform.acts_as('opening') and commissioning.is_past_deadline(process)))
  with check ((commissioning.acts_for_any(member_ids) and commissioning.takes_bids(process)) or (platform.acts_as('opening') and commissioning.is_past_deadline(process)));
create policy withdrawing on commissioning.sealed_bid for delete using (commissioning.acts_for_any(member_ids) and commissioning.takes_bids(process));

grant select, insert, update on commissioning.tender_key, commissioning.bid_key to drystone_app;
grant select, insert, update, delete on commissioning.opener, commissioning.bid, commissioning.sealed_bid to drystone_app;
grant select, insert, delete on commissioning.bid_document to drystone_app;
