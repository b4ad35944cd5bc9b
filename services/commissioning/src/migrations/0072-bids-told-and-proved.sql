-- Bidders hear of each amendment. Who tells them reads who bids for what, and not a word of it:
-- what a bid says is locked.
alter table commissioning.amendment add column bidders_told_at timestamptz;
update commissioning.amendment set bidders_told_at = at;
create policy telling on commissioning.amendment for update using (platform.acts_as('telling')) with check (platform.acts_as('telling'));
grant update (bidders_told_at) on commissioning.amendment to drystone_app;
create policy telling on commissioning.bid for select using (platform.acts_as('telling'));

-- Runs of the conformance suite by this platform, of the endpoint that a bid's report names.
create table commissioning.bid_proof (
  -- That of the run.
  id uuid primary key,
  bid uuid not null references commissioning.opened_bid,
  at timestamptz not null
);
create index bid_proof_bid on commissioning.bid_proof (bid, at);
alter table commissioning.bid_proof enable row level security, force row level security;
-- Whoever sees the bid.
create policy reading on commissioning.bid_proof for select using (exists (select from commissioning.opened_bid where opened_bid.id = bid_proof.bid));
create policy proving on commissioning.bid_proof for insert with check (exists (select from commissioning.opened_bid where opened_bid.id = bid_proof.bid));
grant select, insert on commissioning.bid_proof to drystone_app;
