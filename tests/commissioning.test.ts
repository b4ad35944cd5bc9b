/** From a draft to an award that runs, through the doors. */

import { beforeAll, describe, expect, it } from 'vitest';
import { administratorKey, aLot, aProcess, commissioningOn, type MadeProcess } from './support/commissioning.ts';
import { valid } from './support/open-contracting.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
let buyer: string;
let provider: string;
let commissioner: Record<string, string>;
const { ask, organisation, keyFor, draft, publish, award } = commissioningOn(() => server);

beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey, OCID_PREFIX: 'ocds-t3st00' });
  buyer = await organisation('buyer', 'Carrickmore Borough Council');
  provider = await organisation('provider', 'Three Glens Trails');
  commissioner = await keyFor(buyer, ['commissioner']);
});

const inDays = (days: number) => Temporal.Now.instant().add({ hours: 24 * days }).toString();
const serving = async (part: string, area: string, key = '') => (await server.call('GET', `/api/commissioning/serving?part=${part}&area=${area}&key=${encodeURIComponent(key)}`)).body as { awardId: string | null; providerId: string | null; fallbacks: { awardId: string }[] };
const errorsOf = ({ body }: { body: never }) => ((body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field);
const recommenderLot = { ...aLot, id: 'ranking', part: 'visit.recommender', areas: ['belfast'], kpis: [] };

describe('a draft', () => {
  it('is its buyer’s alone until it is published', async () => {
    const made = await draft(buyer);
    const path = `/api/commissioning/processes/${made.id}`;
    expect((await server.call('GET', path)).status).toBe(404);
    expect((await server.call('GET', path, undefined, await keyFor(await organisation('buyer'), ['commissioner']))).status).toBe(404);
    expect((await server.call('GET', path, undefined, commissioner)).status).toBe(200);
    const listed = async (query: string, headers = {}) => ((await server.call('GET', `/api/commissioning/processes?limit=100${query}`, undefined, headers)).body as { items: { id: string }[] }).items.some(({ id }) => id === made.id);
    expect(await listed('')).toBe(false);
    expect(await listed('&mine=true', commissioner)).toBe(true);
    await publish(made);
    expect((await server.call('GET', path)).status).toBe(200);
    expect(await listed('&q=glens')).toBe(true);
  });

  it('is changed by one editor at a time: the other is told', async () => {
    const made = await draft(buyer);
    const change = (title: string) => server.call('PUT', `/api/commissioning/processes/${made.id}`, { ...aProcess, title, lots: [aLot] }, { ...commissioner, 'if-match': `"${made.revision}"` });
    const statuses = (await Promise.all([change('The first editor'), change('The second editor')])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412]);
  });

  it.each([
    ['no title', { title: '' }, 'title'],
    ['a title of nothing but spaces', { title: '     ' }, 'title'],
    ['half a character', { title: 'Glens \ud800 here' }, 'title'],
    ['a control character', { title: 'Glens \u0007 here' }, 'title'],
    ['no problem', { problem: undefined }, 'problem'],
    ['a method there is not', { method: 'tombola' }, 'method'],
    ['a part there is not', { lots: [{ ...aLot, part: 'visit.nothing' }] }, 'lots.0.part'],
    ['two lots of one id', { lots: [aLot, aLot] }, 'lots'],
    ['a term that ends before it begins', { lots: [{ ...aLot, term: { from: '2027-02-01', to: '2027-01-31' } }] }, 'lots.0.term.to'],
    ['a day there is not', { lots: [{ ...aLot, term: { from: '2027-02-30', to: '2027-03-31' } }] }, 'lots.0.term.from'],
    ['a negative amount', { lots: [{ ...aLot, valuePence: -1 }] }, 'lots.0.valuePence'],
    ['pounds instead of pence', { lots: [{ ...aLot, valuePence: 12.5 }] }, 'lots.0.valuePence'],
    ['an absurd amount', { lots: [{ ...aLot, valuePence: 1e300 }] }, 'lots.0.valuePence'],
    ['a figure that is not measured of the part', { lots: [{ ...aLot, kpis: [{ metric: 'happiness', target: 1 }] }] }, 'lots.0.kpis.0.metric'],
    ['more than all of them as a target', { lots: [{ ...aLot, kpis: [{ metric: 'fresh-share', target: 100.5 }] }] }, 'lots.0.kpis.0.target'],
    ['less than none as a target', { lots: [{ ...aLot, kpis: [{ metric: 'fresh-share', target: -1 }] }] }, 'lots.0.kpis.0.target'],
    ['half a visit as a target', { lots: [{ ...aLot, kpis: [{ metric: 'visited', target: 0.5 }] }] }, 'lots.0.kpis.0.target'],
    ['a target set twice', { lots: [{ ...aLot, kpis: [{ metric: 'visited', target: 1 }, { metric: 'visited', target: 2 }] }] }, 'lots.0.kpis.1.metric'],
    ['a deadline without an offset', { deadline: '2027-01-01T12:00:00' }, 'deadline'],
    ['a field there is not', { bribe: 5 }, 'bribe'],
  ])('with %s is refused by the name of the field', async (_, change, field) => {
    const answer = await server.call('POST', '/api/commissioning/processes', { buyer, ...aProcess, lots: [aLot], ...change }, commissioner);
    expect([answer.status, [...new Set(errorsOf(answer))]]).toEqual([400, [field]]);
  });

  it('keeps HTML as the text it is', async () => {
    const made = await draft(buyer, { title: '<script>alert(1)</script> & co' });
    const { body } = await server.call('GET', `/api/commissioning/processes/${made.id}`, undefined, commissioner);
    expect(body).toMatchObject({ content: { title: '<script>alert(1)</script> & co' } });
  });

  it('is not for an organisation that does not buy', async () => {
    expect((await server.call('POST', '/api/commissioning/processes', { buyer: provider, ...aProcess }, { authorization: `Bearer ${administratorKey}` })).status).toBe(422);
  });
});

