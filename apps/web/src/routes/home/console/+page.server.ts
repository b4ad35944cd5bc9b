import { error, fail, redirect } from '@sveltejs/kit';
import type { Home } from '@drystone/home';
import { m } from '@drystone/messages';
import { may, maySomewhere } from '@drystone/access';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { causeWords, outcomeWords, senderWords } from '#lib/home/case-words.ts';
import { askedIn, liveState, namesOf, notesOf } from '#lib/home/console/live-state.server.ts';
import { clockOf } from '#lib/home/console/clock.ts';
import { numberIn, pageParameters } from '#lib/home/console/pages.ts';
import { isId } from '#lib/is-id.ts';
import { viewAround } from '#lib/map/projection.ts';
import { townLabels } from '#lib/map/town-labels.ts';
import { placeOfPage } from '#lib/place.ts';
import { problemOf } from '#lib/problem.ts';
import type { PageServices } from '../../../page-services.ts';
import type { Actions, PageServerLoad } from './$types';

type CaseStep = Parameters<Home['stepCase']>[2];
type DwellingOfCase = NonNullable<Awaited<ReturnType<Home['dwellingOf']>>>;

const longestNote = 4_000;
const mostMembers = 100;
const [historyLength, mostHistory] = [10, 1_000];
const themeCookie = 'console_theme';
const aYear = 365 * 24 * 60 * 60;

export const load: PageServerLoad = async ({ locals, request: { headers }, url, cookies, setHeaders }) => {
  const { accounts, home } = locals;
  const { caller } = await signedInOrAway(accounts, headers);
  setHeaders({ 'cache-control': 'no-store' });
  if (!maySomewhere(caller, 'case.read')) error(403, m.console_forbidden());
  const asked = askedIn(url);
  // Whoever opens an alarm looks into a home, and that is kept: nothing may do so before somebody means to.
  if (asked.id !== undefined && /prefetch/.test(`${headers.get('sec-purpose')} ${headers.get('purpose')}`)) error(503);
  const live = await orRefused(liveState(locals, caller, asked));
  const organisations = (await accounts.mine(caller)).filter(({ id }) => may(caller, 'case.read', id)).map(({ name }) => name);
  const page = { frame: 'desk' as const, theme: cookies.get(themeCookie) === 'light' ? ('light' as const) : ('dark' as const), live, organisations, otherOperators: otherOperators(accounts, caller.name) };
  if (live.chosen === null) return { ...page, dwelling: null, notes: [], members: null };
  const { id, isTold, incident } = live.chosen;
  const [dwelling, notes, members] = await orRefused(Promise.all([isTold ? home.dwellingOf(caller, id, Math.max(historyLength, numberIn(url.searchParams, 'history', mostHistory))) : null, notesOf(locals, caller, id), incident === null ? null : membersOf(locals, caller, incident.id, url.searchParams.get('members'))]));
  const told = dwelling && dwellingTold(locals, dwelling);
  return { ...page, ...(told?.map && { place: told.map.place }), dwelling: told, notes, members };
};

/** Who of the demonstration answers its homes, to whoever tries it as somebody else. */
function otherOperators({ demonstrationPeople }: PageServices['accounts'], name: string): readonly string[] {
  const operators = demonstrationPeople.filter(({ key }) => key.startsWith('fleetbridge')).map((each) => each.name);
  return operators.includes(name) ? [] : operators;
}

/** With times and a map; a map only as far as there is one. */
function dwellingTold({ places, mapStyleUrl }: PageServices, { history, position, ...dwelling }: DwellingOfCase) {
  const { timeZone } = places[0];
  const clock = clockOf(timeZone);
  const thisYear = Temporal.Now.plainDateISO(timeZone).year;
  const point = position && { lat: position.latitude, lon: position.longitude };
  const place = point && places.find(({ drawn: { west, south, east, north } }) => point.lon >= west && point.lon <= east && point.lat >= south && point.lat <= north);
  const view = place && viewAround([point], place.drawn, { shape: 2.2, margin: 0, leastMetres: 12_000 });
  return {
    ...dwelling,
    serviceUsers: dwelling.serviceUsers.map(({ bornIn, ...user }) => ({ ...user, years: bornIn === null ? null : thisYear - bornIn })),
    history: history.map(({ receivedAt, ...past }) => ({ ...past, clock: clock(receivedAt) })),
    point,
    map: place && view ? { place: placeOfPage(place, places), view, towns: townLabels(place.baseMap, view, 6), styleUrl: mapStyleUrl } : null,
  };
}

