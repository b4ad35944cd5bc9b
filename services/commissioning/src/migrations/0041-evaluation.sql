-- Who evaluates a lot, what each of them scored alone, what came of it together, the decision, its summaries and what was
-- raised against it. Scores are their evaluator's alone until moderation begins, whatever the program believes.
create function commissioning.acting() returns text
language sql stable set search_path = pg_catalog as $$ select coalesce(current_setting('drystone.actor', true), '') $$;

create table commissioning.evaluation (
  process uuid not null references commissioning.process,
  lot text not null,
  buyer uuid not null,
  -- From then on scores are shown to those who evaluate, and cannot be changed.
  moderation_at timestamptz,
  primary key (process, lot)
);

create table commissioning.evaluator (
  process uuid not null,
  lot text not null,
  buyer uuid not null,
  -- A person or a program, as the event log knows it.
  actor text not null,
  name text not null,
  kind text not null check (kind in ('evaluator', 'panel')),
  -- For whom: the buyer, or a community group it invited.
  organisation uuid not null,
  appointed_at timestamptz not null,
  submitted_at timestamptz,
  dismissed_at timestamptz,
  why_dismissed text,
  primary key (process, lot, actor),
  foreign key (process, lot) references commissioning.evaluation
);
create index evaluator_organisation on commissioning.evaluator (organisation, appointed_at desc);

-- Once for each process, before any bid is seen.
create table commissioning.conflict (
  process uuid not null references commissioning.process,
  actor text not null,
  buyer uuid not null,
  declared boolean not null,
  what text check (declared = (what is not null)),
  -- Whose bids, and which lots, they have nothing to do with.
  bidders uuid[] not null,
  lots text[] not null,
  at timestamptz not null,
  mitigation text,
  primary key (process, actor)
);

create table commissioning.score (
  process uuid not null,
  lot text not null,
  buyer uuid not null,
  bid uuid not null references commissioning.opened_bid,
  criterion text not null,
  actor text not null,
  score integer not null check (score >= 0),
  reason text not null,
  saved_at timestamptz not null,
  primary key (bid, criterion, actor),
  foreign key (process, lot, actor) references commissioning.evaluator
);
create index score_lot on commissioning.score (process, lot);

create table commissioning.consensus (
  process uuid not null,
  lot text not null,
  buyer uuid not null,
  bid uuid not null references commissioning.opened_bid,
  criterion text not null,
  score integer not null check (score >= 0),
  reason text not null,
  revision integer not null default 1,
  primary key (bid, criterion),
  foreign key (process, lot) references commissioning.evaluation
);
create index consensus_lot on commissioning.consensus (process, lot);

create table commissioning.moderation_change (
  id uuid primary key,
  process uuid not null,
  lot text not null,
  buyer uuid not null,
  bid uuid not null,
  criterion text not null,
  actor text not null,
  name text not null,
  before integer,
  after integer not null,
  reason text not null,
  at timestamptz not null,
  foreign key (process, lot) references commissioning.evaluation
);
create index moderation_change_lot on commissioning.moderation_change (process, lot, at);

-- A price that looks too low, and what its bidder says to it: Procurement Act 2023, section 19(4).
create table commissioning.price_question (
  bid uuid primary key references commissioning.opened_bid,
  process uuid not null references commissioning.process,
  lot text not null,
  buyer uuid not null,
  provider uuid not null,
  question text not null,
  asked_at timestamptz not null,
  answer text,
  answered_at timestamptz
);

create table commissioning.set_aside (
  bid uuid primary key references commissioning.opened_bid,
  process uuid not null references commissioning.process,
  lot text not null,
  buyer uuid not null,
  ground text not null check (ground in ('abnormally-low', 'mandatory-exclusion', 'discretionary-exclusion', 'does-not-satisfy', 'breaks-the-rules')),
  why text not null,
  actor text not null,
  at timestamptz not null
);

-- What everybody may know of it.
create table commissioning.decision (
  id uuid primary key,
  process uuid not null,
  lot text not null,
  buyer uuid not null,
  outcome text not null check (outcome in ('award', 'unsuccessful')),
  reason text not null,
  -- [{bid, provider, name, share, valuePence, award, scores}]
  winners jsonb not null,
  -- Counts of bids, evaluators, conflicts and changes.
  figures jsonb not null,
  made_at timestamptz not null,
  standstill_until timestamptz,
  open_challenges integer not null default 0 check (open_challenges >= 0),
  set_aside_at timestamptz,
  why_set_aside text,
  foreign key (process, lot) references commissioning.evaluation
);
create index decision_process on commissioning.decision (process, made_at);
create unique index decision_stands on commissioning.decision (process, lot) where set_aside_at is null;

-- The whole ranking, for the buyer.
create table commissioning.decision_record (
  decision uuid primary key references commissioning.decision,
  buyer uuid not null,
  record jsonb not null
);

