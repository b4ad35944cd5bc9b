-- Somebody stands at the door.
alter table home.alarm_case drop constraint alarm_case_state_check;
alter table home.alarm_case add constraint alarm_case_state_check check (state in ('received', 'offered', 'acknowledged', 'talking', 'sent', 'arrived', 'resolved', 'closed'));
alter table home.alarm_case add column attended_at timestamptz;
