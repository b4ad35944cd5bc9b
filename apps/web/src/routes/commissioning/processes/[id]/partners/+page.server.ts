import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { partnerNames } from '#lib/bids/field-names.ts';
import { refusal } from '#lib/refused-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params: { id }, request, url, setHeaders }) => {
  const caller = await accounts.caller(request.headers);
  const process = await orRefused(commissioning.process(caller, id));
  const [notes, mine, requests] = await Promise.all([commissioning.partnerNotes(id), caller === undefined ? [] : accounts.mine(caller), caller === undefined ? [] : commissioning.partnerRequests(caller, id)]);
  const organisations = mine.filter(({ kind, id: organisation }) => kind !== 'buyer' && caller?.memberships.some((each) => each.organisationId === organisation && each.roles.includes('editor'))).map(({ id: organisation, name }) => ({ id: organisation, name }));
  const own = new Set(organisations.map((each) => each.id));
  setHeaders({ 'cache-control': 'no-store' });
  return {
    process: { id, title: process.content.title, open: process.stage === 'tender' && process.content.deadline !== null && Temporal.Instant.compare(Temporal.Now.instant(), process.content.deadline) < 0 },
    lots: process.content.lots.map((lot) => ({ id: lot.id, title: lot.title, notes: notes.filter((note) => note.lot === lot.id).map((note) => ({ ...note, isOwn: own.has(note.organisation.id), requests: requests.filter((each) => each.note === note.id) })) })),
    organisations,
    signedIn: caller !== undefined,
    chosen: url.searchParams.get('lot'),
    said: url.searchParams.get('done'),
  };
};

type Event = Parameters<NonNullable<Actions['seek']>>[0];

async function post(event: Event, done: string, work: (caller: Awaited<ReturnType<typeof signedInOrAway>>['caller'], data: FormData) => Promise<unknown>) {
  const { caller } = await signedInOrAway(event.locals.accounts, event.request.headers);
  const data = await event.request.formData();
  const typed = Object.fromEntries([...data].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
  try {
    await work(caller, data);
  } catch (caught) {
    return refusal(caught, partnerNames(data), { typed });
  }
  redirect(303, `/commissioning/processes/${event.params.id}/partners?done=${done}`);
}
const text = (data: FormData, name: string): string => String(data.get(name) ?? '');

export const actions: Actions = {
  seek: (event) => post(event, 'sought', (caller, data) => event.locals.commissioning.seekPartners(caller, event.params.id, { organisation: text(data, 'organisation'), lot: text(data, 'lot'), offers: text(data, 'offers'), lacks: text(data, 'lacks') })),
  close: (event) => post(event, 'closed', (caller, data) => event.locals.commissioning.closePartnerNote(caller, text(data, 'note'))),
  ask: (event) => post(event, 'asked', (caller, data) => event.locals.commissioning.askToJoin(caller, text(data, 'note'), { organisation: text(data, 'organisation'), message: text(data, 'message') })),
  answer: (event) => post(event, 'answered', (caller, data) => event.locals.commissioning.answerRequest(caller, text(data, 'request'), { accept: data.get('accept') === 'yes' })),
};
