import { error, fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { contentErrors, fieldsOf, fieldsOfRecord, noFields, recordOf } from '#lib/content/content-form.ts';
import { stateOf } from '#lib/content/words.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

const isNew = (slug: string): boolean => slug === 'new';

export const load: PageServerLoad = async ({ locals: { accounts, visit, places }, params: { id, slug }, request, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const organisation = await orRefused(accounts.organisation(caller, id));
  const history = isNew(slug) ? [] : await orRefused(visit.contentHistory(caller, id, slug));
  const newest = history.find(({ record }) => record !== null);
  if (!isNew(slug) && newest?.record == null) error(404, m.attraction_unknown());
  const towns = (await Promise.all(places.map((place) => visit.towns(place.slug)))).flat();
  setHeaders({ 'cache-control': 'no-store' });
  return {
    organisation: { id, name: organisation.name },
    fields: newest?.record ? fieldsOfRecord(newest.record) : noFields,
    name: newest?.record?.name ?? null,
    areas: (await visit.areas()).map(({ slug: value, name }) => ({ value, label: name })),
    towns: towns.map(({ slug: value, name }) => ({ value, label: name })).sort((a, b) => a.label.localeCompare(b.label)),
    history: history.map(({ number, state, record, at, reason }) => ({ number, state: stateOf({ record, state }), at: at.slice(0, 10), reason, back: record !== null })),
  };
};

export const actions: Actions = {
  submit: async ({ locals: { accounts, visit, places }, params: { id, slug }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const organisation = await orRefused(accounts.organisation(caller, id));
    const fields = fieldsOf(await request.formData());
    const today = Temporal.Now.plainDateISO(places[0].timeZone).toString();
    const record = recordOf(fields, isNew(slug) ? undefined : slug, { name: organisation.name, today });
    try {
      await visit.submitContent(caller, id, record.slug, record);
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { fields, errors: problem.errors.length > 0 ? contentErrors(problem.errors) : [{ field: '', message: problem.message }] });
    }
    redirect(303, `/account/organisations/${id}/content?done=submitted`);
  },
  restore: async ({ locals: { accounts, visit }, params: { id, slug }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    await orRefused(visit.restoreContent(caller, id, slug, Number((await request.formData()).get('number'))));
    redirect(303, `/account/organisations/${id}/content?done=submitted`);
  },
};
