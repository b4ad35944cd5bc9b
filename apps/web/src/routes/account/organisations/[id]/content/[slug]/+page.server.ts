import { error, fail, redirect } from '@sveltejs/kit';
import type { Caller } from '@drystone/access';
import { m } from '@drystone/messages';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { previewOf } from '#lib/attractions/attraction-page.server.ts';
import { contentErrors, fieldsOfRecord, noFields, recordOf } from '#lib/content/content-form.ts';
import { fieldsOf, pastedErrors } from '#lib/content/posted-content.server.ts';
import { stateOf } from '#lib/content/words.ts';
import type { FormError } from '#lib/form-error.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

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
    mostPictures: visit.mostPictures,
    name: newest?.record?.name ?? null,
    areas: (await visit.areas()).map(({ slug: value, name }) => ({ value, label: name })),
    towns: towns.map(({ slug: value, name }) => ({ value, label: name })).sort((a, b) => a.label.localeCompare(b.label)),
    history: history.map(({ number, state, record, at, reason }) => ({ number, state: stateOf({ record, state }), at: at.slice(0, 10), reason, back: record !== null })),
  };
};

/** What was typed, and what becomes of it; a mistake is told with all that was typed. */
async function withRecord<Result extends object>({ locals, params: { id, slug }, request }: RequestEvent, use: (caller: Caller, record: ReturnType<typeof recordOf>) => Promise<Result>) {
  const { accounts, places } = locals;
  const { caller } = await signedInOrAway(accounts, request.headers);
  const organisation = await orRefused(accounts.organisation(caller, id));
  const data = await request.formData();
  const picture = await addedPicture(locals.visit, caller, id, data);
  const fields = fieldsOf(data, picture.url);
  const errors = [...pastedErrors(fields), ...picture.errors];
  if (errors.length > 0) return fail(400, { fields, errors });
  const today = Temporal.Now.plainDateISO(places[0].timeZone).toString();
  try {
    return { fields, errors: [], ...(await use(caller, recordOf(fields, isNew(slug) ? undefined : slug, { name: organisation.name, today }))) };
  } catch (caught) {
    const problem = problemOf(caught);
    if (problem === undefined) throw caught;
    return fail(problem.status, { fields, errors: problem.errors.length > 0 ? contentErrors(problem.errors) : [{ field: '', message: problem.message }] });
  }
}

/** The picture that came with the form, taken in; it is kept though something else is wrong. */
async function addedPicture(visit: RequestEvent['locals']['visit'], caller: Caller, provider: string, data: FormData): Promise<{ readonly url?: string; readonly errors: readonly FormError[] }> {
  const file = data.get('picture');
  if (!(file instanceof File) || file.size === 0) return { errors: [] };
  try {
    const { url } = await visit.addPicture(caller, provider, new Uint8Array(await file.arrayBuffer()));
    return { url, errors: [] };
  } catch (caught) {
    const problem = problemOf(caught);
    if (problem === undefined) throw caught;
    const [fault] = problem.errors;
    return { errors: [{ field: 'picture', message: fault === undefined ? problem.message : m.content_error_picture({ reason: fault.message, mend: fault.mend ?? '' }) }] };
  }
}

export const actions: Actions = {
  submit: async (event) =>
    withRecord(event, async (caller, record) => {
      const { id } = event.params;
      await event.locals.visit.submitContent(caller, id, record.slug, record);
      redirect(303, `/account/organisations/${id}/content?done=submitted`);
    }),
  look: async (event) => withRecord(event, async (caller, record) => ({ look: previewOf(await event.locals.visit.look(caller, event.params.id, record.slug, record), event.locals) })),
  picture: async ({ locals: { accounts, visit }, params: { id }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const data = await request.formData();
    const { url, errors } = await addedPicture(visit, caller, id, data);
    const fields = fieldsOf(data, url);
    if (errors.length > 0) return fail(400, { fields, errors });
    return url === undefined ? fail(400, { fields, errors: [{ field: 'picture', message: m.content_error_picture_missing() }] }) : { fields, errors: [], added: true };
  },
  /** Back from the look. */
  write: async ({ request }) => ({ fields: fieldsOf(await request.formData()), errors: [] }),
  restore: async ({ locals: { accounts, visit }, params: { id, slug }, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    await orRefused(visit.restoreContent(caller, id, slug, Number((await request.formData()).get('number'))));
    redirect(303, `/account/organisations/${id}/content?done=submitted`);
  },
};
