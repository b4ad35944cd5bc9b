-- People and how they sign in. The columns are better-auth's, under its names; it alone reads and
-- writes these tables, as system:identity.
create table accounts.person (
  "id" uuid default gen_random_uuid() not null primary key,
  "name" text not null,
  "email" text not null unique,
  "emailVerified" boolean not null,
  "image" text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null
);

create table accounts.session (
  "id" uuid default gen_random_uuid() not null primary key,
  "expiresAt" timestamptz not null,
  "token" text not null unique,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" uuid not null references accounts.person on delete cascade
);

create table accounts.sign_in_method (
  "id" uuid default gen_random_uuid() not null primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" uuid not null references accounts.person on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null
);

create table accounts.verification (
  "id" uuid default gen_random_uuid() not null primary key,
  "identifier" text not null,
  "value" text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null
);

create table accounts.passkey (
  "id" uuid default gen_random_uuid() not null primary key,
  "name" text,
  "publicKey" text not null,
  "userId" uuid not null references accounts.person on delete cascade,
  "credentialID" text not null,
  "counter" integer not null,
  "deviceType" text not null,
  "backedUp" boolean not null,
  "transports" text,
  "createdAt" timestamptz,
  "aaguid" text
);

create index session_person on accounts.session ("userId");
create index sign_in_method_person on accounts.sign_in_method ("userId");
create index verification_identifier on accounts.verification ("identifier");
create index passkey_person on accounts.passkey ("userId");
create index passkey_credential on accounts.passkey ("credentialID");

do $$
declare
  each text;
begin
  foreach each in array array['person', 'session', 'sign_in_method', 'verification', 'passkey'] loop
    execute format('alter table accounts.%I enable row level security, force row level security', each);
    execute format('create policy identity on accounts.%I using (platform.acts_as(''identity'')) with check (platform.acts_as(''identity''))', each);
  end loop;
end $$;

grant select, insert, update, delete on accounts.person, accounts.session, accounts.sign_in_method, accounts.verification, accounts.passkey to drystone_app;
