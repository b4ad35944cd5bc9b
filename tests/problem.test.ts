/** A problem with its citizens, and several buyers who commission together, through the doors. */

import { beforeAll, describe, expect, it } from 'vitest';
import { newestLetter, signIn, tokenIn } from './support/citizens.ts';
import { administratorKey, aLot, aProblem, aProcess, commissioningOn, type MadeProcess } from './support/commissioning.ts';
import { valid } from './support/open-contracting.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
let buyer: string;
let board: string;
let commissioner: Record<string, string>;
let partner: Record<string, string>;
let [maisie, hugh, roisin]: Record<string, string>[] = [];
const { ask, organisation, keyFor, draft, publish } = commissioningOn(() => server);

beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey, OCID_PREFIX: 'ocds-t3st00' });
  [buyer, board] = [await organisation('buyer', 'Carrickmore Borough Council'), await organisation('buyer', 'North Coast Tourism Board')];
  [commissioner, partner] = [await keyFor(buyer, ['commissioner']), await keyFor(board, ['commissioner'])];
  [maisie, hugh, roisin] = [await signIn(server, 'maisie@example.com'), await signIn(server, 'hugh@example.com'), await signIn(server, 'roisin@example.com')];
});

interface Support {
  readonly people: number;
  readonly sum: number;
  readonly byWeight: readonly number[];
  readonly affected: number;
}
interface Contribution {
  readonly id: string;
  readonly text: string;
  readonly revision: number;
  readonly support: Support;
  readonly mine: boolean;
}
const inDays = (days: number) => Temporal.Now.instant().add({ hours: 24 * days }).toString();
const at = (process: MadeProcess, rest = '') => `/api/commissioning/processes/${process.id}/problem${rest}`;
const errorsOf = ({ body }: { body: never }) => ((body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field.replace('body.', ''));
const openTo = (process: MadeProcess, form: object = {}, revision = 0) => server.call('PUT', at(process, '/opening'), { openUntil: inDays(14), ...form }, { ...commissioner, 'if-match': `"${revision}"` });
async function opened(form: object = {}): Promise<MadeProcess> {
  const process = await draft(buyer);
  expect((await openTo(process, form)).status).toBe(200);
  return process;
}
const say = (process: MadeProcess, who: Record<string, string> | undefined, form: object = {}) => server.call('POST', at(process, '/contributions'), { kind: 'comment', text: 'The bus does not stop there.', ...form }, who);
const said = async (process: MadeProcess, who: Record<string, string> | undefined, form: object = {}) => {
  const { status, body, text } = await say(process, who, form);
  expect([status, text]).toEqual([201, text]);
  return body as Contribution;
};
const support = (process: MadeProcess, who: Record<string, string> | undefined, form: object) => server.call('PUT', at(process, '/support'), form, who);
const contributions = async (process: MadeProcess, query = '', who: Record<string, string> = {}) => ((await server.call('GET', at(process, `/contributions${query}`), undefined, who)).body as { items: Contribution[] }).items;
const decide = (id: string, revision: number, form: object, who = commissioner) => server.call('POST', `/api/commissioning/contributions/${id}/decision`, form, { ...who, 'if-match': `"${revision}"` });

describe('a problem', () => {
  it('is nobody’s business until it is opened, and then everybody reads it while the rest stays a draft', async () => {
    const process = await draft(buyer);
    expect((await server.call('GET', at(process))).status).toBe(404);
    expect((await server.call('GET', at(process), undefined, partner)).status).toBe(404);
    expect((await server.call('GET', at(process), undefined, commissioner)).body).toMatchObject({ opening: null, title: aProcess.title });
    expect((await openTo(process)).status).toBe(200);
    const read = await server.call('GET', at(process));
    expect(read.body).toMatchObject({ problem: aProblem, opening: { open: true, openTo: 'everyone' }, you: { takePart: true, moderate: false } });
    expect(read.text).not.toContain(aLot.title);
    expect((await server.call('GET', `/api/commissioning/processes/${process.id}`)).status).toBe(404);
    expect((await server.call('GET', '/api/commissioning/problems?limit=100')).text).toContain(process.id);
  });

  it('is opened by one of two at once, and the other is told', async () => {
    const process = await draft(buyer);
    expect((await Promise.all([openTo(process), openTo(process)])).map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it.each([
    ['in the past', { openUntil: '2020-01-01T00:00:00Z' }, 422, 'openUntil'],
    ['for more than a year', { openUntil: '2099-01-01T00:00:00Z' }, 422, 'openUntil'],
    ['without an offset', { openUntil: '2027-01-01T00:00:00' }, 400, 'openUntil'],
    ['to nobody there is', { openTo: 'friends' }, 400, 'openTo'],
  ])('is not opened %s', async (_, form, status, field) => {
    const answer = await openTo(await draft(buyer), form);
    expect([answer.status, errorsOf(answer)]).toEqual([status, [field]]);
  });

  it('is not opened while it has gaps', async () => {
    const answer = await openTo(await draft(buyer, { problem: { ...aProblem, good: '' } }));
    expect([answer.status, errorsOf(answer)]).toEqual([422, ['problem.good']]);
  });

  it('is told to by people, and by nobody once it is closed', async () => {
    const process = await opened();
    expect((await say(process, undefined)).status).toBe(401);
    expect(errorsOf(await say(process, partner))).toEqual(['caller']);
    await said(process, maisie);
    expect((await server.call('DELETE', at(process, '/opening'), undefined, commissioner)).status).toBe(200);
    expect(errorsOf(await say(process, maisie))).toEqual(['process']);
    expect((await support(process, hugh, { weight: 3 })).status).toBe(422);
    expect(await contributions(process)).toHaveLength(1);
  });

  it.each([
    ['nothing', { text: '  ' }, 'text'],
    ['a comment without end', { text: 'x'.repeat(2001) }, 'text'],
    ['a story without end', { kind: 'story', text: 'x'.repeat(8001) }, 'text'],
    ['a control character', { text: 'The bus \u0007 stops.' }, 'text'],
    ['a kind there is not', { kind: 'advert' }, 'kind'],
    ['a field there is not', { author: 'somebody' }, 'author'],
  ])('is not told %s', async (_, form, field) => {
    const answer = await say(await opened(), maisie, form);
    expect([answer.status, errorsOf(answer)]).toEqual([400, [field]]);
  });
});

describe('a contribution', () => {
  it('names nobody who does not wish it, to the buyer neither', async () => {
    const process = await opened();
    await said(process, maisie, { text: '<b>No bus</b> on Sundays.', affected: true });
    await said(process, hugh, { kind: 'story', text: 'I walked home.', shownName: 'Hugh of the glens' });
    for (const who of [{}, commissioner]) {
      const { text, body } = await server.call('GET', at(process, '/contributions?all=true'), undefined, who);
      expect(body).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ text: '<b>No bus</b> on Sundays.', shownName: null, affected: true, mine: false }), expect.objectContaining({ shownName: 'Hugh of the glens', affected: false })]) as never });
      expect(text).not.toMatch(/maisie|author|@/);
    }
    expect((await contributions(process, '', maisie)).filter(({ mine }) => mine)).toHaveLength(1);
  });

  it('is supported once a person, changed and withdrawn at will', async () => {
    const process = await opened();
    const { id: about } = await said(process, maisie);
    expect((await support(process, hugh, { about, weight: 1 })).body).toEqual({ people: 1, sum: 1, byWeight: [1, 0, 0], affected: 0 });
    expect((await support(process, hugh, { about, weight: 3, affected: true })).body).toEqual({ people: 1, sum: 3, byWeight: [0, 0, 1], affected: 1 });
    expect((await support(process, roisin, { about, weight: 2 })).body).toEqual({ people: 2, sum: 5, byWeight: [0, 1, 1], affected: 1 });
    await Promise.all(Array.from({ length: 8 }, () => support(process, maisie, { weight: 3 })));
    expect((await server.call('GET', at(process), undefined, maisie)).body).toMatchObject({ support: { people: 1, sum: 3 }, you: { voice: { weight: 3, affected: false } } });
    expect((await server.call('DELETE', at(process, `/support?about=${about}`), undefined, hugh)).status).toBe(204);
    expect((await server.call('DELETE', at(process, `/support?about=${about}`), undefined, hugh)).status).toBe(404);
    expect((await contributions(process))[0]!.support).toEqual({ people: 1, sum: 2, byWeight: [0, 1, 0], affected: 0 });
    for (const weight of [0, 4, 1.5, -1]) expect((await support(process, hugh, { weight })).status).toBe(400);
    expect((await support(process, hugh, { about: '00000000-0000-4000-8000-00000000ffff', weight: 1 })).status).toBe(404);
    const other = await said(await opened(), maisie);
    expect((await support(process, hugh, { about: other.id, weight: 1 })).status).toBe(404);
  });

  it('that says the same is merged: voices count once a person, and undo is exact', async () => {
    const process = await opened();
    const [one, two] = [await said(process, maisie, { text: 'No bus on Sundays.' }), await said(process, hugh, { text: 'Sundays have no bus.' })];
    await support(process, roisin, { about: one.id, weight: 1 });
    await support(process, roisin, { about: two.id, weight: 3 });
    await support(process, maisie, { about: two.id, weight: 2 });
    expect((await decide(two.id, 1, { decision: 'merge', into: one.id })).status).toBe(200);
    expect(await contributions(process)).toMatchObject([{ id: one.id, support: { people: 2, sum: 5 } }]);
    expect((await contributions(process, '?all=true', commissioner)).find(({ id }) => id === two.id)).toMatchObject({ mergedInto: one.id });
    // No circles: the target has something merged into it, and what is merged is no target.
    expect((await decide(one.id, 1, { decision: 'merge', into: two.id })).status).toBe(422);
    expect((await decide(one.id, 1, { decision: 'merge', into: one.id })).status).toBe(422);
    expect((await decide(two.id, 2, { decision: 'separate' })).status).toBe(200);
    expect((await contributions(process)).map(({ id, support: { sum } }) => [id, sum])).toEqual([[two.id, 5], [one.id, 1]]);
  });

  it('merged crosswise by two at once makes no circle', async () => {
    const process = await opened();
    const [one, two] = [await said(process, maisie), await said(process, hugh, { text: 'Another.' })];
    const answers = await Promise.all([decide(one.id, 1, { decision: 'merge', into: two.id }), decide(two.id, 1, { decision: 'merge', into: one.id })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(await contributions(process)).toHaveLength(1);
  });

  it('is hidden with a reason that its author and the buyer read', async () => {
    const process = await opened();
    const { id } = await said(process, maisie, { text: 'Buy cheap watches.' });
    expect((await decide(id, 1, { decision: 'hide' })).status).toBe(400);
    expect((await decide(id, 1, { decision: 'hide', reason: 'An advert.' }, partner)).status).toBe(403);
    expect((await decide(id, 1, { decision: 'hide', reason: 'An advert.' })).status).toBe(200);
    expect(await contributions(process)).toEqual([]);
    expect(await contributions(process, '', maisie)).toMatchObject([{ hidden: { why: 'An advert.' } }]);
    expect((await decide(id, 1, { decision: 'show' })).text).toContain('it was hidden (An advert.)');
    expect((await decide(id, 2, { decision: 'show' })).status).toBe(200);
    expect(await contributions(process)).toHaveLength(1);
  });

  it('is answered, and the answer stays when its author erases it', async () => {
    const process = await opened();
    const { id } = await said(process, maisie, { text: 'My mother cannot walk that far.', shownName: 'Maisie' });
    await support(process, maisie, { weight: 3 });
    expect((await decide(id, 1, { decision: 'answer', outcome: 'adopted', answer: 'The lot now asks for step-free places.' })).status).toBe(200);
    expect((await server.call('DELETE', at(process, `/contributions/${id}`), undefined, hugh)).status).toBe(404);
    expect((await server.call('DELETE', at(process, '/contributions'), undefined, maisie)).status).toBe(204);
    const { body, text } = await server.call('GET', at(process, '/contributions'));
    expect(body).toMatchObject({ items: [{ id, text: '', shownName: null, erased: true, answer: { outcome: 'adopted' } }] });
    expect(text).not.toMatch(/mother|Maisie/);
    expect((await server.call('GET', at(process))).body).toMatchObject({ support: { people: 0 } });
    const { rows } = await server.database.pool.query("select data from platform.event where type ~ '^(contribution|support|panel|problem)'");
    expect(JSON.stringify(rows)).not.toMatch(/mother|Maisie|example\.com/);
  });

  it('is one of twenty a day at most, also when all are sent at once', async () => {
    const process = await opened();
    const eager = await signIn(server, 'eager@example.com');
    const statuses = (await Promise.all(Array.from({ length: 23 }, (_, index) => say(process, eager, { text: `Comment ${index}.` })))).map(({ status }) => status);
    expect([statuses.filter((status) => status === 201).length, statuses.filter((status) => status === 429).length]).toEqual([20, 3]);
  });
});