async function membersOf({ home, places }: PageServices, caller: Parameters<Home['incidentMembers']>[0], incident: string, after: string | null) {
  const from = after !== null && isId(after) ? after : undefined;
  const found = await home.incidentMembers(caller, incident, { limit: mostMembers + 1, ...(from !== undefined && { after: from }) });
  const clock = clockOf(places[0].timeZone);
  const shown = found.slice(0, mostMembers);
  return { shown: shown.map(({ id, dwelling, account, joinedAt, returnedAt }) => ({ id, dwelling, account, since: clock(joinedAt), back: returnedAt === null ? null : clock(returnedAt) })), isLater: from !== undefined, next: found.length > mostMembers ? shown.at(-1)!.id : null };
}

function stepOf(form: FormData): CaseStep | undefined {
  const [to, whom, outcome, cause] = ['to', 'whom', 'outcome', 'cause'].map((name) => String(form.get(name) ?? '')) as [string, string, string, string];
  if (to === 'acknowledged' || to === 'talking' || to === 'resolved' || to === 'handed-back') return { to };
  if ((to === 'sent' || to === 'arrived') && Object.hasOwn(senderWords, whom)) return { to, whom } as CaseStep;
  if (to === 'closed' && Object.hasOwn(outcomeWords, outcome) && Object.hasOwn(causeWords, cause)) return { to, outcome, cause } as CaseStep;
  return undefined;
}

const caseIn = (url: URL): string => askedIn(url).id ?? error(404);

/** Where the page was, without the name of the form. */
function backTo({ searchParams }: URL, id?: string | undefined): string {
  const kept = new URLSearchParams([...searchParams].filter(([name]) => pageParameters.has(name) || ((name === 'case' || name === 'record') && id === undefined)));
  if (id !== undefined) kept.set('case', id);
  return `/home/console${kept.size > 0 ? `?${kept}` : ''}`;
}

/** What a form is answered with that could not be done: in words for whoever was second. */
async function refusedWith(locals: PageServices, caller: Parameters<Home['alarmCase']>[0], id: string, caught: unknown) {
  const problem = problemOf(caught);
  if (problem === undefined) throw caught;
  if (problem.kind !== 'taken') return fail(problem.status, { refused: problem.message });
  const { owner, organisation, responder } = await orRefused(locals.home.alarmCase(caller, id));
  const operator = owner !== null && 'operator' in owner && owner.operator !== caller?.actor ? owner.operator : undefined;
  if (operator === undefined) return fail(problem.status, { refused: m.console_moved_meanwhile() });
  const names = await namesOf(locals.accounts, [{ organisation, responder }]);
  return fail(problem.status, { refused: m.console_taken_first({ name: names.get(operator) || m.console_colleague() }) });
}

export const actions: Actions = {
  next: async ({ locals, request, url }) => {
    const { caller } = await signedInOrAway(locals.accounts, request.headers);
    const taken = await orRefused(locals.home.takeNext(caller));
    if (taken === undefined) return fail(409, { refused: m.console_none_to_take() });
    redirect(303, backTo(url, taken.id));
  },
  step: async ({ locals, request, url }) => {
    const { caller } = await signedInOrAway(locals.accounts, request.headers);
    const id = caseIn(url);
    const form = await request.formData();
    const step = stepOf(form) ?? (form.get('to') === 'closed' ? undefined : error(400));
    if (step === undefined) return fail(400, { refused: m.console_close_error() });
    try {
      await locals.home.stepCase(caller, id, step);
    } catch (caught) {
      return refusedWith(locals, caller, id, caught);
    }
    redirect(303, backTo(url));
  },
  protocol: async ({ locals, request, url }) => {
    const { caller } = await signedInOrAway(locals.accounts, request.headers);
    const id = caseIn(url);
    const form = await request.formData();
    try {
      await locals.home.markStep(caller, id, String(form.get('done') ?? form.get('undone') ?? ''), form.has('done'));
    } catch (caught) {
      return refusedWith(locals, caller, id, caught);
    }
    redirect(303, backTo(url));
  },
  note: async ({ locals, request, url }) => {
    const { caller } = await signedInOrAway(locals.accounts, request.headers);
    const id = caseIn(url);
    const text = String((await request.formData()).get('text') ?? '').trim();
    if (text.length < 1 || text.length > longestNote) return fail(400, { refused: m.console_note_error(), text });
    await orRefused(locals.home.addCaseNote(caller, id, text));
    redirect(303, backTo(url));
  },
  keySafe: async ({ locals, request, url }) => {
    const { caller } = await signedInOrAway(locals.accounts, request.headers);
    const id = caseIn(url);
    const { code, where } = await orRefused(locals.home.keySafeCode(caller, id));
    return { keySafe: { case: id, code, where } };
  },
  theme: async ({ request, url, cookies }) => {
    const theme = (await request.formData()).get('theme') === 'light' ? 'light' : 'dark';
    cookies.set(themeCookie, theme, { path: '/home/console', maxAge: aYear, sameSite: 'lax', httpOnly: true, secure: url.protocol === 'https:' });
    redirect(303, backTo(url));
  },
};
