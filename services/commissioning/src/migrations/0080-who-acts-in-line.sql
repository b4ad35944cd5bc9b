-- As platform.acts_for: asked of every row, and written into the query by the planner.
create or replace function commissioning.somebody_acts() returns boolean
language sql stable
return coalesce(current_setting('drystone.actor', true), '') <> '';

create or replace function commissioning.acts_for_somebody() returns boolean
language sql stable
return coalesce(current_setting('drystone.organisations', true), '') <> '';

create or replace function commissioning.acting() returns text
language sql stable
return coalesce(current_setting('drystone.actor', true), '');