describe('a panel', () => {
  it('is invited by e-mail or as a community group, and reads and tells what others do not', async () => {
    const group = await organisation('community', 'Citizens of Carrickmore');
    const process = await opened({ openTo: 'panel' });
    expect((await server.call('GET', at(process), undefined, maisie)).status).toBe(404);
    const invite = (form: object) => server.call('POST', at(process, '/panel'), form, commissioner);
    expect((await invite({ emails: ['not an address'] })).status).toBe(400);
    expect((await invite({ group: board })).status).toBe(422);
    expect((await invite({ emails: ['Maisie@example.com', 'maisie@example.com'] })).body).toMatchObject({ members: 0, invited: [{ email: 'maisie@example.com' }] });
    expect((await invite({ group })).body).toMatchObject({ groups: [{ name: 'Citizens of Carrickmore' }] });
    const token = tokenIn(await newestLetter(server, 'maisie@example.com'));
    const join = (who: Record<string, string> | undefined) => server.call('POST', '/api/commissioning/panel', { token }, who);
    expect((await join(undefined)).status).toBe(401);
    expect((await Promise.all([join(maisie), join(hugh)])).map(({ status }) => status).sort()).toEqual([200, 404]);
    expect((await server.call('GET', at(process, '/panel'), undefined, commissioner)).body).toMatchObject({ members: 1, invited: [] });
    const inside = (await server.call('GET', at(process), undefined, maisie)).status === 200 ? maisie : hugh;
    expect(await said(process, inside)).toMatchObject({ panel: true });
    expect((await server.call('GET', '/api/commissioning/problems?limit=100')).text).not.toContain(process.id);
    const member = await signIn(server, 'member@example.com');
    await server.call('POST', `/api/accounts/organisations/${group}/invitations`, { email: 'member@example.com', roles: ['panel-member'] }, { authorization: `Bearer ${administratorKey}` });
    await fetch(`${server.url}/account/invitation`, { method: 'POST', body: new URLSearchParams({ token: tokenIn(await newestLetter(server, 'member@example.com')) }), headers: { ...member, origin: server.url }, redirect: 'manual' });
    expect(await said(process, member)).toMatchObject({ panel: true });
  });
});

