-- Whoever takes alarms in appends to the log and reads nothing of it.
grant usage on schema platform to drystone_intake;
grant insert on platform.event to drystone_intake;
