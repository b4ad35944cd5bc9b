import { m } from '@drystone/messages';
import { redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway, signInAndBack } from '#lib/accounts/session.ts';
import { enquiryView } from '#lib/engagement/enquiry-view.ts';
import { pageOf, pageSize } from '#lib/engagement/paging.ts';
import { localTime } from '#lib/problem/local-time.ts';
import { tryOrRefuse, written } from '#lib/problem/post.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, params: { id }, request, url, setHeaders }) => {
  const caller = await accounts.caller(request.headers);
  const found = await orRefused(commissioning.engagement(caller, id));
  const page = pageOf(url, 'page');
  const [{ items, more }, mine] = await Promise.all([commissioning.enquiries(caller, id, { limit: pageSize, offset: (page - 1) * pageSize }), caller === undefined ? [] : accounts.mine(caller)]);
  const { timeZone } = places[0];
  if (caller) setHeaders({ 'cache-control': 'no-store' });
  return {
    found,
    until: found.taking && localTime(found.taking.until, timeZone),
    organisations: mine.filter((each) => found.you.ask.includes(each.id)).map(({ id: organisation, name }) => ({ id: organisation, name })),
    enquiries: items.map((each) => enquiryView(each, found, timeZone)),
    page,
    more,
    signedIn: caller !== undefined,
    signIn: signInAndBack(url),
    said: url.searchParams.get('done'),
  };
};

type Posted = Parameters<NonNullable<Actions['ask']>>[0];

async function post({ locals: { accounts }, params, request }: Posted, done: string, work: (caller: Awaited<ReturnType<typeof signedInOrAway>>['caller'], id: string, data: FormData) => Promise<unknown>, words: Readonly<Record<string, () => string>> = {}) {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const data = await request.formData();
  const refused = await tryOrRefuse(data, 'ask', () => work(caller, params.id!, data), words);
  if (refused) return refused;
  redirect(303, `/commissioning/processes/${params.id}/questions?done=${done}`);
}

/** What a response is to is chosen in one list with what a question is about: `response-2`. */
function aboutOf(chosen: string): object {
  const [, number] = /^response-(\d{1,2})$/.exec(chosen) ?? [];
  return number === undefined ? { about: chosen || null } : { kind: 'response', about: number };
}

export const actions: Actions = {
  ask: (event) =>
    post(
      event,
      'asked',
      (caller, id, data) => event.locals.commissioning.askEnquiry(caller, id, { organisation: written(data, 'organisation'), ...aboutOf(written(data, 'about')), text: written(data, 'text'), confidential: written(data, 'confidential') || null }),
      { text: m.question_error_text, about: m.question_error_about, organisation: m.question_error_organisation, confidential: m.question_error_confidential },
    ),
  takeBack: (event) => post(event, 'taken-back', (caller, id, data) => event.locals.commissioning.takeBackEnquiry(caller, id, written(data, 'enquiry'))),
};