describe('publishing', () => {
  const refusedFor = async (form: object): Promise<string[]> => {
    const made = await draft(buyer, form);
    const answer = await server.call('POST', `/api/commissioning/processes/${made.id}/publication`, undefined, { ...commissioner, 'if-match': `"${made.revision}"` });
    expect(answer.status).toBe(422);
    return errorsOf(answer);
  };

  it('is refused for what the law, or plain sense, has against it', async () => {
    expect(await refusedFor({ lots: [] })).toEqual(['lots']);
    expect(await refusedFor({ problem: { who: '', today: '', good: '' }, lots: [{ ...aLot, areas: [], description: '' }] })).toEqual(['problem.who', 'problem.today', 'problem.good', 'lots.0.description', 'lots.0.areas']);
    expect(await refusedFor({ lots: [{ ...aLot, areas: ['atlantis'] }] })).toEqual(['lots.0.areas']);
    expect(await refusedFor({ methodReason: undefined })).toEqual(['methodReason']);
    expect(await refusedFor({ lots: [{ ...aLot, valuePence: 207_720_00 }], oneLotReason: 'It is one glen.' })).toEqual(['method']);
    expect(await refusedFor({ lots: [{ ...aLot, term: { from: '2020-01-01', to: '2020-12-31' } }] })).toEqual(['lots.0.term.to']);
    expect(await refusedFor({ method: 'open-procedure' })).toEqual(['deadline']);
    expect(await refusedFor({ method: 'open-procedure', deadline: inDays(24), lots: [{ ...aLot, valuePence: 207_720_00 }], oneLotReason: 'It is one glen.' })).toEqual(['deadline']);
    expect(await refusedFor({ method: 'open-procedure', deadline: inDays(-1) })).toEqual(['deadline']);
  });

  it('happens once, also when it is asked for twice at the same time', async () => {
    const made = await draft(buyer);
    const ask = () => server.call('POST', `/api/commissioning/processes/${made.id}/publication`, undefined, { ...commissioner, 'if-match': `"${made.revision}"` });
    expect((await Promise.all([ask(), ask()])).map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await server.call('PUT', `/api/commissioning/processes/${made.id}`, { ...aProcess, lots: [aLot] }, { ...commissioner, 'if-match': `"${made.revision + 1}"` })).status).toBe(412);
  });
});

