-- What was promised under an award and whether it came: obligations and milestones, what their
-- provider says was done and the buyer confirms, rules of payment, invoices.
create table commissioning.obligation (
  id uuid primary key,
  award uuid not null references commissioning.award,
  buyer uuid not null,
  provider uuid not null,
  kind text not null check (kind in ('social-value', 'milestone')),
  -- Of the list of measures, where it is one of them.
  measure text,
  title text not null,
  unit text not null,
  quantity numeric(12, 2) not null check (quantity > 0),
  -- Paid when it is met, with VAT.
  amount_pence bigint check (amount_pence > 0),
  due date not null,
  made_at timestamptz not null
);
create index obligation_award on commissioning.obligation (award, due, id);

create table commissioning.claim (
  id uuid primary key,
  obligation uuid not null references commissioning.obligation,
  award uuid not null,
  buyer uuid not null,
  provider uuid not null,
  quantity numeric(12, 2) not null check (quantity > 0),
  done_on date not null,
  evidence text not null,
  link text,
  state text not null check (state in ('claimed', 'confirmed', 'returned')),
  claimed_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  -- Why it was returned.
  reason text
);
create index claim_award on commissioning.claim (award, claimed_at);

create table commissioning.payment_rule (
  id uuid primary key,
  award uuid not null references commissioning.award,
  buyer uuid not null,
  rule jsonb not null,
  made_at timestamptz not null,
  ended_at timestamptz
);
create index payment_rule_award on commissioning.payment_rule (award, made_at);

create table commissioning.invoice (
  id uuid primary key,
  award uuid not null references commissioning.award,
  buyer uuid not null,
  provider uuid not null,
  number text not null,
  -- Without spaces and in capitals: "inv 7" and "INV7" are one.
  number_key text not null,
  dated date not null,
  -- When the provider asks for it, where that is later than it must be paid anyway.
  due_on date,
  net_pence bigint not null check (net_pence > 0),
  vat_pence bigint not null check (vat_pence >= 0),
  milestone uuid references commissioning.obligation,
  -- First day of the month whose figures it is for.
  month date,
  note text,
  state text not null check (state in ('received', 'accepted', 'disputed', 'paid', 'withdrawn')),
  received_at timestamptz not null,
  received_on date not null,
  reason text,
  -- A dispute that was settled.
  settled_on date,
  paid_on date,
  decided_by text,
  unique (buyer, provider, number_key)
);
create index invoice_award on commissioning.invoice (award, received_at);

-- Of which months the figures were published.
create table commissioning.figures_published (
  process uuid not null references commissioning.process,
  month date not null,
  primary key (process, month)
);

alter table commissioning.obligation enable row level security, force row level security;
alter table commissioning.claim enable row level security, force row level security;
alter table commissioning.payment_rule enable row level security, force row level security;
alter table commissioning.invoice enable row level security, force row level security;
alter table commissioning.figures_published enable row level security, force row level security;

create policy reading on commissioning.obligation for select using (commissioning.somebody_acts());
create policy making on commissioning.obligation for insert with check (platform.acts_for(buyer));

-- What is not confirmed is between the two.
create policy reading on commissioning.claim for select
  using ((state = 'confirmed' and commissioning.somebody_acts()) or platform.acts_for(buyer) or platform.acts_for(provider) or platform.acts_as('commissioning'));
create policy claiming on commissioning.claim for insert with check (platform.acts_for(provider) and state = 'claimed');
create policy deciding on commissioning.claim for update using (platform.acts_for(buyer)) with check (platform.acts_for(buyer));

create policy reading on commissioning.payment_rule for select using (commissioning.somebody_acts());
create policy making on commissioning.payment_rule for insert with check (platform.acts_for(buyer));
create policy ending on commissioning.payment_rule for update using (platform.acts_for(buyer)) with check (platform.acts_for(buyer));

create policy reading on commissioning.invoice for select using (platform.acts_for(buyer) or platform.acts_for(provider) or platform.acts_as('commissioning'));
create policy submitting on commissioning.invoice for insert with check (platform.acts_for(provider) and state = 'received');
create policy deciding on commissioning.invoice for update using (platform.acts_for(buyer) or platform.acts_for(provider)) with check (platform.acts_for(buyer) or (platform.acts_for(provider) and state = 'withdrawn'));

create policy publishing on commissioning.figures_published for all using (platform.acts_as('commissioning')) with check (platform.acts_as('commissioning'));

grant select, insert on commissioning.obligation to drystone_app;
grant select, insert, update on commissioning.claim, commissioning.payment_rule, commissioning.invoice to drystone_app;
grant select, insert on commissioning.figures_published to drystone_app;
