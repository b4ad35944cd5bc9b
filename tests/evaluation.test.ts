/** From bids that were opened to a decision that takes effect, through the doors. */

import { sql } from '@drystone/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { bidsOn } from './support/bids.ts';
import { administratorKey, aLot, commissioningOn, type MadeProcess } from './support/commissioning.ts';
import { signIn } from './support/citizens.ts';
import { evaluationOn, type MadeBid } from './support/evaluation.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
let buyer: string;
let commissioner: Record<string, string>;
const { organisation, ask, publish, draft } = commissioningOn(() => server);
const { lettersTo, tender, keyed, bidder, written, submit: handIn, open } = bidsOn(() => server);
const { asOwner, bid, closed, program, provider } = evaluationOn(() => server);
type Provider = Awaited<ReturnType<typeof provider>>;
type Program = Awaited<ReturnType<typeof program>>;

let [glens, coast, mill]: Provider[] = [];
let [anna, brid, citizen]: Program[] = [];

beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  buyer = await organisation('buyer', 'Carrickmore Borough Council');
  commissioner = (await program(buyer, ['commissioner'], 'The commissioner')).key;
  [glens, coast, mill] = await Promise.all([provider('Three Glens Trails'), provider('Coast Tours'), provider('The Mill')]);
  [anna, brid] = await Promise.all([program(buyer, ['evaluator'], 'Anna'), program(buyer, ['evaluator'], 'Bríd')]);
  citizen = await program(await organisation('community', 'Walkers of the Glens'), ['panel-member'], 'A citizen');
});

