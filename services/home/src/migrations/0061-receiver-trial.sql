-- What the intake writes to a new file of its own, to see that there is room.
create table home.receiver_trial (filling text not null);
alter table home.receiver_trial alter column filling set storage plain;
alter table home.receiver_trial enable row level security, force row level security;
create policy working on home.receiver_trial using (platform.acts_as('intake')) with check (platform.acts_as('intake'));
grant insert, truncate on home.receiver_trial to drystone_intake;
