-- What a service user agreed to share with somebody close to them, and that they agreed (UK GDPR, article 7).

-- Where somebody lived before they moved: what happened there is theirs too. Where they live now begins with the last of these.
create table home.former_home (
  service_user uuid not null references home.service_user,
  organisation uuid not null,
  dwelling uuid not null references home.dwelling,
  since timestamptz not null,
  until timestamptz not null,
  primary key (service_user, until)
);
create index former_home_dwelling on home.former_home (dwelling);

create table home.consent (
  id uuid primary key,
  organisation uuid not null,
  service_user uuid not null references home.service_user,
  -- Whom it is shared with, sealed: their name, who they are to the service user, and the address that was invited.
  recipient_name bytea not null,
  relation bytea,
  email bytea not null,
  categories text[] not null check (cardinality(categories) > 0 and categories <@ array['alarms', 'test-calls', 'devices']),
  -- Which wording was read to them or signed.
  statement smallint not null,
  given_how text not null check (given_how in ('spoken', 'written', 'attorney')),
  given_on date not null,
  -- The last day on which it holds; null: until it is withdrawn.
  until date,
  recorded_at timestamptz not null,
  recorded_by text not null,
  token_hash bytea unique,
  invitation_ends_at timestamptz,
  -- The account that the invited person opened the page with.
  person uuid,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  withdrawn_how text check (withdrawn_how in ('spoken', 'written', 'attorney')),
  constraint accepted check ((person is null) = (accepted_at is null)),
  constraint withdrawn check ((withdrawn_at is null) = (withdrawn_how is null))
);
create index consent_service_user on home.consent (service_user);
create index consent_person on home.consent (person) where person is not null;

alter table home.former_home enable row level security, force row level security;
alter table home.consent enable row level security, force row level security;
create policy own on home.former_home using (platform.acts_for(organisation) or platform.acts_as('home')) with check (platform.acts_for(organisation) or platform.acts_as('home'));
create policy own on home.consent using (platform.acts_for(organisation) or platform.acts_as('home')) with check (platform.acts_for(organisation) or platform.acts_as('home'));
grant select, insert, delete on home.former_home to drystone_app;
grant select, insert, update, delete on home.consent to drystone_app;
