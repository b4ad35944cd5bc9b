-- Asked of every row. A function with a setting of its own (`set search_path`) is called each time; one
-- whose body was read when it was made needs none, and the planner writes it into the query.
create or replace function platform.acting_person() returns uuid
language sql stable
return substring(current_setting('drystone.actor', true) from '^account:([0-9a-f-]{36})$')::uuid;

create or replace function platform.acts_as(part text) returns boolean
language sql stable
return coalesce(current_setting('drystone.actor', true) = 'system:' || part, false);

create or replace function platform.acts_for(organisation uuid) returns boolean
language sql stable
return coalesce(organisation = any (string_to_array(nullif(current_setting('drystone.organisations', true), ''), ',')::uuid[]), false);
