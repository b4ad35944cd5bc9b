-- Questions get an id, and lots say what is handed in and what bids are judged by: those of before as they were written.
create function commissioning.with_criteria(content jsonb) returns jsonb
language sql immutable set search_path = pg_catalog as $$
  select content || jsonb_build_object('lots', coalesce((
    select jsonb_agg(lot || jsonb_build_object(
      'asked', coalesce((
        select jsonb_agg(case when jsonb_typeof(question) = 'string' then jsonb_build_object('id', 'question-' || number, 'question', question, 'mostWords', null, 'criterion', null) else question end order by number)
        from jsonb_array_elements(lot->'asked') with ordinality as each (question, number)), '[]'),
      'documents', coalesce(lot->'documents', '[]'), 'criteria', coalesce(lot->'criteria', '[]'), 'socialValue', coalesce(lot->'socialValue', '[]')) order by place)
    from jsonb_array_elements(content->'lots') with ordinality as lots (lot, place)), '[]'))
$$;
alter table commissioning.process no force row level security;
alter table commissioning.process_version no force row level security;
update commissioning.process set content = commissioning.with_criteria(content);
update commissioning.process_version set content = commissioning.with_criteria(content);
alter table commissioning.process force row level security;
alter table commissioning.process_version force row level security;
drop function commissioning.with_criteria(jsonb);
