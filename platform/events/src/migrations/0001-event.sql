-- The log of every change of meaning. Appended in the transaction of the change itself; audit,
-- KPIs, webhooks and live pages read it. `data` holds ids, codes and numbers, never names or text.
create table platform.event (
  id uuid not null,
  -- Readers go in order of (transaction_id, id) below the oldest running transaction, so that a
  -- late commit is never skipped.
  transaction_id xid8 not null default pg_current_xact_id(),
  type text not null check (type ~ '^[a-z_]+\.[a-z_]+$'),
  subject text not null,
  award_id uuid,
  actor text not null default current_setting('drystone.actor', true),
  at timestamptz not null,
  data jsonb not null default '{}',
  primary key (id, at)
) partition by range (at);

create index event_reading on platform.event (transaction_id, id);
create index event_subject on platform.event (subject, at);
create index event_type on platform.event (type, at);

-- Catches what no month has been made for, so that an append never fails.
create table platform.event_default partition of platform.event default;

create function platform.make_event_partition(month date) returns void
language plpgsql security definer set search_path = platform, pg_temp as $$
declare
  name text := format('event_%s', to_char(month, 'YYYY_MM'));
  first date := date_trunc('month', month);
  next date := first + interval '1 month';
begin
  if to_regclass('platform.' || name) is not null
     or exists (select from platform.event_default where at >= first and at < next) then
    return;
  end if;
  execute format('create table platform.%I partition of platform.event for values from (%L) to (%L)',
    name, first::timestamp at time zone 'UTC', next::timestamp at time zone 'UTC');
end $$;

revoke all on function platform.make_event_partition(date) from public;
grant execute on function platform.make_event_partition(date) to drystone_app;
grant select, insert on platform.event to drystone_app;
