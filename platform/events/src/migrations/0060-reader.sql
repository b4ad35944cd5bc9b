-- How far each reader of the log has come. A reader moves on in the transaction of its own effect,
-- so that an event counts once for it, whatever falls over in between.
create table platform.event_reader (
  name text primary key,
  transaction_id xid8 not null default '0',
  event_id uuid not null default '00000000-0000-0000-0000-000000000000',
  moved_at timestamptz not null default now()
);
grant select, insert, update on platform.event_reader to drystone_app;
