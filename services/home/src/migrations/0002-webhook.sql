-- Clouds of vendors that tell us what their devices told them, each by its secret.
create table home.webhook (
  id uuid primary key,
  -- In the address it sends to, and in front of the accounts that it speaks for.
  name text not null unique check (name ~ '^[a-z][a-z0-9]{1,15}$'),
  -- Who answers what comes of homes that are not registered.
  organisation uuid not null,
  -- The one in use and the one before, sealed by a key that is not in the database.
  secrets bytea not null
);
alter table home.webhook enable row level security, force row level security;
create policy own on home.webhook using (platform.acts_for(organisation) or platform.acts_as('home') or platform.acts_as('intake')) with check (platform.acts_for(organisation) or platform.acts_as('home'));
grant select, insert, update on home.webhook to drystone_app;
grant select on home.webhook to drystone_intake;