create table commissioning.assessment_summary (
  id uuid primary key,
  decision uuid not null references commissioning.decision,
  process uuid not null,
  lot text not null,
  buyer uuid not null,
  bid uuid not null,
  provider uuid not null,
  member_ids uuid[] not null,
  content jsonb not null,
  at timestamptz not null,
  unique (decision, bid)
);
create index assessment_summary_members on commissioning.assessment_summary using gin (member_ids);

create table commissioning.challenge (
  id uuid primary key,
  decision uuid not null references commissioning.decision,
  process uuid not null,
  lot text not null,
  buyer uuid not null,
  provider uuid not null,
  ground text not null,
  raised_by text not null,
  raised_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'withdrawn', 'dismissed', 'upheld')),
  resolution text,
  resolved_at timestamptz
);
create index challenge_decision on commissioning.challenge (decision);

-- Licensed lists stay with the buyer that imported them.
create table commissioning.measure (
  buyer uuid not null,
  id text not null,
  title text not null,
  outcome text not null,
  unit text not null,
  proxy_pence bigint check (proxy_pence >= 0),
  edition text not null,
  licence text not null,
  imported_at timestamptz not null,
  primary key (buyer, id)
);

do $$ declare each text; begin
  foreach each in array array['evaluation', 'evaluator', 'conflict', 'score', 'consensus', 'moderation_change', 'price_question', 'set_aside', 'decision', 'decision_record', 'assessment_summary', 'challenge', 'measure'] loop
    execute format('alter table commissioning.%I enable row level security, force row level security', each);
  end loop;
  -- The buyer's own, for those whom the service let act for it.
  foreach each in array array['evaluation', 'consensus', 'set_aside', 'decision_record', 'measure'] loop
    execute format('create policy own on commissioning.%I using (platform.acts_for(buyer)) with check (platform.acts_for(buyer))', each);
  end loop;
end $$;

create policy own on commissioning.evaluator using (platform.acts_for(buyer) or platform.acts_for(organisation)) with check (platform.acts_for(buyer));
create policy reading on commissioning.conflict for select using (platform.acts_for(buyer));
create policy declaring on commissioning.conflict for insert with check (platform.acts_for(buyer) and actor = commissioning.acting());
create policy mitigating on commissioning.conflict for update using (platform.acts_for(buyer)) with check (platform.acts_for(buyer));

create policy reading on commissioning.score for select
  using (platform.acts_for(buyer) and (actor = commissioning.acting() or exists (
    select from commissioning.evaluation where evaluation.process = score.process and evaluation.lot = score.lot and moderation_at is not null)));
create policy scoring on commissioning.score for insert
  with check (platform.acts_for(buyer) and actor = commissioning.acting() and exists (
    select from commissioning.evaluation where evaluation.process = score.process and evaluation.lot = score.lot and moderation_at is null));
create policy changing on commissioning.score for update
  using (platform.acts_for(buyer) and actor = commissioning.acting())
  with check (platform.acts_for(buyer) and actor = commissioning.acting() and exists (
    select from commissioning.evaluation where evaluation.process = score.process and evaluation.lot = score.lot and moderation_at is null));

create policy reading on commissioning.moderation_change for select using (platform.acts_for(buyer));
create policy keeping on commissioning.moderation_change for insert with check (platform.acts_for(buyer) and actor = commissioning.acting());

create policy asking on commissioning.price_question for insert with check (platform.acts_for(buyer));
create policy reading on commissioning.price_question for select using (platform.acts_for(buyer) or platform.acts_for(provider));
create policy answering on commissioning.price_question for update using (platform.acts_for(provider)) with check (platform.acts_for(provider));

create policy reading on commissioning.decision for select using (commissioning.somebody_acts());
create policy deciding on commissioning.decision for insert with check (platform.acts_for(buyer));
create policy changing on commissioning.decision for update using (platform.acts_for(buyer)) with check (platform.acts_for(buyer));

create policy reading on commissioning.assessment_summary for select
  using (platform.acts_for(buyer) or exists (select from unnest(member_ids) as member where platform.acts_for(member)));
create policy telling on commissioning.assessment_summary for insert with check (platform.acts_for(buyer));

create policy reading on commissioning.challenge for select using (platform.acts_for(buyer) or platform.acts_for(provider));
create policy raising on commissioning.challenge for insert with check (platform.acts_for(buyer) or platform.acts_for(provider));
create policy resolving on commissioning.challenge for update using (platform.acts_for(buyer)) with check (platform.acts_for(buyer));

grant select, insert, update on commissioning.evaluation, commissioning.evaluator, commissioning.conflict, commissioning.score, commissioning.consensus, commissioning.price_question, commissioning.decision, commissioning.challenge to drystone_app;
grant select, insert on commissioning.moderation_change, commissioning.decision_record, commissioning.assessment_summary to drystone_app;
grant select, insert, delete on commissioning.set_aside, commissioning.measure to drystone_app;
