-- What providers tell once, the lots they were told of, and who looks for partners.
create table commissioning.provider_profile (
  organisation uuid primary key,
  name text not null,
  content jsonb not null,
  alerts boolean not null,
  revision integer not null default 1,
  changed_at timestamptz not null
);
create index provider_profile_alerts on commissioning.provider_profile (organisation) where alerts;

-- Policies and the like. Never changed; one that a bid names stays for its readers.
create table commissioning.provider_document (
  id uuid primary key,
  organisation uuid not null,
  name text not null,
  type text not null,
  content bytea not null,
  created_at timestamptz not null,
  removed_at timestamptz
);
create index provider_document_organisation on commissioning.provider_document (organisation);
alter table commissioning.provider_document alter content set storage external;

-- Each lot is told once.
create table commissioning.lot_alert (
  organisation uuid not null,
  process uuid not null references commissioning.process,
  lot text not null,
  at timestamptz not null,
  primary key (organisation, process, lot)
);
-- Until here tenders were looked through.
create table commissioning.alerted_tender (
  process uuid primary key references commissioning.process,
  at timestamptz not null
);

-- "Looking for partners", on a lot: for everybody to read.
create table commissioning.partner_note (
  id uuid primary key,
  process uuid not null references commissioning.process,
  lot text not null,
  organisation uuid not null,
  organisation_name text not null,
  offers text not null,
  lacks text not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  unique (process, lot, organisation)
);
create index partner_note_process on commissioning.partner_note (process, created_at);

-- Read by who asks and by who is asked.
create table commissioning.partner_request (
  id uuid primary key,
  note uuid not null references commissioning.partner_note,
  note_organisation uuid not null,
  organisation uuid not null,
  organisation_name text not null,
  message text not null,
  state text not null default 'open' check (state in ('open', 'accepted', 'declined')),
  created_at timestamptz not null,
  answered_at timestamptz,
  unique (note, organisation)
);
create index partner_request_asked on commissioning.partner_request (note_organisation, created_at);

alter table commissioning.provider_profile enable row level security, force row level security;
alter table commissioning.provider_document enable row level security, force row level security;
alter table commissioning.lot_alert enable row level security, force row level security;
alter table commissioning.alerted_tender enable row level security, force row level security;
alter table commissioning.partner_note enable row level security, force row level security;
alter table commissioning.partner_request enable row level security, force row level security;

-- system:commissioning shows the public part, and finds whom a lot fits.
create policy reading on commissioning.provider_profile for select using (platform.acts_for(organisation) or platform.acts_as('commissioning'));
create policy telling on commissioning.provider_profile for insert with check (platform.acts_for(organisation));
create policy changing on commissioning.provider_profile for update using (platform.acts_for(organisation)) with check (platform.acts_for(organisation));

create policy reading on commissioning.provider_document for select
  using (platform.acts_for(organisation) or exists (select from commissioning.opened_bid where opened_bid.provider = provider_document.organisation));
create policy adding on commissioning.provider_document for insert with check (platform.acts_for(organisation));
create policy removing on commissioning.provider_document for update using (platform.acts_for(organisation)) with check (platform.acts_for(organisation));

create policy reading on commissioning.lot_alert for select using (platform.acts_for(organisation) or platform.acts_as('commissioning'));
create policy alerting on commissioning.lot_alert for insert with check (platform.acts_as('commissioning'));
create policy alerting on commissioning.alerted_tender using (platform.acts_as('commissioning')) with check (platform.acts_as('commissioning'));

create policy reading on commissioning.partner_note for select using (commissioning.somebody_acts());
create policy seeking on commissioning.partner_note for insert with check (platform.acts_for(organisation));
create policy changing on commissioning.partner_note for update using (platform.acts_for(organisation)) with check (platform.acts_for(organisation));

create policy reading on commissioning.partner_request for select using (platform.acts_for(organisation) or platform.acts_for(note_organisation));
create policy asking on commissioning.partner_request for insert with check (platform.acts_for(organisation));
create policy answering on commissioning.partner_request for update using (platform.acts_for(note_organisation)) with check (platform.acts_for(note_organisation));

grant select, insert, update on commissioning.provider_profile, commissioning.provider_document, commissioning.partner_note, commissioning.partner_request, commissioning.alerted_tender to drystone_app;
grant select, insert on commissioning.lot_alert to drystone_app;