const fieldsOf = ({ body }: { body: never }) => ((body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field);
const at = (process: MadeProcess | string, rest = '') => `/api/commissioning/processes/${typeof process === 'string' ? process : process.id}/evaluation${rest}`;
const lots = (process: MadeProcess, rest: string) => at(process, `/lots/${aLot.id}${rest}`);
const as = async (key: Record<string, string>, method: string, path: string, body?: unknown) => server.call(method, path, body, key);
const appoint = (process: MadeProcess, who: Program, form: object = {}) => as(commissioner, 'POST', lots(process, '/evaluators'), { evaluator: who.actor, organisation: buyer, ...form });
const noConflict = (process: MadeProcess, who: Program) => as(who.key, 'POST', at(process, '/conflict'), { conflict: 'none' });
const score = (process: MadeProcess, who: Program, made: MadeBid, criterion: string, points: number, reason = 'It says who keeps the path.') => as(who.key, 'PUT', lots(process, '/scores'), { bid: made.id, criterion, score: points, reason });
const submit = (process: MadeProcess, who: Program) => as(who.key, 'POST', lots(process, '/submission'));
const moderate = (process: MadeProcess, made: MadeBid, criterion: string, points: number, revision = 0, reason = 'It names the keeper of each path.') => as(commissioner, 'PUT', lots(process, '/moderation'), { bid: made.id, criterion, score: points, reason, revision });
const decide = (process: MadeProcess, form: object) => as(commissioner, 'POST', lots(process, '/decision'), { outcome: 'award', reason: 'It has the most points.', ...form });

/** Two bids, one evaluator, everything scored and agreed on: the first bid is first. */
async function scored(form: object = {}, prices: readonly [number, number] = [1_000_000, 1_000_000]): Promise<{ process: MadeProcess; first: MadeBid; second: MadeBid }> {
  const process = await closed(buyer, form);
  const [first, second] = [await bid(process.id, buyer, glens!, { pricePence: prices[0] }), await bid(process.id, buyer, coast!, { pricePence: prices[1] })];
  await appoint(process, anna!);
  await noConflict(process, anna!);
  for (const [made, points] of [[first, 5], [second, 3]] as const) for (const criterion of ['places', 'social-value']) await score(process, anna!, made, criterion, points);
  expect((await submit(process, anna!)).status).toBe(204);
  for (const [made, points] of [[first, 5], [second, 3]] as const) for (const criterion of ['places', 'social-value']) expect((await moderate(process, made, criterion, points)).status).toBe(204);
  return { process, first, second };
}

describe('scoring', () => {
  let process: MadeProcess;
  let made: MadeBid;
  let other: MadeBid;
  beforeAll(async () => {
    process = await closed(buyer);
    [made, other] = [await bid(process.id, buyer, glens!), await bid(process.id, buyer, coast!, { pricePence: 800_000 })];
    expect([(await appoint(process, anna!)).status, (await appoint(process, brid!)).status, (await appoint(process, anna!)).status]).toEqual([204, 204, 409]);
  });

  it('is for those who were appointed, and were given the role', async () => {
    const stranger = await program(buyer, ['evaluator'], 'A stranger');
    expect((await as(stranger.key, 'GET', lots(process, '/desk'))).status).toBe(404);
    expect((await as(glens!.key, 'GET', lots(process, '/desk'))).status).toBe(403);
    expect(fieldsOf(await appoint(process, await program(buyer, ['operator'], 'An operator')))).toEqual(['evaluator']);
    expect(fieldsOf(await appoint(process, citizen!, { organisation: glens!.id }))).toEqual(['organisation']);
    expect(fieldsOf(await appoint(process, citizen!, { evaluator: 'account:nobody<script>' }))).toEqual(['evaluator']);
    expect(fieldsOf(await appoint(process, citizen!, { evaluator: 'nobody@carrickmore.example' }))).toEqual(['evaluator']);
  });

  it('shows no bid before a conflict of interest is declared or ruled out, once', async () => {
    const desk = async (who: Program) => (await as(who.key, 'GET', lots(process, '/desk'))).body as { bids: { id: string }[]; names: object[] };
    expect(await desk(anna!)).toMatchObject({ bids: [], names: [{ provider: { name: expect.any(String) } }, {}] });
    expect(fieldsOf(await score(process, anna!, made, 'places', 3))).toEqual(['bid']);
    expect((await as(anna!.key, 'POST', at(process, '/conflict'), { conflict: 'declared', what: 'My sister works there.' })).status).toBe(400);
    expect(fieldsOf(await as(anna!.key, 'POST', at(process, '/conflict'), { conflict: 'declared', what: 'My sister works there.', bidders: [mill!.id] }))).toEqual(['bidders']);
    expect((await noConflict(process, anna!)).status).toBe(204);
    expect((await noConflict(process, anna!)).status).toBe(409);
    expect((await desk(anna!)).bids).toHaveLength(2);
    expect((await as(brid!.key, 'POST', at(process, '/conflict'), { conflict: 'declared', what: 'My sister works there.', bidders: [coast!.id] })).status).toBe(204);
    expect((await desk(brid!)).bids.map(({ id }) => id)).toEqual([made.id]);
    expect(fieldsOf(await score(process, brid!, other, 'places', 5))).toEqual(['bid']);
    expect((await as(commissioner, 'PUT', at(process, `/conflicts/${brid!.actor}/mitigation`), { mitigation: 'She scores the others only.' })).status).toBe(204);
  });

  it.each([
    ['a criterion there is not', { criterion: 'beauty' }, 422, 'criterion'],
    ['the price', { criterion: 'price' }, 422, 'criterion'],
    ['more than the scale has', { score: 6 }, 422, 'score'],
    ['half a step', { score: 2.5 }, 400, 'score'],
    ['less than nothing', { score: -1 }, 400, 'score'],
    ['a control character', { reason: 'Good \u0007' }, 400, 'reason'],
    ['a book', { reason: 'x'.repeat(5000) }, 400, 'reason'],
    ['somebody else’s name on it', { actor: 'key:other' }, 400, 'actor'],
  ])('of %s is refused', async (_, change, status, field) => {
    const answer = await as(anna!.key, 'PUT', lots(process, '/scores'), { bid: made.id, criterion: 'places', score: 3, reason: 'So and so.', ...change });
    expect([answer.status, fieldsOf(answer)]).toEqual([status, [field]]);
  });

  it('is done alone: the database itself shows nobody another’s scores', async () => {
    await Promise.all([score(process, anna!, made, 'places', 4, 'Anna’s reason.'), score(process, brid!, made, 'places', 1, 'Bríd’s reason <b>.')]);
    const seen = (actor: string) => server.database.as({ actor: actor as never, organisations: [buyer] }, async (transaction) => (await sql<{ reason: string }>`select reason from commissioning.score where process = ${process.id} order by reason`.execute(transaction)).rows.map(({ reason }) => reason));
    expect([await seen(anna!.actor), await seen(brid!.actor), await seen('account:00000000-0000-4000-8000-000000000abc')]).toEqual([['Anna’s reason.'], ['Bríd’s reason <b>.'], []]);
    expect(((await as(anna!.key, 'GET', lots(process, '/desk'))).body as { scores: object[] }).scores).toHaveLength(1);
    expect((await as(anna!.key, 'GET', lots(process, '/moderation'))).status).toBe(403);
    expect((await as(commissioner, 'GET', lots(process, '/moderation'))).body).toMatchObject({ scores: [] });
    await expect(server.database.as({ actor: brid!.actor as never, organisations: [buyer] }, (transaction) => sql`update commissioning.score set score = 5 where actor = ${anna!.actor} returning 1`.execute(transaction))).resolves.toMatchObject({ rows: [] });
  });

  it('is submitted whole and for good; when the last one is in, moderation begins', async () => {
    expect(fieldsOf(await submit(process, anna!)).sort()).toEqual([`${made.id}.social-value`, `${other.id}.places`, `${other.id}.social-value`].sort());
    for (const each of [made, other]) for (const criterion of ['places', 'social-value']) await score(process, anna!, each, criterion, each === made ? 4 : 3);
    await score(process, brid!, made, 'social-value', 2);
    expect((await Promise.all([submit(process, anna!), submit(process, anna!)])).map(({ status }) => status)).toEqual([204, 204]);
    expect(fieldsOf(await score(process, anna!, made, 'places', 0))).toEqual(['lot']);
    expect((await as(commissioner, 'GET', lots(process, '/moderation'))).body).toMatchObject({ scores: [] });
    expect((await submit(process, brid!)).status).toBe(204);
    expect(((await as(commissioner, 'GET', lots(process, '/moderation'))).body as { scores: object[] }).scores).toHaveLength(6);
  });

  it('is moderated by one at a time, and every change is kept with who and why', async () => {
    expect((await Promise.all([moderate(process, made, 'places', 3), moderate(process, made, 'places', 2)])).map(({ status }) => status).sort()).toEqual([204, 412]);
    expect((await moderate(process, made, 'places', 4, 1, 'Bríd had missed the second page.')).status).toBe(204);
    expect(((await as(commissioner, 'GET', lots(process, '/moderation'))).body as { changes: object[] }).changes.at(-1)).toMatchObject({ name: 'The commissioner', before: expect.any(Number), after: 4, reason: 'Bríd had missed the second page.' });
    expect(fieldsOf(await moderate(process, made, 'price', 4))).toEqual(['criterion']);
    expect((await as(anna!.key, 'PUT', lots(process, '/moderation'), { bid: made.id, criterion: 'places', score: 5, reason: 'Mine.', revision: 2 })).status).toBe(403);
    expect(fieldsOf(await decide(process, { winners: [{ bid: made.id }] }))).toEqual(['scores']);
  });
});

describe('a citizens’ panel', () => {
  it('scores its criteria, which stand as it scored them', async () => {
    const process = await closed(buyer, { lots: [{ ...aLot, criteria: [{ ...aLot.criteria[0], panel: true, panelRule: 'mean', weight: 70 }, { ...aLot.criteria[1], weight: 30 }] }] });
    const made = await bid(process.id, buyer, glens!);
    const community = ((await as(citizen!.key, 'GET', '/api/accounts/me')).body as { memberships: { organisationId: string }[] }).memberships[0]!.organisationId;
    const second = await program(buyer, ['panel-member'], 'Another citizen');
    expect([(await appoint(process, citizen!, { kind: 'panel', organisation: community })).status, (await appoint(process, second, { kind: 'panel' })).status]).toEqual([204, 204]);
    expect((await as(citizen!.key, 'GET', '/api/commissioning/scoring')).body).toMatchObject({ items: [{ process: process.id, lot: aLot.id }] });
    for (const [who, points] of [[citizen!, 5], [second, 2]] as const) {
      await noConflict(process, who);
      expect((await score(process, who, made, 'places', points, '')).status).toBe(204);
      expect((await submit(process, who)).status).toBe(204);
    }
    expect(fieldsOf(await moderate(process, made, 'places', 5))).toEqual(['criterion']);
    expect((await as(commissioner, 'GET', lots(process, '/result'))).body).toMatchObject({ ranking: [{ total: 7900, scores: [{ score: 3.5, points: 4900, reason: 'The mean of the scores of 2 citizens.' }, { points: 3000 }] }], missing: [] });
  });
});

describe('somebody of a community group', () => {
  it('is appointed by their address, hears of it, and finds it at their group', async () => {
    const process = await closed(buyer, { lots: [{ ...aLot, criteria: [{ ...aLot.criteria[0], panel: true, weight: 70 }, { ...aLot.criteria[1], weight: 30 }] }] });
    const [group, address] = ['00000000-0000-4000-8000-000000000005', 'citizen@demo.invalid'];
    expect((await as(commissioner, 'POST', lots(process, '/evaluators'), { evaluator: 'Citizen@demo.invalid', kind: 'panel', organisation: group })).status).toBe(204);
    expect((await as(commissioner, 'GET', at(process))).body).toMatchObject({ lots: [{ evaluators: [{ name: 'Demo: Maisie, citizen', organisation: group }] }] });
    const [letter] = await lettersTo(address);
    expect(letter).toMatchObject({ subject: expect.stringContaining('Please score'), body: expect.stringContaining(`/commissioning/processes/${process.id}/evaluation/${aLot.id}/desk`) });
    const { cookie } = await signIn(server, address);
    expect(await (await fetch(`${server.url}/account/organisations/${group}`, { headers: { cookie, accept: 'text/html' } })).text()).toContain(`/commissioning/processes/${process.id}/evaluation/${aLot.id}/desk`);
  });
});

describe('social value', () => {
  it('counts what is promised by the buyer’s own list, which stays its alone', async () => {
    const list = { edition: 'Our licensed list 2026', licence: 'Held by the council', content: 'id,title,unit,proxyPounds\nX1,Hours given,hours,16.93\n' };
    expect((await as(commissioner, 'PUT', `/api/commissioning/buyers/${buyer}/measures`, list)).body).toEqual({ measures: 1 });
    const ids = async (key: Record<string, string>, query = '') => ((await as(key, 'GET', `/api/commissioning/measures${query}`)).body as { items?: { id: string }[] }).items?.map(({ id }) => id);
    expect(await ids(commissioner, `?buyer=${buyer}`)).toContain('X1');
    expect(await ids(glens!.key)).not.toContain('X1');
    expect((await as(glens!.key, 'GET', `/api/commissioning/measures?buyer=${buyer}`)).status).toBe(403);
    expect(fieldsOf(await as(commissioner, 'PUT', `/api/commissioning/buyers/${buyer}/measures`, { ...list, content: 'id,title,unit\nX1,<b>,\n' }))).toEqual(['content.1.unit']);
    const strange = await draft(await organisation('buyer'), { method: 'direct-award', lots: [{ ...aLot, socialValue: [{ measure: 'X1' }] }] });
    expect(fieldsOf(await server.call('POST', `/api/commissioning/processes/${strange.id}/publication`, undefined, { authorization: `Bearer ${administratorKey}`, 'if-match': '"1"' }))).toEqual(['lots.0.socialValue.0.measure']);

    const { process } = await scored({ lots: [{ ...aLot, socialValue: [{ measure: 'X1' }] }] });
    await asOwner((client) => client.query(`update commissioning.opened_bid set social_value = '[{"measure": "X1", "quantity": 10.5}]' where process = $1 and provider = $2`, [process.id, coast!.id]));
    expect((await as(commissioner, 'GET', lots(process, '/result'))).body).toMatchObject({ ranking: [{ promisedPence: 0, points: { 'social-value': 500 } }, { promisedPence: 17_777, points: { 'social-value': 800 } }] });
  });
});

describe('a measure of an imported list', () => {
  it('goes from the lot into a bid, its score, the decision and what the contract asks for', async () => {
    const list = { edition: 'National list 2026', licence: 'Held by the council', content: 'id,title,unit,proxyPounds\nX1,Hours given,hours,16.93\nNT1c.2,"Local people in work, year round",FTE years,32000\nRE-7,Trees,trees,\n' };
    expect((await as(commissioner, 'PUT', `/api/commissioning/buyers/${buyer}/measures`, list)).status).toBe(200);
    const process = await tender(buyer, { lots: [{ ...aLot, socialValue: [{ measure: 'NT1c.2' }, { measure: 'RE-7' }] }] });
    const openers = await keyed(process);
    const [one, two] = [await bidder('Year Round Trails'), await bidder('Summer Tours')];
    const promising = (by: typeof one, jobs: number, trees: number) => written(process, by, { socialValue: [{ measure: 'NT1c.2', quantity: jobs }, { measure: 'RE-7', quantity: trees }] });
    const made = await promising(one, 1.25, 0);
    expect((await as(one.headers, 'GET', `/api/commissioning/bids/${made.id}`)).body).toMatchObject({ asked: { measures: [{ id: 'NT1c.2', title: 'Local people in work, year round', unit: 'FTE years' }, { id: 'RE-7' }] } });
    expect(fieldsOf(await as({ ...one.headers, 'if-match': `"${made.revision}"` }, 'PATCH', `/api/commissioning/bids/${made.id}`, { socialValue: [{ measure: 'NT1c.2', quantity: 0.001 }] }))).toEqual(['socialValue.0.quantity']);
    const other = await promising(two, 0, 12);
    for (const [each, by] of [[made, one], [other, two]] as const) expect((await handIn(each, by)).status).toBe(200);
    await open(process, openers);

    // What bids are judged by stays as it was published.
    const dearer = { ...list, content: list.content.replace('32000', '1') };
    const changed = await as(commissioner, 'PUT', `/api/commissioning/buyers/${buyer}/measures`, dearer);
    expect([changed.status, changed.text]).toEqual([422, expect.stringContaining('changes or leaves out \\"NT1c.2\\", by which bids for')]);
    expect((await as(commissioner, 'PUT', `/api/commissioning/buyers/${buyer}/measures`, { ...list, content: `${list.content}OAK-1,Oaks,oaks,12\n` })).status).toBe(200);

    await appoint(process, anna!);
    await noConflict(process, anna!);
    for (const each of [made, other]) for (const criterion of ['places', 'social-value']) await score(process, anna!, { ...each, provider: '' }, criterion, 4);
    await submit(process, anna!);
    for (const each of [made, other]) for (const criterion of ['places', 'social-value']) await moderate(process, { ...each, provider: '' }, criterion, 4);
    expect((await as(commissioner, 'GET', lots(process, '/result'))).body).toMatchObject({ ranking: [{ bid: made.id, promisedPence: 4_000_000 }, { bid: other.id, promisedPence: 0 }] });
    const { winners } = (await decide(process, { winners: [{ bid: made.id }] })).body as { winners: { award: string }[] };
    const { body } = await server.call('GET', `/api/commissioning/awards/${winners[0]!.award}/contract`);
    expect((body as { obligations: object[] }).obligations).toMatchObject([{ measure: 'NT1c.2', title: 'Local people in work, year round', unit: 'FTE years', quantity: 1.25, due: '2036-12-31' }]);
    expect((await as(commissioner, 'PUT', `/api/commissioning/buyers/${buyer}/measures`, dearer)).status).toBe(200);
  });
});

describe('a decision', () => {
  it('awards who is first, tells every bidder why, and is read by nobody else', async () => {
    const { process, first, second } = await scored();
    expect((await as(commissioner, 'GET', lots(process, '/result'))).body).toMatchObject({ ranking: [{ bid: first.id, rank: 1, total: 10_000 }, { bid: second.id, total: 7200 }], weights: [{ criterion: 'places', changedAt: null }, {}, {}] });
    expect(fieldsOf(await decide(process, { winners: [{ bid: second.id }] }))).toEqual(['winners']);
    expect((await as(anna!.key, 'POST', lots(process, '/decision'), { outcome: 'unsuccessful', reason: 'None at all.' })).status).toBe(403);
    const both = await Promise.all([decide(process, { winners: [{ bid: first.id }] }), decide(process, { winners: [{ bid: first.id }] })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const decision = both.find(({ status }) => status === 201)!.body as { id: string; winners: { award: string }[]; figures: object };
    expect(decision.figures).toEqual({ bids: 2, setAside: 0, evaluators: 1, panel: 0, conflicts: 0, mitigated: 0, changes: 0 });
    expect(await ask('GET', `/api/commissioning/awards/${decision.winners[0]!.award}`, undefined, 200)).toMatchObject({ provider: { id: glens!.id }, valuePence: 1_000_000 });
    expect((await moderate(process, first, 'places', 0, 1)).status).toBe(409);
    const progress = async (key: Record<string, string>) => ((await as(key, 'GET', '/api/commissioning/evaluations')).body as { items: { process: string }[] }).items.find((each) => each.process === process.id);
    expect([await progress(commissioner), await progress(glens!.key)]).toEqual([{ process: process.id, opened: true, lots: 1, moderated: 1, decided: 1, openChallenges: 0 }, undefined]);

    const own = ((await as(coast!.key, 'GET', `/api/commissioning/bidders/${coast!.id}/assessment-summaries`)).body as { items: { id: string; decision: string }[] }).items.find((each) => each.decision === decision.id)!;
    const summary = await as(coast!.key, 'GET', `/api/commissioning/assessment-summaries/${own.id}`);
    expect(summary.body).toMatchObject({ content: { won: false, own: { rank: 2, total: 7200 }, winners: [{ name: 'Three Glens Trails', total: 10_000, scores: [{ score: 5, reason: 'It names the keeper of each path.' }, {}, {}] }] } });
    expect(summary.text).not.toContain('mill race');
    for (const who of [glens!.key, mill!.key, anna!.key]) expect((await as(who, 'GET', `/api/commissioning/assessment-summaries/${own.id}`)).status).toBe(404);
    expect((await server.call('GET', `/api/commissioning/assessment-summaries/${own.id}`)).status).toBe(404);
    expect((await as(mill!.key, 'GET', `/api/commissioning/bidders/${coast!.id}/assessment-summaries`)).status).toBe(403);
  });

  it('is mailed to whoever bid, with the way to its summary and until when it can be challenged', async () => {
    const trails = { id: '00000000-0000-4000-8000-000000000003', name: 'Demo: Three Glens Trails' };
    const process = await closed(buyer, { method: 'open-procedure', deadline: Temporal.Now.instant().add({ hours: 24 * 40 }).toString(), title: 'A tender with letters' });
    const made = await bid(process.id, buyer, trails);
    await appoint(process, anna!);
    await noConflict(process, anna!);
    for (const criterion of ['places', 'social-value']) await score(process, anna!, made, criterion, 4);
    await submit(process, anna!);
    for (const criterion of ['places', 'social-value']) await moderate(process, made, criterion, 4);
    const { standstillUntil } = (await decide(process, { outcome: 'unsuccessful', reason: 'It covers no upper glen.' })).body as { standstillUntil: string | null };
    const letters = (await lettersTo('trails@demo.invalid')).filter(({ subject }) => subject === 'How your bid was assessed: A tender with letters');
    expect(letters).toHaveLength(1);
    const [, path] = /(\/commissioning\/feedback\/summaries\/[0-9a-f-]{36})/.exec(letters[0]!.body)!;
    expect([standstillUntil, letters[0]!.body.includes('cannot begin before')]).toEqual([null, false]);
    const { cookie } = await signIn(server, 'trails@demo.invalid');
    const page = async (address: string) => (await fetch(server.url + address, { headers: { cookie, accept: 'text/html' } })).text();
    expect(await page(path!)).toContain('It covers no upper glen.');
    expect(await page(`/account/organisations/${trails.id}`)).toContain(`/commissioning/feedback/${trails.id}`);
    expect(await page(`/commissioning/feedback/${trails.id}`)).toContain(path);
  });

  it('cannot come before the deadline, nor be passed by an award of one’s own making', async () => {
    const open = await publish(await draft(buyer, { method: 'below-threshold-quotation', deadline: Temporal.Now.instant().add({ hours: 600 }).toString() }));
    expect(fieldsOf(await decide(open, { outcome: 'unsuccessful', reason: 'None at all.' }))).toEqual(['process']);
    expect(fieldsOf(await as(commissioner, 'POST', `/api/commissioning/processes/${open.id}/awards`, { lot: aLot.id, provider: glens!.id, reason: 'It knows every path.' }))).toEqual(['process']);
  });

  it('shares a lot where its work can be shared', async () => {
    const { process, first, second } = await scored({ lots: [{ ...aLot, part: 'visit.recommender', areas: ['belfast'], kpis: [] }] });
    expect(fieldsOf(await decide(process, { winners: [{ bid: first.id, share: 0.7 }, { bid: second.id, share: 0.6 }] }))).toEqual(['share']);
    expect((await decide(process, { winners: [{ bid: first.id, share: 0.6 }, { bid: second.id, share: 0.4 }] })).body).toMatchObject({ winners: [{ share: 0.6 }, { share: 0.4 }] });
  });

  it('that nobody could be awarded it is published, and can be taken back', async () => {
    const { process } = await scored();
    const { body } = await decide(process, { outcome: 'unsuccessful', reason: 'No bid covers the upper glens.' });
    const record = async () => ((await server.call('GET', `/open/ocds/records/${process.ocid}`)).body as { records: { compiledRelease: { tender: { lots: object[] }; awards: object[] } }[] }).records[0]!.compiledRelease;
    expect(await record()).toMatchObject({ tender: { lots: [{ status: 'unsuccessful' }] }, awards: [{ status: 'unsuccessful', description: 'No bid covers the upper glens.' }] });
    expect((await as(commissioner, 'POST', `/api/commissioning/decisions/${(body as { id: string }).id}/set-aside`, { reason: 'One bid was overlooked.' })).status).toBe(200);
    expect(await record()).toMatchObject({ tender: { lots: [{ status: 'active' }] }, awards: [{ status: 'cancelled' }] });
  });

  it('that was wrong is undone with a trace, and made anew', async () => {
    const { process, first } = await scored();
    const wrong = (await decide(process, { winners: [{ bid: first.id }] })).body as { id: string; winners: { award: string }[] };
    expect((await as(commissioner, 'POST', `/api/commissioning/decisions/${wrong.id}/set-aside`, { reason: 'A score was read wrong.' })).body).toMatchObject({ whySetAside: 'A score was read wrong.' });
    expect(await ask('GET', `/api/commissioning/awards/${wrong.winners[0]!.award}`, undefined, 200)).toMatchObject({ state: 'ended', whyEnded: 'A score was read wrong.' });
    expect((await as(commissioner, 'POST', `/api/commissioning/decisions/${wrong.id}/set-aside`, { reason: 'Again.' })).status).toBe(409);
    expect((await decide(process, { winners: [{ bid: first.id }] })).status).toBe(201);
    expect(((await server.call('GET', at(process, '/decisions'))).body as { items: object[] }).items).toMatchObject([{ whySetAside: 'A score was read wrong.' }, { setAsideAt: null }]);
  });
});

describe('a low price', () => {
  it('is flagged, and sets a bid aside only once its bidder could explain it', async () => {
    const { process, first } = await scored({}, [100_000, 1_000_000]);
    await bid(process.id, buyer, mill!, { pricePence: 1_100_000 });
    expect((await as(commissioner, 'GET', lots(process, '/result'))).body).toMatchObject({ lowPrices: [first.id] });
    const aside = () => as(commissioner, 'PUT', at(process, `/bids/${first.id}/set-aside`), { ground: 'abnormally-low', why: 'It cannot be done for that.' });
    expect(fieldsOf(await aside())).toEqual(['ground']);
    expect((await as(commissioner, 'POST', at(process, `/bids/${first.id}/price-question`), { reason: 'How is it done for so little?' })).status).toBe(204);
    expect(fieldsOf(await aside())).toEqual(['ground']);
    const explain = (who: Provider) => as(who.key, 'POST', `/api/commissioning/bids/${first.id}/price-explanation`, { reason: 'We walk there anyway.' });
    expect([(await explain(coast!)).status, (await explain(glens!)).status, (await explain(glens!)).status]).toEqual([404, 204, 409]);
    expect((await as(glens!.key, 'GET', `/api/commissioning/bidders/${glens!.id}/price-questions`)).body).toMatchObject({ items: [{ answer: 'We walk there anyway.' }] });
    expect([(await aside()).status, (await aside()).status]).toEqual([204, 409]);
    expect(((await as(commissioner, 'GET', lots(process, '/result'))).body as { ranking: { bid: string }[] }).ranking.map((each) => each.bid)).not.toContain(first.id);
    expect((await as(commissioner, 'DELETE', at(process, `/bids/${first.id}/set-aside`))).status).toBe(204);
  });
});

describe('a challenge within the standstill', () => {
  const standing = async () => {
    const { process, first, second } = await scored({ method: 'open-procedure', deadline: Temporal.Now.instant().add({ hours: 24 * 40 }).toString() });
    const decision = (await decide(process, { winners: [{ bid: first.id }] })).body as { id: string; standstillUntil: string; winners: { award: string }[] };
    const stateOf = async () => (await ask<{ state: string }>('GET', `/api/commissioning/awards/${decision.winners[0]!.award}`, undefined, 200)).state;
    const challenge = (key: Record<string, string>, by: Provider, ground = 'Our second page was not read.') => as(key, 'POST', `/api/commissioning/decisions/${decision.id}/challenges`, { provider: by.id, ground });
    const resolve = (key: Record<string, string>, id: string, state: string) => as(key, 'POST', `/api/commissioning/challenges/${id}/resolution`, { state, resolution: 'It was looked at anew.' });
    return { process, first, second, decision, stateOf, challenge, resolve };
  };

  it('stops the award until it is dismissed; the standstill is eight working days', async () => {
    const { process, decision, stateOf, challenge, resolve } = await standing();
    expect(Temporal.Instant.from(decision.standstillUntil).since(Temporal.Now.instant()).total('hours')).toBeGreaterThan(24 * 8);
    expect(await stateOf()).toBe('to-come');
    expect([(await challenge(mill!.key, mill!)).status, (await challenge(mill!.key, coast!)).status]).toEqual([404, 403]);
    const raised = await challenge(coast!.key, coast!);
    expect([raised.status, await stateOf()]).toEqual([201, 'suspended']);
    const { id } = raised.body as { id: string };
    expect(fieldsOf(await as(commissioner, 'DELETE', `/api/commissioning/awards/${decision.winners[0]!.award}/suspension`))).toEqual(['award']);
    expect(fieldsOf(await as(commissioner, 'POST', `/api/commissioning/decisions/${decision.id}/set-aside`, { reason: 'Quickly.' }))).toEqual(['decision']);
    expect([(await resolve(glens!.key, id, 'dismissed')).status, (await resolve(coast!.key, id, 'dismissed')).status]).toEqual([404, 403]);
    expect(((await as(glens!.key, 'GET', at(process, '/challenges'))).body as { items: object[] }).items).toEqual([]);
    expect((await Promise.all([resolve(commissioner, id, 'dismissed'), resolve(commissioner, id, 'dismissed')])).map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await stateOf()).toBe('to-come');
  });

  it('can be withdrawn by who raised it; the last one that is open still stops the award', async () => {
    const { stateOf, challenge, resolve } = await standing();
    const [one, two] = [(await challenge(coast!.key, coast!)).body as { id: string }, (await challenge(commissioner, coast!, 'By telephone, noted by the commissioner.')).body as { id: string }];
    expect((await resolve(coast!.key, one.id, 'withdrawn')).status).toBe(200);
    expect(await stateOf()).toBe('suspended');
    expect((await resolve(coast!.key, two.id, 'withdrawn')).status).toBe(200);
    expect(await stateOf()).toBe('to-come');
  });

  it('that is upheld sets the decision aside, and the lot is decided anew', async () => {
    const { process, first, stateOf, challenge, resolve } = await standing();
    const { id } = (await challenge(coast!.key, coast!)).body as { id: string };
    expect((await resolve(commissioner, id, 'upheld')).status).toBe(200);
    expect(await stateOf()).toBe('ended');
    const release = (await server.call('GET', `/open/ocds/records/${process.ocid}`)).body as { records: { compiledRelease: { awards: object[]; contracts: object[] } }[] };
    expect(release.records[0]!.compiledRelease).toMatchObject({ awards: [{ status: 'cancelled', documents: [{ noticeType: 'UK6' }] }], contracts: [{ status: 'cancelled' }] });
    expect(fieldsOf(await challenge(coast!.key, coast!))).toEqual(['decision']);
    expect((await decide(process, { winners: [{ bid: first.id }] })).status).toBe(201);
  });

  it('comes too late after it', async () => {
    const { decision, challenge } = await standing();
    await asOwner((client) => client.query("update commissioning.decision set standstill_until = now() - interval '1 second' where id = $1", [decision.id]));
    expect(fieldsOf(await challenge(coast!.key, coast!))).toEqual(['decision']);
  });
});
