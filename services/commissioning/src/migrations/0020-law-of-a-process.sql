-- What the law hangs on, stages, and how the money is reckoned: drafts and tenders of before have the usual answers.
alter table commissioning.process no force row level security;
update commissioning.process set content =
  '{"category": "services", "authority": "sub-central", "stages": [], "shorter": null}'::jsonb || content
  || jsonb_build_object('lots', coalesce((select jsonb_agg('{"priceBasis": "fixed-price", "reservedFor": null}'::jsonb || lot order by place) from jsonb_array_elements(content->'lots') with ordinality as each (lot, place)), '[]'::jsonb));
alter table commissioning.process force row level security;
