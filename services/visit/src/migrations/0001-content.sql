-- What a place is made of. The record is the part's JSON as it was published; the columns beside
-- it are what it is searched by.
create extension if not exists pg_trgm;
create extension if not exists fuzzystrmatch;

create table visit.place (
  slug text primary key,
  record jsonb not null,
  -- Of the pack's files: an unchanged pack is not loaded again.
  content_hash text not null,
  -- Rises with each change of content; whoever keeps a copy compares it.
  revision bigint not null default 1,
  loaded_at timestamptz not null default now()
);

create table visit.area (
  slug text primary key,
  place text not null references visit.place on delete cascade,
  name text not null,
  gss_code text
);

create table visit.town (
  place text not null references visit.place on delete cascade,
  slug text not null,
  name text not null,
  area text not null references visit.area on delete cascade,
  lat double precision not null,
  lon double precision not null,
  -- How soon a map names it: 1 the main towns … 4 villages.
  rank integer not null,
  primary key (place, slug)
);

create table visit.attraction (
  slug text primary key,
  place text not null references visit.place on delete cascade,
  area text not null references visit.area on delete cascade,
  kind text not null,
  name text not null,
  lat double precision not null,
  lon double precision not null,
  renown double precision not null,
  record jsonb not null,
  -- Names in every language, town and summary, in lower case.
  search_text text not null,
  -- The words of its names, town and kind: what somebody may misspell.
  search_words text[] not null
);

create index attraction_place on visit.attraction (place, area);
create index attraction_search on visit.attraction using gin (search_text gin_trgm_ops);

grant select, insert, update, delete on visit.place, visit.area, visit.town, visit.attraction to drystone_app;