describe('what became of it', () => {
  it('is told in versions of its words, from the first that was shown', async () => {
    const process = await draft(buyer);
    const edit = (revision: number, today: string, who = commissioner) => server.call('PUT', `/api/commissioning/processes/${process.id}`, { ...aProcess, problem: { ...aProblem, today }, lots: [aLot] }, { ...who, 'if-match': `"${revision}"` });
    expect((await edit(1, 'Nobody comes.')).status).toBe(200);
    await openTo(process);
    expect((await edit(2, 'Nobody comes on Sundays.')).status).toBe(200);
    const { body } = await server.call('GET', at(process, '/versions'));
    expect(body).toMatchObject({ versions: [{ revision: 2, differences: [] }, { revision: 3, differences: [{ field: 'today' }] }], altogether: [{ field: 'today', parts: [{ text: 'Nobody comes' }, { text: ' on Sundays', change: 'added' }, { text: '.' }] }] });
    expect(JSON.stringify(body)).not.toContain('three sights');
  });
});

describe('several buyers', () => {
  const buyers = (process: MadeProcess, rest = '') => `/api/commissioning/processes/${process.id}/buyers${rest}`;
  const invite = (process: MadeProcess, form: object, who = commissioner) => server.call('POST', buyers(process), { buyer: board, sharePercent: 40, ...form }, who);
  const answer = (process: MadeProcess, given: string, who = partner) => server.call('POST', buyers(process, `/${board}/answer`), { answer: given }, who);
  const shares = async (process: MadeProcess, who = commissioner) => ((await server.call('GET', buyers(process), undefined, who)).body as { items: { state: string; sharePercent: number }[] }).items.map(({ state, sharePercent }) => [state, sharePercent]);
  async function shared(): Promise<MadeProcess> {
    const process = await draft(buyer);
    expect((await invite(process, {})).status).toBe(204);
    expect((await answer(process, 'join')).status).toBe(204);
    return process;
  }
  const edit = (process: MadeProcess, revision: number, form: object, who: Record<string, string>) => server.call('PUT', `/api/commissioning/processes/${process.id}`, { ...aProcess, lots: [aLot], ...form }, { ...who, 'if-match': `"${revision}"` });

  it('commission together once the invited one has accepted, with shares that make up the whole', async () => {
    const process = await draft(buyer);
    const read = () => server.call('GET', `/api/commissioning/processes/${process.id}`, undefined, partner);
    expect((await invite(process, { sharePercent: 33.33 })).status).toBe(204);
    expect([(await read()).status, await shares(process), await shares(process, partner)]).toEqual([404, [['lead', 100], ['invited', 33.33]], [['lead', 100], ['invited', 33.33]]]);
    expect((await server.call('GET', '/api/commissioning/buyers/invitations', undefined, partner)).body).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ process: process.id, lead: 'Carrickmore Borough Council' })]) as never });
    expect((await answer(process, 'join', commissioner)).status).toBe(403);
    expect((await answer(process, 'join')).status).toBe(204);
    expect([(await read()).status, await shares(process)]).toEqual([200, [['lead', 66.67], ['joined', 33.33]]]);
    expect(((await server.call('GET', '/api/commissioning/processes?mine=true&limit=100', undefined, partner)).body as { items: { id: string }[] }).items.map(({ id }) => id)).toContain(process.id);
    // Another share is asked for anew, and the old one stands until it is agreed.
    expect((await invite(process, { sharePercent: 50 })).status).toBe(204);
    expect([(await read()).body, await shares(process)]).toMatchObject([{ partners: [{ sharePercent: 33.33 }] }, [['lead', 66.67], ['invited', 50]]]);
    expect((await answer(process, 'decline')).status).toBe(204);
    expect(await shares(process)).toEqual([['lead', 66.67], ['joined', 33.33]]);
    expect((await answer(process, 'leave')).status).toBe(204);
    expect([(await read()).status, await shares(process)]).toEqual([404, [['lead', 100], ['left', 33.33]]]);
  });

  it.each([
    ['more than all', { sharePercent: 101 }, 400, 'sharePercent'],
    ['less than nothing', { sharePercent: -1 }, 400, 'sharePercent'],
    ['a thousandth', { sharePercent: 0.001 }, 400, 'sharePercent'],
    ['nobody', { buyer: '00000000-0000-4000-8000-00000000ffff' }, 422, 'buyer'],
  ])('are not offered: %s', async (_, form, status, field) => {
    const answered = await invite(await draft(buyer), form);
    expect([answered.status, errorsOf(answered)]).toEqual([status, [field]]);
  });

  it('never pass the whole, also when two are invited at once', async () => {
    const process = await draft(buyer);
    const other = await organisation('buyer', 'A third buyer');
    const statuses = (await Promise.all([invite(process, { sharePercent: 60 }), invite(process, { buyer: other, sharePercent: 60 })])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([204, 422]);
    expect(errorsOf(await invite(process, { buyer }))).toEqual(['buyer']);
  });

  it('edit one draft: whoever is second is told who changed what, and nothing is written', async () => {
    const process = await shared();
    expect((await edit(process, 1, { title: 'The glens, by the board' }, partner)).status).toBe(200);
    const second = await edit(process, 1, { problem: { ...aProblem, who: 'Everybody.' } }, commissioner);
    expect([second.status, errorsOf(second)]).toEqual([412, ['title']]);
    expect(second.text).toContain('North Coast Tourism Board');
    expect((await server.call('GET', `/api/commissioning/processes/${process.id}`, undefined, partner)).body).toMatchObject({ content: { title: 'The glens, by the board', problem: { who: aProblem.who } } });
    expect((await Promise.all([edit(process, 2, { title: 'Together' }, partner), edit(process, 2, { title: 'Alone' }, commissioner)])).map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('leave publishing and awarding to the lead, and the problem is for all of them', async () => {
    const process = await shared();
    expect((await server.call('PUT', at(process, '/opening'), { openUntil: inDays(3) }, { ...partner, 'if-match': '"0"' })).status).toBe(200);
    const { id } = await said(process, maisie);
    expect((await decide(id, 1, { decision: 'answer', outcome: 'not-adopted', answer: 'That is another budget.' }, partner)).status).toBe(200);
    expect((await server.call('POST', `/api/commissioning/processes/${process.id}/publication`, undefined, { ...partner, 'if-match': '"1"' })).status).toBe(403);
    expect((await invite(process, { sharePercent: 10 }, partner)).status).toBe(403);
    await publish(process);
    expect((await server.call('POST', `/api/commissioning/processes/${process.id}/awards`, { lot: aLot.id, provider: board, reason: 'None.' }, partner)).status).toBe(403);
    expect((await answer(process, 'leave')).status).toBe(422);
    const { records } = (await server.call('GET', `/open/ocds/records/${process.ocid}`)).body as { records: { compiledRelease: object }[] };
    expect(records[0]!.compiledRelease).toMatchObject({
      parties: [{ name: 'Carrickmore Borough Council', roles: ['buyer', 'procuringEntity'] }, { name: 'North Coast Tourism Board', roles: ['buyer'] }],
      planning: { budget: { amount: { amount: 12_000 }, budgetBreakdown: [{ amount: { amount: 7_200 } }, { amount: { amount: 4_800 }, sourceParty: { name: 'North Coast Tourism Board' } }] } },
    });
    if (valid === undefined) return console.warn('The schemas of the Open Contracting Data Standard are not at hand: nothing was validated.');
    expect(valid('record-package', (await server.call('GET', `/open/ocds/records/${process.ocid}`)).body)).toEqual([]);
  });

  it('are settled before the tender is published', async () => {
    const process = await draft(buyer);
    await invite(process, {});
    const early = await server.call('POST', `/api/commissioning/processes/${process.id}/publication`, undefined, { ...commissioner, 'if-match': '"1"' });
    expect([early.status, errorsOf(early)]).toEqual([422, ['buyers']]);
    await ask('DELETE', buyers(process, `/${board}`), undefined, 204);
    await publish(process);
  });

  it('see in the database what they share, and others do not', async () => {
    const process = await shared();
    const seenBy = async (organisations: string[]) =>
      server.database.as({ actor: 'account:00000000-0000-4000-8000-000000000abc', organisations }, async (transaction) => {
        const { sql } = await import('@drystone/database');
        return (await sql<{ count: number }>`select count(*)::int as count from commissioning.process where id = ${process.id}`.execute(transaction)).rows[0]!.count;
      });
    expect([await seenBy([board]), await seenBy([buyer]), await seenBy([await organisation('buyer')]), await seenBy([])]).toEqual([1, 1, 0, 0]);
  });
});
