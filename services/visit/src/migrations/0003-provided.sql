-- What providers of content publish. Every version is kept; what is in the guide is the last one
-- that a curator let in, for as long as an award of the provider is in force.
create table visit.provided_version (
  id uuid primary key,
  provider uuid not null,
  place text not null,
  slug text not null,
  number integer not null,
  -- Null: the provider takes the place away.
  record jsonb,
  state text not null check (state in ('submitted', 'published', 'returned')),
  -- Why it was returned.
  reason text,
  at timestamptz not null,
  decided_at timestamptz,
  unique (provider, slug, number)
);
create index provided_waiting on visit.provided_version (provider, at) where state = 'submitted';

-- The published version of each, as it is searched.
create table visit.provided_attraction (
  provider uuid not null,
  slug text not null,
  place text not null references visit.place on delete cascade,
  area text not null,
  kind text not null,
  name text not null,
  lat double precision not null,
  lon double precision not null,
  renown double precision not null,
  record jsonb not null,
  search_text text not null,
  search_words text[] not null,
  primary key (provider, slug)
);
create index provided_attraction_place on visit.provided_attraction (place);

alter table visit.provided_version enable row level security, force row level security;
alter table visit.provided_attraction enable row level security, force row level security;
create policy own on visit.provided_version using (platform.acts_for(provider) or platform.acts_as('content')) with check (platform.acts_for(provider));
create policy reading on visit.provided_attraction for select using (coalesce(current_setting('drystone.actor', true), '') <> '');
create policy adding on visit.provided_attraction for insert with check (platform.acts_for(provider));
create policy changing on visit.provided_attraction for update using (platform.acts_for(provider)) with check (platform.acts_for(provider));
create policy removing on visit.provided_attraction for delete using (platform.acts_for(provider));

grant select, insert, update on visit.provided_version to drystone_app;
grant select, insert, update, delete on visit.provided_attraction to drystone_app;
