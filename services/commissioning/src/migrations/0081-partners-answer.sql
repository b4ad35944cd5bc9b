-- Every buyer of a process answers what it is asked, and each answer, refusal and withholding says whose it is:
-- {id, name}. What was decided before was its lead's.
alter table commissioning.enquiry
  add column answered_by jsonb,
  add column refused_by jsonb,
  add column withheld_by jsonb;

alter table commissioning.process no force row level security;
alter table commissioning.enquiry no force row level security;
update commissioning.enquiry set
  answered_by = case when answer is not null then lead end,
  refused_by = case when why_refused is not null then lead end,
  withheld_by = case when withheld_ground is not null then lead end,
  earlier_answers = coalesce((select jsonb_agg(each || jsonb_build_object('by', lead) order by place) from jsonb_array_elements(earlier_answers) with ordinality as earlier (each, place)), '[]')
from (select id, jsonb_build_object('id', buyer, 'name', buyer_name) as lead from commissioning.process) as led
where led.id = enquiry.process;
alter table commissioning.enquiry force row level security;
alter table commissioning.process force row level security;

alter table commissioning.enquiry
  add check ((answered_by is null) = (answer is null)),
  add check ((refused_by is null) = (why_refused is null)),
  add check ((withheld_by is null) = (withheld_ground is null));

drop policy changing on commissioning.enquiry;
create policy changing on commissioning.enquiry for update
  using (commissioning.buys(process) or commissioning.sent(id) or platform.acts_as('commissioning')) with check (commissioning.buys(process) or commissioning.sent(id) or platform.acts_as('commissioning'));

drop policy reading on commissioning.enquiry_original;
drop policy keeping on commissioning.enquiry_original;
create policy reading on commissioning.enquiry_original for select using (commissioning.sent(enquiry) or commissioning.buys(process));
create policy keeping on commissioning.enquiry_original for insert with check (commissioning.sent(enquiry) or commissioning.buys(process));
