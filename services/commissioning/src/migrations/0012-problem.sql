-- A problem put before the citizens, and what they say of it. Who wrote what is known to themselves alone: others read
-- through commissioning, which leaves the author out.
create table commissioning.problem_opening (
  process uuid primary key references commissioning.process,
  -- The revision of the process that was first shown.
  from_revision integer not null,
  opened_at timestamptz not null,
  open_until timestamptz not null,
  open_to text not null check (open_to in ('panel', 'everyone')),
  revision integer not null default 1
);

-- By e-mail, until the link has been used or runs out; the address is gone then.
create table commissioning.panel_invitation (
  id uuid primary key,
  process uuid not null references commissioning.process,
  email text not null,
  token_hash bytea not null unique,
  expires_at timestamptz not null,
  unique (process, email)
);

create table commissioning.panel_member (
  process uuid not null references commissioning.process,
  person uuid not null,
  since timestamptz not null,
  primary key (process, person)
);

-- A community group, whose panel members are on this panel.
create table commissioning.panel_group (
  process uuid not null references commissioning.process,
  organisation uuid not null,
  name text not null,
  since timestamptz not null,
  primary key (process, organisation)
);

create table commissioning.contribution (
  id uuid primary key,
  process uuid not null references commissioning.process,
  kind text not null check (kind in ('comment', 'story')),
  -- Null once it is erased.
  author uuid,
  text text not null,
  -- As the author wishes to be named; null for anonymous.
  shown_name text,
  -- By their own word.
  affected boolean not null,
  panel boolean not null,
  at timestamptz not null,
  merged_into uuid references commissioning.contribution,
  hidden_at timestamptz,
  why_hidden text,
  outcome text check (outcome in ('adopted', 'not-adopted')),
  answer text,
  answered_at timestamptz,
  erased_at timestamptz,
  revision integer not null default 1,
  check (merged_into <> id),
  check ((hidden_at is null) = (why_hidden is null)),
  check ((outcome is null) = (answer is null) and (outcome is null) = (answered_at is null)),
  check (erased_at is null or (text = '' and author is null and shown_name is null))
);
create index contribution_process on commissioning.contribution (process, at);
create index contribution_author on commissioning.contribution (author, at);

-- One voice a person for each thing: the problem itself (its process' id), or a contribution.
create table commissioning.support (
  subject uuid not null,
  person uuid not null,
  process uuid not null references commissioning.process,
  weight integer not null check (weight between 1 and 3),
  affected boolean not null,
  at timestamptz not null,
  primary key (subject, person)
);
create index support_process on commissioning.support (process);

alter table commissioning.problem_opening enable row level security, force row level security;
alter table commissioning.panel_invitation enable row level security, force row level security;
alter table commissioning.panel_member enable row level security, force row level security;
alter table commissioning.panel_group enable row level security, force row level security;
alter table commissioning.contribution enable row level security, force row level security;
alter table commissioning.support enable row level security, force row level security;

create policy reading on commissioning.problem_opening for select using (commissioning.somebody_acts());
create policy opening on commissioning.problem_opening for insert with check (commissioning.buys(process));
create policy changing on commissioning.problem_opening for update using (commissioning.buys(process));

create policy inviting on commissioning.panel_invitation
  using (commissioning.buys(process) or platform.acts_as('commissioning')) with check (commissioning.buys(process));
create policy panel on commissioning.panel_member
  using (person = platform.acting_person() or commissioning.buys(process) or platform.acts_as('commissioning')) with check (person = platform.acting_person());
create policy panel on commissioning.panel_group
  using (commissioning.buys(process) or platform.acts_as('commissioning')) with check (commissioning.buys(process));

create policy reading on commissioning.contribution for select
  using (author = platform.acting_person() or commissioning.buys(process) or platform.acts_as('commissioning'));
create policy contributing on commissioning.contribution for insert with check (author = platform.acting_person());
create policy changing on commissioning.contribution for update
  using (author = platform.acting_person() or commissioning.buys(process)) with check (author = platform.acting_person() or erased_at is not null or commissioning.buys(process));

create policy reading on commissioning.support for select using (person = platform.acting_person() or platform.acts_as('commissioning'));
create policy giving on commissioning.support for insert with check (person = platform.acting_person());
create policy changing on commissioning.support for update using (person = platform.acting_person()) with check (person = platform.acting_person());
create policy withdrawing on commissioning.support for delete using (person = platform.acting_person());

grant select, insert, update on commissioning.problem_opening, commissioning.contribution to drystone_app;
grant select, insert, update, delete on commissioning.panel_invitation, commissioning.panel_member, commissioning.panel_group, commissioning.support to drystone_app;
