-- Devices that speak MQTT sign in, each with a password of its own; and what each said of itself last.
create table home.mqtt_account (
  id uuid primary key,
  -- In capitals. It signs in as this, and its topics carry it.
  account text not null unique,
  -- Who answers what comes of it where no local unit of this account is registered.
  organisation uuid not null,
  -- Salt (16 bytes) and SHA-256 of it and the password: the one in use and the one before.
  passwords bytea[] not null check (cardinality(passwords) between 1 and 2)
);
alter table home.mqtt_account enable row level security, force row level security;
create policy own on home.mqtt_account using (platform.acts_for(organisation) or platform.acts_as('home') or platform.acts_as('intake')) with check (platform.acts_for(organisation) or platform.acts_as('home'));
grant select, insert, update on home.mqtt_account to drystone_app;
grant select on home.mqtt_account to drystone_intake;

-- The retained message of `home/ACCOUNT/state`: what a broker in memory forgets.
create table home.mqtt_state (
  account text primary key,
  body bytea not null,
  at timestamptz not null
);
alter table home.mqtt_state enable row level security, force row level security;
create policy working on home.mqtt_state using (platform.acts_as('home') or platform.acts_as('intake')) with check (platform.acts_as('home') or platform.acts_as('intake'));
grant select, insert, update, delete on home.mqtt_state to drystone_intake;
grant select, delete on home.mqtt_state to drystone_app;
