-- Who lives where the alarms come from. Everything that says who somebody is, where they live, how they
-- are or how one gets in is sealed by a key that is not in the database; its column is bytea.

-- Sealed as before, and now told by which key: none written, the one made of SECRET_KEY.
update home.local_unit set keys = '\x00'::bytea || keys where keys is not null;
update home.webhook set secrets = '\x00'::bytea || secrets;

alter table home.dwelling
  add column address bytea,
  add column "position" bytea,
  add column access_notes bytea,
  add column key_safe bytea,
  -- Blind index of its postcode.
  add column words bytea[] not null default '{}',
  add column revision integer not null default 1;
create index dwelling_words on home.dwelling using gin (words);
create index alarm_case_dwelling on home.alarm_case (dwelling, received_at desc) where dwelling is not null;
create index local_unit_dwelling on home.local_unit (dwelling);

create table home.service_user (
  id uuid primary key,
  organisation uuid not null,
  dwelling uuid not null references home.dwelling,
  name bytea not null,
  preferred_name bytea,
  born_in bytea,
  -- BCP 47; codes, so that a case can be offered to whoever speaks one of them.
  languages text[] not null default '{}',
  phone bytea,
  health_notes bytea,
  status text not null default 'active' check (status in ('active', 'suspended', 'left')),
  suspended_for text check (suspended_for in ('holiday', 'hospital', 'other')),
  suspended_until date,
  registered_at timestamptz not null,
  left_at timestamptz,
  -- Their personal fields are gone; what is left says that there was somebody.
  erased_at timestamptz,
  -- Blind index of names and telephone number.
  words bytea[] not null default '{}',
  revision integer not null default 1,
  constraint suspended check ((status = 'suspended') = (suspended_for is not null)),
  constraint left_then check ((status = 'left') = (left_at is not null))
);
create index service_user_dwelling on home.service_user (dwelling);
create index service_user_words on home.service_user using gin (words);

create table home.keyholder (
  id uuid primary key,
  organisation uuid not null,
  dwelling uuid not null references home.dwelling,
  -- In which order they are called.
  call_order smallint not null check (call_order between 1 and 20),
  name bytea not null,
  phone bytea not null,
  relation bytea,
  minutes_away smallint check (minutes_away between 0 and 1440),
  unique (dwelling, call_order)
);

-- What operators write down of a case. Added to, never changed.
create table home.case_note (
  id uuid primary key,
  organisation uuid not null,
  case_id uuid not null references home.alarm_case,
  at timestamptz not null,
  author text not null,
  text bytea not null
);
create index case_note_case on home.case_note (case_id, at, id);

alter table home.service_user enable row level security, force row level security;
alter table home.keyholder enable row level security, force row level security;
alter table home.case_note enable row level security, force row level security;
create policy own on home.service_user using (platform.acts_for(organisation) or platform.acts_as('home')) with check (platform.acts_for(organisation) or platform.acts_as('home'));
create policy own on home.keyholder using (platform.acts_for(organisation) or platform.acts_as('home')) with check (platform.acts_for(organisation) or platform.acts_as('home'));
create policy own on home.case_note for select using (platform.acts_for(organisation) or platform.acts_as('home'));
create policy adding on home.case_note for insert with check (platform.acts_for(organisation) or platform.acts_as('home'));
-- A new key, and what the law has erased: by the platform itself, and by nobody who answers cases.
create policy sealing_anew on home.case_note for update using (platform.acts_as('home')) with check (platform.acts_as('home'));
create policy erasing on home.case_note for delete using (platform.acts_as('home'));
grant select, insert, update on home.service_user to drystone_app;
grant select, insert, update, delete on home.keyholder, home.case_note to drystone_app;
