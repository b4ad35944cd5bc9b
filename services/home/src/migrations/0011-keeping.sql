-- How long what is known of people is kept, and test calls.

-- Of somebody who was erased, the row says only that there was somebody.
alter table home.service_user alter column name drop not null, add constraint erased check ((erased_at is null) = (name is not null));

-- Words and places in what a device sent are taken out when a person is erased; its codes stay.
grant update (told, raw) on home.signal to drystone_app;
grant delete on home.alarm_case to drystone_app;
create policy by_rule on home.alarm_case as restrictive for delete using (platform.acts_as('home'));
create policy by_rule on home.signal as restrictive for delete using (platform.acts_as('home'));
create index alarm_case_closed on home.alarm_case (closed_at) where state = 'closed';

-- Since when a monthly test call is expected of it.
alter table home.local_unit add column registered_at timestamptz not null default now();
create index signal_test_call on home.signal (local_unit, received_at desc) where kind = 'test-call' and local_unit is not null;
