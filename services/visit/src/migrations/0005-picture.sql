-- Pictures that providers hand in, made anew by us: nothing of the file that came is kept but its hash.
create table visit.picture (
  id uuid primary key,
  provider uuid not null,
  sha256 bytea not null,
  width integer not null,
  height integer not null,
  -- When it was handed in last.
  added_at timestamptz not null,
  unique (provider, sha256)
);
create table visit.picture_file (
  picture uuid not null references visit.picture on delete cascade,
  provider uuid not null,
  width integer not null,
  webp bytea not null,
  primary key (picture, width)
);
-- It is packed already.
alter table visit.picture_file alter column webp set storage external;

-- Which versions show it: what one shows stays.
create table visit.version_picture (
  version uuid not null references visit.provided_version on delete cascade,
  picture uuid not null references visit.picture,
  provider uuid not null,
  primary key (version, picture)
);
create index version_picture_picture on visit.version_picture (picture);

-- Of what is in the guide.
alter table visit.provided_attraction add column pictures uuid[] not null default '{}';
create index provided_attraction_pictures on visit.provided_attraction using gin (pictures);

-- What a feed's pictures became, by their addresses there.
create table visit.feed_picture (
  feed uuid not null references visit.feed on delete cascade,
  provider uuid not null,
  url text not null,
  picture uuid not null references visit.picture on delete cascade,
  read_at timestamptz not null,
  primary key (feed, url)
);
create index feed_picture_picture on visit.feed_picture (picture);

alter table visit.picture enable row level security, force row level security;
alter table visit.picture_file enable row level security, force row level security;
alter table visit.version_picture enable row level security, force row level security;
alter table visit.feed_picture enable row level security, force row level security;
create policy own on visit.picture using (platform.acts_for(provider) or platform.acts_as('content')) with check (platform.acts_for(provider));
create policy own on visit.picture_file using (platform.acts_for(provider) or platform.acts_as('content')) with check (platform.acts_for(provider));
-- What is in the guide is anybody's to see.
create policy shown on visit.picture_file for select using (exists (select from visit.provided_attraction where pictures @> array[picture_file.picture]));
create policy own on visit.version_picture using (platform.acts_for(provider) or platform.acts_as('content')) with check (platform.acts_for(provider));
create policy own on visit.feed_picture using (platform.acts_for(provider) or platform.acts_as('content')) with check (platform.acts_for(provider));

grant select, insert, update, delete on visit.picture to drystone_app;
grant select, insert on visit.picture_file, visit.version_picture to drystone_app;
grant select, insert, update, delete on visit.feed_picture to drystone_app;
