-- Organisations, who does what for them, and the keys of their programs.
create table accounts.organisation (
  id uuid primary key,
  kind text not null check (kind in ('buyer', 'provider', 'community')),
  name text not null,
  -- Companies House or charity number, where it has one.
  company_number text,
  charity_number text,
  revision integer not null default 1,
  created_at timestamptz not null
);

create table accounts.membership (
  organisation uuid not null references accounts.organisation on delete cascade,
  person uuid not null references accounts.person on delete cascade,
  roles text[] not null,
  since timestamptz not null,
  primary key (organisation, person)
);
create index membership_person on accounts.membership (person);

-- Whoever opens the link that was mailed becomes a member; kept by the hash of its token.
create table accounts.invitation (
  id uuid primary key,
  organisation uuid not null references accounts.organisation on delete cascade,
  email text not null,
  roles text[] not null,
  token_hash bytea not null unique,
  invited_by text not null,
  expires_at timestamptz not null
);

create table accounts.api_key (
  id uuid primary key,
  organisation uuid not null references accounts.organisation on delete cascade,
  name text not null,
  roles text[] not null,
  key_hash bytea not null unique,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);

-- Platform administrators.
create table accounts.administrator (
  person uuid primary key references accounts.person on delete cascade,
  since timestamptz not null
);

alter table accounts.organisation enable row level security, force row level security;
alter table accounts.membership enable row level security, force row level security;
alter table accounts.invitation enable row level security, force row level security;
alter table accounts.api_key enable row level security, force row level security;
alter table accounts.administrator enable row level security, force row level security;

-- system:accounts finds out who somebody is before anybody can act, and lets people in.
create policy own_organisation on accounts.organisation
  using (platform.acts_for(id) or platform.acts_as('accounts')) with check (platform.acts_for(id) or platform.acts_as('accounts'));
create policy own_membership on accounts.membership
  using (platform.acts_for(organisation) or platform.acts_as('accounts')) with check (platform.acts_for(organisation) or platform.acts_as('accounts'));
create policy own_invitation on accounts.invitation
  using (platform.acts_for(organisation) or platform.acts_as('accounts')) with check (platform.acts_for(organisation) or platform.acts_as('accounts'));
create policy own_key on accounts.api_key
  using (platform.acts_for(organisation) or platform.acts_as('accounts')) with check (platform.acts_for(organisation) or platform.acts_as('accounts'));
create policy system_only on accounts.administrator using (platform.acts_as('accounts')) with check (platform.acts_as('accounts'));

-- Members are shown by name and address to those they work with.
create policy colleagues on accounts.person for select
  using (platform.acts_as('accounts') or "id" = platform.acting_person()
    or exists (select from accounts.membership where membership.person = person."id"));

grant select, insert, update, delete on accounts.organisation, accounts.membership, accounts.invitation, accounts.api_key, accounts.administrator to drystone_app;
