-- What a provider's system was told of a case is kept for as long as the case.
alter table home.response_delivery
  drop constraint response_delivery_case_id_fkey,
  add constraint response_delivery_case_id_fkey foreign key (case_id) references home.alarm_case on delete cascade;