describe('an award', () => {
  let process: MadeProcess;
  beforeAll(async () => {
    process = await publish(await draft(buyer, { lots: [aLot, recommenderLot] }));
  });
  const asked = (form: object, on = process) => server.call('POST', `/api/commissioning/processes/${on.id}/awards`, { lot: aLot.id, provider, reason: 'It knows every path.', ...form }, commissioner);

  it('serves the moment its term starts, and no longer when it is suspended or ended', async () => {
    const area = 'causeway-coast-and-glens';
    const made = await award(process, provider);
    expect(made.state).toBe('in-force');
    expect(await serving('visit.content', area)).toEqual({ awardId: made.id, providerId: provider, fallbacks: [] });
    expect((await serving('visit.content', 'belfast')).awardId).toBeNull();
    const path = `/api/commissioning/awards/${made.id}`;
    await ask('PUT', `${path}/suspension`, undefined, 200);
    expect((await serving('visit.content', area)).awardId).toBeNull();
    await ask('PUT', `${path}/suspension`, undefined, 409);
    await ask('DELETE', `${path}/suspension`, undefined, 200);
    expect((await serving('visit.content', area)).awardId).toBe(made.id);
    await ask('POST', `${path}/end`, { reason: 'The paths are closed.' }, 200);
    expect((await serving('visit.content', area)).awardId).toBeNull();
    await ask('POST', `${path}/end`, { reason: 'Again.' }, 422);
    await ask('DELETE', `${path}/suspension`, undefined, 422);
  });

  it('to come serves nobody yet', async () => {
    const made = await award(process, provider, { startsAt: inDays(1) });
    expect(made.state).toBe('to-come');
    expect((await serving('visit.content', 'causeway-coast-and-glens')).awardId).toBeNull();
  });

  it('with a share takes that share of the work, the same work each time', async () => {
    const [first, second] = [await award(process, provider, { lot: 'ranking', share: 0.3 }), await award(process, await organisation('provider'), { lot: 'ranking', share: 0.2 })];
    const answers = await Promise.all(Array.from({ length: 300 }, (_, trip) => serving('visit.recommender', 'belfast', `trip ${trip}`)));
    const share = (id: string | null) => answers.filter(({ awardId }) => awardId === id).length / answers.length;
    expect(share(first.id)).toBeGreaterThan(0.2);
    expect(share(first.id)).toBeLessThan(0.4);
    expect(share(null)).toBeGreaterThan(0.4);
    expect(await serving('visit.recommender', 'belfast', 'trip 7')).toEqual(answers[7]);
    expect(answers.every(({ awardId, fallbacks }) => new Set([awardId, ...fallbacks.map((each) => each.awardId), first.id, second.id].filter(Boolean)).size === 2)).toBe(true);
    expect(errorsOf(await asked({ lot: 'ranking', share: 0.6 }))).toEqual(['share']);
    // Two at once: together they would pass the whole.
    const both = await Promise.all([asked({ lot: 'ranking', share: 0.5 }), asked({ lot: 'ranking', share: 0.5 })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 422]);
  });

  it.each([
    ['a lot there is not', { lot: 'nothing' }, 422, 'lot'],
    ['somebody unknown', { provider: '00000000-0000-4000-8000-00000000ffff' }, 422, 'provider'],
    ['an area of another lot', { areas: ['belfast'] }, 422, 'areas'],
    ['an end before its start', { startsAt: '2027-02-01T00:00:00Z', endsAt: '2027-01-01T00:00:00Z' }, 422, 'endsAt'],
    ['an end after the term', { endsAt: '2099-01-01T00:00:00Z' }, 422, 'endsAt'],
    ['a part of content, which all serve together', { share: 0.5 }, 422, 'share'],
    ['a share of more than all', { share: 1.5 }, 400, 'share'],
    ['a share of nothing', { share: 0 }, 400, 'share'],
    ['no reason', { reason: ' ' }, 400, 'reason'],
  ])('for %s is refused', async (_, form, status, field) => {
    const answer = await asked(form);
    expect([answer.status, errorsOf(answer)]).toEqual([status, [field]]);
  });

  it('to a buyer is refused, and one of a draft', async () => {
    expect(errorsOf(await asked({ provider: buyer }))).toEqual(['provider']);
    expect(errorsOf(await asked({}, await draft(buyer)))).toEqual(['process']);
  });

  it('is made by as many at once as there may be connections, and more', async () => {
    const many = await Promise.all(Array.from({ length: 40 }, async () => publish(await draft(buyer))));
    expect((await Promise.all(many.map((each) => asked({}, each)))).map(({ status }) => status)).toEqual(many.map(() => 201));
  });

  it('waits for the deadline of its tender', async () => {
    const open = await publish(await draft(buyer, { method: 'open-procedure', deadline: inDays(30) }));
    expect(errorsOf(await asked({}, open))).toEqual(['process']);
  });
});

