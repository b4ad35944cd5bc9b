-- What row-level security asks: who acts in this transaction, and for which organisations. Both are
-- set by whoever opens it (`database.as`) and gone with it; unset, everything below says no.
create function platform.acting_person() returns uuid
language sql stable set search_path = pg_catalog as $$
  select substring(current_setting('drystone.actor', true) from '^account:([0-9a-f-]{36})$')::uuid
$$;

create function platform.acts_as(part text) returns boolean
language sql stable set search_path = pg_catalog as $$
  select coalesce(current_setting('drystone.actor', true) = 'system:' || part, false)
$$;

create function platform.acts_for(organisation uuid) returns boolean
language sql stable set search_path = pg_catalog as $$
  select coalesce(organisation = any (string_to_array(nullif(current_setting('drystone.organisations', true), ''), ',')::uuid[]), false)
$$;
