import { error, fail, redirect } from '@sveltejs/kit';
import type { Home } from '@drystone/home';
import { m } from '@drystone/messages';
import { may } from '@drystone/access';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { causeWords, outcomeWords, senderWords } from '#lib/home/case-words.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad } from './$types';

type CaseStep = Parameters<Home['stepCase']>[2];
type StoredCase = Awaited<ReturnType<Home['alarmCase']>>;

const most = 500;
const longestNote = 4_000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const load: PageServerLoad = async ({ locals: { accounts, home }, request: { headers }, url: { searchParams }, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, headers);
  setHeaders({ 'cache-control': 'no-store' });
  if (!caller.memberships.some(({ organisationId }) => may(caller, 'case.read', organisationId))) error(403, m.console_forbidden());
  const cases = await orRefused(home.cases(caller, { open: true, limit: most }));
  const id = searchParams.get('case');
  if (id !== null && !uuid.test(id)) error(404);
  const chosen = id === null ? undefined : await orRefused(home.alarmCase(caller, id));
  const organisations = new Set([...cases, ...(chosen ? [chosen] : [])].flatMap(({ organisation, responder }) => [organisation, ...(responder === null ? [] : [responder])]));
  const people = await Promise.all([...organisations].map((organisation) => accounts.people(organisation)));
  const names = new Map(people.flat().map(({ actor, name }) => [actor, name]));
  const told = (each: StoredCase) => {
    const operator = each.owner !== null && 'operator' in each.owner ? each.owner.operator : null;
    return {
      ...{ id: each.id, group: each.group, priority: each.priority, state: each.state, account: each.account },
      home: each.dwelling?.reference ?? null,
      receivedAt: each.receivedAt.toString({ smallestUnit: 'second' }),
      isMine: operator === caller.actor,
      with: operator === null || operator === caller.actor ? null : (names.get(operator) ?? m.console_colleague()),
    };
  };
  const open = [...cases].sort((a, b) => a.priority - b.priority || Temporal.Instant.compare(a.receivedAt, b.receivedAt) || (a.id < b.id ? -1 : 1)).map(told);
  if (chosen === undefined) return { open, chosen: undefined };
  // To a provider, who lives there is not told once it is closed.
  const seen = chosen.state !== 'closed' || may(caller, 'person.read', chosen.organisation);
  const [dwelling, notes, signals] = await orRefused(
    Promise.all([seen ? home.dwellingOf(caller, chosen.id) : null, home.caseNotes(caller, chosen.id), home.signals(caller, { caseId: chosen.id, limit: 20 })]),
  );
  return { open, chosen: told(chosen), dwelling, notes, signals: signals.map(({ id: signal, receivedAt, meaning, code }) => ({ id: signal, receivedAt, meaning, code })) };
};

function stepOf(form: FormData): CaseStep | undefined {
  const [to, whom, outcome, cause] = ['to', 'whom', 'outcome', 'cause'].map((name) => String(form.get(name) ?? '')) as [string, string, string, string];
  if (to === 'acknowledged' || to === 'talking' || to === 'resolved' || to === 'handed-back') return { to };
  if (to === 'sent' && Object.hasOwn(senderWords, whom)) return { to, whom } as CaseStep;
  if (to === 'closed' && Object.hasOwn(outcomeWords, outcome) && Object.hasOwn(causeWords, cause)) return { to, outcome, cause } as CaseStep;
  return undefined;
}

const caseIn = ({ searchParams }: URL): string => {
  const id = searchParams.get('case') ?? '';
  if (!uuid.test(id)) error(404);
  return id;
};

export const actions: Actions = {
  step: async ({ locals: { accounts, home }, request, url }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const id = caseIn(url);
    const step = stepOf(await request.formData()) ?? error(400);
    try {
      await home.stepCase(caller, id, step);
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      return fail(problem.status, { refused: problem.message });
    }
    redirect(303, `/home/console?case=${id}`);
  },
  note: async ({ locals: { accounts, home }, request, url }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const id = caseIn(url);
    const text = String((await request.formData()).get('text') ?? '').trim();
    if (text.length < 1 || text.length > longestNote) return fail(400, { refused: m.console_note_error() });
    await orRefused(home.addCaseNote(caller, id, text));
    redirect(303, `/home/console?case=${id}`);
  },
  keySafe: async ({ locals: { accounts, home }, request, url }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const { code, where } = await orRefused(home.keySafeCode(caller, caseIn(url)));
    return { keySafe: { code, where } };
  },
};
