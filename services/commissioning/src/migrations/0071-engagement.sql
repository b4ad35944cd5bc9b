-- What the market is asked before there is a tender, and what is asked and answered while one is open: for everybody to
-- read. Who asked about a tender stays theirs alone until each of its lots is decided (docs/decisions/0018).
create table commissioning.engagement (
  process uuid primary key references commissioning.process,
  -- {title, problem, background, how, asked}, as it was when it was last published.
  content jsonb not null,
  opened_at timestamptz not null,
  open_until timestamptz not null,
  revision integer not null default 1,
  -- Providers whom the draft's lots fit were told of it.
  told_at timestamptz
);
create index engagement_open on commissioning.engagement (open_until);
create index engagement_untold on commissioning.engagement (opened_at) where told_at is null;

-- Each provider is told once.
create table commissioning.market_alert (
  organisation uuid not null,
  process uuid not null references commissioning.process,
  at timestamptz not null,
  primary key (organisation, process)
);

create table commissioning.enquirer (
  enquiry uuid primary key,
  process uuid not null references commissioning.process,
  phase text not null check (phase in ('engagement', 'tender')),
  organisation uuid not null,
  name text not null
);
create index enquirer_organisation on commissioning.enquirer (organisation, process);

create table commissioning.enquiry (
  id uuid primary key references commissioning.enquirer,
  process uuid not null references commissioning.process,
  phase text not null check (phase in ('engagement', 'tender')),
  kind text not null check (kind in ('question', 'response')),
  -- In an engagement the number of the buyer's question, of a tender the id of a lot.
  about text,
  -- Null while the buyer has not settled what of it is confidential, and once it is taken back.
  text text,
  -- Its author says that it holds something commercially confidential.
  claimed boolean not null,
  asked_at timestamptz not null,
  withheld_ground text check (withheld_ground in ('confidential', 'unlawful')),
  why_withheld text,
  answer text,
  answered_at timestamptz,
  -- [{text, at}], the oldest first.
  earlier_answers jsonb not null default '[]',
  why_refused text,
  refused_at timestamptz,
  taken_back_at timestamptz,
  -- When those who wrote were told of what was decided last.
  told_at timestamptz,
  revision integer not null default 1,
  check ((answer is null) = (answered_at is null)),
  check ((why_refused is null) = (refused_at is null)),
  check ((withheld_ground is null) = (why_withheld is null))
);
create index enquiry_process on commissioning.enquiry (process, asked_at);
create index enquiry_untold on commissioning.enquiry (process) where told_at is null and (answered_at is not null or refused_at is not null);

-- The words as they were sent, where the public does not read all of them.
create table commissioning.enquiry_original (
  enquiry uuid primary key references commissioning.enquiry,
  process uuid not null references commissioning.process,
  text text not null,
  -- What of it is confidential, and why, by its author.
  claim text
);

-- Whether each lot of a tender has an award, or a decision that stands.
create function commissioning.is_decided(process_id uuid) returns boolean
language sql stable set search_path = pg_catalog as $$
  select exists (select from commissioning.process where id = process_id and stage <> 'planning') and not exists (
    select from commissioning.process, jsonb_array_elements(content->'lots') as bought
    where process.id = process_id
      and not exists (select from commissioning.award where award.process = process_id and award.lot = bought->>'id')
      and not exists (select from commissioning.decision where decision.process = process_id and decision.lot = bought->>'id' and set_aside_at is null))
$$;

-- Whether the actor acts for the organisation that sent it.
create function commissioning.sent(enquiry_id uuid) returns boolean
language sql stable set search_path = pg_catalog as $$
  select exists (select from commissioning.enquirer where enquiry = enquiry_id and platform.acts_for(organisation))
$$;

-- Whether the actor acts for the buyer that leads the process.
create function commissioning.leads(process_id uuid) returns boolean
language sql stable set search_path = pg_catalog as $$
  select exists (select from commissioning.process where id = process_id and platform.acts_for(buyer))
$$;

alter table commissioning.engagement enable row level security, force row level security;
alter table commissioning.market_alert enable row level security, force row level security;
alter table commissioning.enquirer enable row level security, force row level security;
alter table commissioning.enquiry enable row level security, force row level security;
alter table commissioning.enquiry_original enable row level security, force row level security;

create policy reading on commissioning.engagement for select using (commissioning.somebody_acts());
create policy opening on commissioning.engagement for insert with check (commissioning.leads(process));
create policy changing on commissioning.engagement for update
  using (commissioning.leads(process) or platform.acts_as('commissioning')) with check (commissioning.leads(process) or platform.acts_as('commissioning'));

create policy reading on commissioning.market_alert for select using (platform.acts_for(organisation) or platform.acts_as('commissioning'));
create policy alerting on commissioning.market_alert for insert with check (platform.acts_as('commissioning'));

-- The buyer is not told either. system:commissioning mails the answers.
create policy reading on commissioning.enquirer for select
  using (platform.acts_for(organisation) or platform.acts_as('commissioning') or (commissioning.somebody_acts() and (phase = 'engagement' or commissioning.is_decided(process))));
create policy asking on commissioning.enquirer for insert with check (platform.acts_for(organisation));

create policy reading on commissioning.enquiry for select using (commissioning.somebody_acts());
create policy asking on commissioning.enquiry for insert with check (commissioning.sent(id));
create policy changing on commissioning.enquiry for update
  using (commissioning.leads(process) or commissioning.sent(id) or platform.acts_as('commissioning')) with check (commissioning.leads(process) or commissioning.sent(id) or platform.acts_as('commissioning'));

create policy reading on commissioning.enquiry_original for select using (commissioning.sent(enquiry) or commissioning.leads(process));
create policy keeping on commissioning.enquiry_original for insert with check (commissioning.sent(enquiry) or commissioning.leads(process));
create policy taking_back on commissioning.enquiry_original for delete using (commissioning.sent(enquiry));

grant select, insert, update on commissioning.engagement, commissioning.enquiry to drystone_app;
grant select, insert on commissioning.enquirer, commissioning.market_alert to drystone_app;
grant select, insert, delete on commissioning.enquiry_original to drystone_app;
