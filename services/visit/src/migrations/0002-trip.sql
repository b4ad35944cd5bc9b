-- A trip belongs to whoever holds its unguessable id (reading) and its key (changing).
create table visit.trip (
  id text primary key,
  place text not null,
  edit_key_hash bytea not null,
  revision integer not null default 1,
  request jsonb not null,
  -- What the visitor changed by hand, kept apart from the plan that follows from it.
  wishes jsonb not null,
  itinerary jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz not null
);

create index trip_expiry on visit.trip (expires_at);

-- "Something is wrong here": the words stay in this table, the event carries the id only.
create table visit.attraction_report (
  id uuid primary key,
  attraction text not null,
  about text not null,
  words text,
  at timestamptz not null
);

grant select, insert, update, delete on visit.trip, visit.attraction_report to drystone_app;
