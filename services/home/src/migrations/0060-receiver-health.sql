-- Each server that takes alarms in writes here every few seconds, the way alarms are written. Silence means that it cannot.
create table home.receiver (
  server text primary key,
  -- Protocols of its open doors.
  doors text[] not null,
  -- By the clock of the database, which all servers share.
  kept_at timestamptz not null,
  -- By how much its own clock is ahead of that.
  clock_ahead_seconds double precision not null,
  -- It was ended in order, and is not missed.
  stopped boolean not null default false
);
alter table home.receiver enable row level security, force row level security;
create policy working on home.receiver using (platform.acts_as('home') or platform.acts_as('intake')) with check (platform.acts_as('intake'));
grant select on home.receiver to drystone_app;
grant select, insert, update on home.receiver to drystone_intake;
