-- The queue of a console: the most urgent first, of those as urgent the one that has waited longest.
create index alarm_case_urgency on home.alarm_case (priority, received_at, id) where state <> 'closed';