describe('open contracting', () => {
  interface Release {
    readonly id: string;
    readonly ocid: string;
    readonly date: string;
    readonly tag: readonly string[];
  }
  interface ReleasePackage {
    readonly releases: readonly Release[];
    readonly links?: { readonly next?: string };
  }
  const record = async (ocid: string) => (await server.call('GET', `/open/ocds/records/${ocid}`)).body as { records: { compiledRelease: { tender: { title: string; lots: object[] }; contracts: { status: string }[] }; releases: Release[] }[] };

  it('publishes every change as a new release, and what they come to as a record', async () => {
    const made = await publish(await draft(buyer));
    const { id } = await award(made, provider);
    await ask('POST', `/api/commissioning/awards/${id}/end`, { reason: 'The paths are closed.' }, 200);
    const { records } = await record(made.ocid);
    expect(records[0]!.releases.map(({ tag }) => tag)).toEqual([['tender'], ['award', 'contract'], ['contractTermination']]);
    expect(new Set(records[0]!.releases.map((release) => release.id)).size).toBe(3);
    expect(records[0]!.compiledRelease).toMatchObject({ tender: { title: aProcess.title, lots: [{ id: 'glens' }] }, contracts: [{ status: 'terminated' }], buyer: { name: 'Carrickmore Borough Council' } });
  });

  it('tells of an award that was ended before its term that it was cancelled', async () => {
    const made = await publish(await draft(buyer));
    const { id } = await award(made, provider, { startsAt: inDays(30) });
    await ask('POST', `/api/commissioning/awards/${id}/end`, { reason: 'The provider withdrew.' }, 200);
    expect((await record(made.ocid)).records[0]!.compiledRelease.contracts).toMatchObject([{ status: 'cancelled' }]);
  });

  it('hands out every release once, a page at a time, in the order of publication', async () => {
    const seen: Release[] = [];
    let next: string | undefined = `${server.url}/open/ocds/releases?limit=3`;
    while (next !== undefined) {
      const found = (await (await fetch(next)).json()) as ReleasePackage;
      expect(found.releases.length).toBeLessThanOrEqual(3);
      seen.push(...found.releases);
      next = found.links?.next;
    }
    const lines = (await (await fetch(`${server.url}/open/ocds/releases.jsonl`)).text()).trim().split('\n').map((line) => JSON.parse(line) as Release);
    expect(seen.map(({ id }) => id)).toEqual(lines.map(({ id }) => id));
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(seen.map(({ date }) => date)).toEqual(seen.map(({ date }) => date).toSorted());
    expect(seen.every(({ ocid }) => ocid.startsWith('ocds-t3st00-'))).toBe(true);
  });

  it('says nothing of drafts', async () => {
    const made = await draft(buyer);
    expect((await server.call('GET', `/open/ocds/records/${made.ocid}`)).status).toBe(404);
    expect(await (await fetch(`${server.url}/open/ocds/records.jsonl`)).text()).not.toContain(made.ocid);
  });

  it.each(['limit=0', 'limit=101', 'limit=ten', 'after=yesterday', "after=2026-01-01T00:00:00Z ocds-x'; 1"])('refuses ?%s', async (query) => {
    expect((await server.call('GET', `/open/ocds/releases?${query}`)).status).toBe(400);
  });

  it.skipIf(valid === undefined)('fits the official schema with its extensions, package by package and record by record', async () => {
    const packages: ReleasePackage[] = [];
    for (let next: string | undefined = `${server.url}/open/ocds/releases`; next !== undefined; next = packages.at(-1)!.links?.next) packages.push((await (await fetch(next)).json()) as ReleasePackage);
    const ocids = new Set(packages.flatMap(({ releases }) => releases.map(({ ocid }) => ocid)));
    expect(ocids.size).toBeGreaterThan(3);
    for (const each of packages) expect(valid!('release-package', each)).toEqual([]);
    for (const ocid of ocids) expect(valid!('record-package', await record(ocid))).toEqual([]);
  });
});

it('the parts and methods that there are can be read', async () => {
  expect((await server.call('GET', '/api/commissioning/parts')).body).toMatchObject({ items: [{ id: 'visit.content', joins: 'all' }, { id: 'visit.recommender', joins: 'one' }, { id: 'home.response', joins: 'one' }] });
  expect(((await server.call('GET', '/api/commissioning/methods')).body as { items: object[] }).items).toHaveLength(8);
  expect((await server.call('GET', '/api/commissioning/serving?part=home.nothing&area=belfast')).status).toBe(400);
});
