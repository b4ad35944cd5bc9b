-- Whether each lot is decided reads the whole process, for every question that is read: not of a tender of which nothing is.
drop policy reading on commissioning.enquirer;
create policy reading on commissioning.enquirer for select
  using (platform.acts_for(organisation) or platform.acts_as('commissioning') or (commissioning.somebody_acts() and (phase = 'engagement' or (
    (exists (select from commissioning.award where award.process = enquirer.process) or exists (select from commissioning.decision where decision.process = enquirer.process and set_aside_at is null))
    and commissioning.is_decided(process)))));
