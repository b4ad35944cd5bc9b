-- Feeds that providers have pulled, and what came of it last.
create table visit.feed (
  id uuid primary key,
  provider uuid not null,
  url text not null,
  format text not null check (format in ('items', 'json-ld', 'csv', 'rpde')),
  every_hours integer not null check (every_hours between 1 and 168),
  -- What its host said of what we have, to be told when nothing has changed.
  etag text,
  last_modified text,
  -- Not before; whoever pulls it moves this on first, so that nobody else does at the same time.
  next_at timestamptz not null,
  -- In a row.
  failures integer not null default 0,
  -- Asked for by hand: pulled although no award is in force.
  wanted boolean not null default false,
  result jsonb,
  created_at timestamptz not null,
  unique (provider, url)
);
create index feed_due on visit.feed (next_at);

-- What a feed held when it was read last; each keeps the slug that it got.
create table visit.feed_item (
  feed uuid not null references visit.feed on delete cascade,
  provider uuid not null,
  key text not null,
  slug text not null,
  confirmed_at timestamptz,
  primary key (feed, key)
);

-- Which feed brought a version; null where it was typed or pushed.
alter table visit.provided_version add column feed uuid;

-- A curator may find that a provider's place is one that is there already under another slug.
alter table visit.provided_attraction add column own_slug text;
update visit.provided_attraction set own_slug = slug;
alter table visit.provided_attraction alter column own_slug set not null, add unique (provider, own_slug);

-- Runs of a part's conformance suite that were asked for on the site.
create table visit.proof (
  -- Whoever has it may read the proof: it is what a bid names.
  id uuid primary key,
  provider uuid not null,
  part text not null,
  endpoint text not null,
  asked_at timestamptz not null,
  begun_at timestamptz,
  done_at timestamptz,
  report jsonb,
  failure text
);
create index proof_provider on visit.proof (provider, asked_at desc);
create index proof_waiting on visit.proof (asked_at) where done_at is null;

alter table visit.feed enable row level security, force row level security;
alter table visit.feed_item enable row level security, force row level security;
alter table visit.proof enable row level security, force row level security;
create policy own on visit.feed using (platform.acts_for(provider) or platform.acts_as('content')) with check (platform.acts_for(provider) or platform.acts_as('content'));
create policy own on visit.feed_item using (platform.acts_for(provider) or platform.acts_as('content')) with check (platform.acts_for(provider) or platform.acts_as('content'));
create policy reading on visit.proof for select using (coalesce(current_setting('drystone.actor', true), '') <> '');
create policy adding on visit.proof for insert with check (platform.acts_for(provider));
create policy changing on visit.proof for update using (platform.acts_as('content')) with check (platform.acts_as('content'));

grant select, insert, update, delete on visit.feed, visit.feed_item to drystone_app;
grant select, insert, update on visit.proof to drystone_app;
