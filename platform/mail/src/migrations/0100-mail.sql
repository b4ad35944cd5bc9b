-- Mail that waits to be sent, or, where no mail server is set, to be read on this machine.
create table platform.mail (
  id uuid primary key,
  recipient text not null,
  subject text not null,
  body text not null,
  at timestamptz not null,
  sent_at timestamptz,
  failures integer not null default 0,
  tried_at timestamptz
);

create index mail_waiting on platform.mail (at) where sent_at is null;

alter table platform.mail enable row level security, force row level security;
-- Whoever acts may write a letter; only the post reads it.
create policy writing on platform.mail for insert with check (nullif(current_setting('drystone.actor', true), '') is not null);
create policy post on platform.mail using (platform.acts_as('mail'));

grant select, insert, update, delete on platform.mail to drystone_app;
