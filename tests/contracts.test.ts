/** What was promised, done, invoiced and paid under a contract, through the doors; and how it is published. */

import { createContracts, createPublishing, type Contract } from '@drystone/commissioning';
import { sql } from '@drystone/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { administratorKey, aClaim, aLot, anInvoice, anObligation, commissioningOn, today } from './support/commissioning.ts';
import { valid } from './support/open-contracting.ts';
import { countLog } from './support/roll-up.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
let buyer: string;
let provider: string;
let commissioner: Record<string, string>;
let editor: Record<string, string>;
const { organisation, keyFor, draft, publish, award } = commissioningOn(() => server);

beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey, OCID_PREFIX: 'ocds-t3st00' });
  buyer = await organisation('buyer', 'Carrickmore Borough Council');
  provider = await organisation('provider', 'Three Glens Trails');
  commissioner = await keyFor(buyer, ['commissioner']);
  editor = await keyFor(provider, ['editor']);
});

const errorsOf = ({ body }: { body: never }) => ((body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field);
const contract = async (id: string, headers = {}) => (await server.call('GET', `/api/commissioning/awards/${id}/contract`, undefined, headers)).body as Contract;
const made = async (answer: Promise<{ status: number; body: never; text: string }>) => {
  const { status, body, text } = await answer;
  expect([status, text]).toEqual([201, text]);
  return (body as { id: string }).id;
};
async function awarded(form: object = {}): Promise<{ id: string; ocid: string }> {
  const process = await publish(await draft(buyer));
  return { id: (await award(process, provider, { valuePence: 1_200_000, ...form })).id, ocid: process.ocid };
}
const oblige = (id: string, form: object = anObligation) => made(server.call('POST', `/api/commissioning/awards/${id}/obligations`, form, commissioner));
const claim = (obligation: string, form: object = {}) => server.call('POST', `/api/commissioning/obligations/${obligation}/claims`, aClaim(form), editor);
const decide = (id: string, decision: object, headers = commissioner) => server.call('PUT', `/api/commissioning/claims/${id}/decision`, decision, headers);
const invoice = (id: string, form: object = {}) => server.call('POST', `/api/commissioning/awards/${id}/invoices`, anInvoice(form), editor);
const settle = (id: string, decision: object, headers = commissioner) => server.call('PUT', `/api/commissioning/invoices/${id}/decision`, decision, headers);
interface Compiled {
  readonly parties: readonly { readonly roles: readonly string[] }[];
  readonly contracts: readonly { readonly agreedMetrics?: object[]; readonly milestones?: object[]; readonly implementation?: { readonly metrics?: { readonly id: string; readonly observations: object[] }[]; readonly transactions?: object[] } }[];
}
const record = async (ocid: string) => {
  const { records } = (await server.call('GET', `/open/ocds/records/${ocid}`)).body as { records: { compiledRelease: Compiled; releases: { tag: string[] }[] }[] };
  return { ...records[0]!.compiledRelease, tags: records[0]!.releases.map(({ tag }) => tag.join()) };
};

describe('a promise of social value', () => {
  it('is claimed with evidence, confirmed by the buyer, and told in public', async () => {
    const { id, ocid } = await awarded();
    const obligation = await oblige(id);
    const first = await made(claim(obligation, { link: 'https://trails.example/walks' }));
    expect((await contract(id)).obligations).toMatchObject([{ delivered: 0, state: 'to-come', claims: [] }]);
    expect((await contract(id, editor)).obligations).toMatchObject([{ delivered: 0, state: 'claimed', claims: [{ state: 'claimed', quantity: 4 }] }]);
    expect((await decide(first, { decision: 'confirm' })).status).toBe(204);
    const second = await made(claim(obligation, { quantity: 36 }));
    expect((await decide(second, { decision: 'return', reason: 'Which schools?' })).status).toBe(204);
    expect((await contract(id, editor)).obligations[0]!.claims).toMatchObject([{ state: 'confirmed', decidedBy: 'A program' }, { state: 'returned', reason: 'Which schools?' }]);
    const more = await claim(obligation, { quantity: 36.5 });
    expect([more.status, more.text]).toEqual([422, expect.stringContaining('40.5 hours would be claimed, and 40 were promised')]);
    await decide(await made(claim(obligation, { quantity: 36.5, meant: true })), { decision: 'confirm' });
    expect((await contract(id)).obligations).toMatchObject([{ quantity: 40, delivered: 40.5, state: 'delivered', claims: [{ decidedBy: null }, { quantity: 36.5 }] }]);
    const { contracts, tags } = await record(ocid);
    expect(contracts[0]!.agreedMetrics).toContainEqual(expect.objectContaining({ title: anObligation.title, observations: [expect.objectContaining({ measure: 40, unit: { name: 'hours' } })] }));
    expect(contracts[0]!.implementation!.metrics).toMatchObject([{ id: `social-value-${obligation}`, observations: [{ measure: 4 }, { measure: 36.5 }] }]);
    expect(tags).toEqual(['tender', 'award,contract', 'implementation', 'implementationUpdate', 'implementationUpdate']);
  });

  it('before the term is told to be unusual, and taken where it is meant', async () => {
    const { id } = await awarded({ startsAt: '2035-01-01T00:00:00Z' });
    const obligation = await oblige(id);
    const both = [await claim(obligation), await invoice(id)];
    expect(both.map(({ status, text }) => [status, text.includes('the term begins on 2035-01-01')])).toEqual([[422, true], [422, true]]);
    expect([...errorsOf(both[0]!), ...errorsOf(both[1]!)]).toEqual(['meant', 'meant']);
    await made(claim(obligation, { meant: true }));
    await made(invoice(id, { meant: true }));
  });

  it('can be made with the award', async () => {
    const { id } = await awarded({ obligations: [anObligation, { kind: 'milestone', title: 'All places described', due: '2036-01-31', amountPence: 300_000 }] });
    expect((await contract(id)).obligations).toMatchObject([{ kind: 'milestone', amountPence: 300_000 }, { kind: 'social-value', quantity: 40 }]);
  });

  it('confirmed and returned at once is one of them, and the other is told', async () => {
    const { id } = await awarded();
    const claimed = await made(claim(await oblige(id)));
    const answers = await Promise.all([decide(claimed, { decision: 'confirm' }), decide(claimed, { decision: 'return', reason: 'No.' }), decide(claimed, { decision: 'confirm' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
    expect((await contract(id, editor)).obligations[0]!.claims).toHaveLength(1);
  });

  it.each<[string, object, number, string]>([
    ['nothing', { quantity: 0 }, 400, 'quantity'],
    ['less than nothing', { quantity: -4 }, 400, 'quantity'],
    ['an absurd number', { quantity: 1e300 }, 400, 'quantity'],
    ['thousandths', { quantity: 0.125 }, 400, 'quantity'],
    ['no evidence', { evidence: ' ' }, 400, 'evidence'],
    ['a link that runs', { link: 'javascript:alert(1)' }, 400, 'link'],
    ['a day there is not', { doneOn: '2027-02-30' }, 400, 'doneOn'],
    ['a day to come', { doneOn: '2090-01-01' }, 422, 'doneOn'],
    ['a day before the award', { doneOn: '2020-01-01' }, 422, 'doneOn'],
    ['a control character', { evidence: 'a\u0007b' }, 400, 'evidence'],
    ['a book', { evidence: 'x'.repeat(4_001) }, 400, 'evidence'],
  ])('is not claimed with %s', async (_, form, status, field) => {
    const answer = await claim(await shared(), form);
    expect([answer.status, [...new Set(errorsOf(answer))]]).toEqual([status, [field]]);
  });
  let kept: Promise<string> | undefined;
  const shared = () => (kept ??= awarded().then(({ id }) => oblige(id)));

  it('is not claimed by another provider, nor confirmed by whoever claimed it', async () => {
    const obligation = await shared();
    const stranger = await keyFor(await organisation('provider'), ['editor']);
    expect((await server.call('POST', `/api/commissioning/obligations/${obligation}/claims`, aClaim(), stranger)).status).toBe(403);
    const claimed = await made(claim(obligation));
    expect((await decide(claimed, { decision: 'confirm' }, editor)).status).toBe(403);
    expect((await decide('00000000-0000-4000-8000-00000000ffff', { decision: 'confirm' })).status).toBe(404);
  });
});

describe('a milestone', () => {
  it('is met once, then invoiced up to its amount, and told with its dates', async () => {
    const { id, ocid } = await awarded();
    const milestone = await oblige(id, { kind: 'milestone', title: 'Twelve places described', due: '2036-01-31', amountPence: 300_000 });
    expect(errorsOf(await invoice(id, { milestone }))).toEqual(['milestone']);
    const both = await Promise.all([claim(milestone, { quantity: 1 }), claim(milestone, { quantity: 1 })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const { id: claimed } = both.find(({ status }) => status === 201)!.body as { id: string };
    await decide(claimed, { decision: 'confirm' });
    expect(errorsOf(await invoice(id, { milestone, netPence: 250_001, vatPence: 50_000 }))).toEqual(['netPence']);
    await made(invoice(id, { milestone, netPence: 250_000, vatPence: 50_000 }));
    expect(errorsOf(await invoice(id, { milestone, netPence: 1, vatPence: 0 }))).toEqual(['netPence']);
    expect((await record(ocid)).contracts[0]!.milestones).toMatchObject([{ id: milestone, type: 'delivery', status: 'met', dateMet: expect.stringContaining('Z') }]);
  });
});

describe('an invoice', () => {
  let id: string;
  let ocid: string;
  beforeAll(async () => {
    ({ id, ocid } = await awarded());
  });

  it('is accepted and paid once, also when two pay it at once, and told as a transaction', async () => {
    const sent = await made(invoice(id));
    expect((await settle(sent, { decision: 'accept' })).status).toBe(204);
    const both = await Promise.all([settle(sent, { decision: 'paid', paidOn: today() }), settle(sent, { decision: 'paid', paidOn: today() })]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    const { contracts, parties } = await record(ocid);
    expect(contracts[0]!.implementation!.transactions).toMatchObject([{ id: sent, value: { amount: 120, currency: 'GBP' }, payer: { name: 'Carrickmore Borough Council' }, payee: { name: 'Three Glens Trails' } }]);
    expect(parties.map(({ roles }) => roles)).toEqual([['buyer', 'procuringEntity', 'payer'], ['supplier', 'payee']]);
    expect((await contract(id)).money).toMatchObject({ valuePence: 1_200_000, paidPence: 12_000, promptness: { paid: 1, averageDays: 0, within30: 100 } });
  });

  it('is between buyer and provider; its sums are everybody’s', async () => {
    const stranger = await keyFor(await organisation('buyer'), ['commissioner']);
    expect((await contract(id)).invoices).toBeNull();
    expect((await contract(id, stranger)).invoices).toBeNull();
    expect((await server.call('GET', `/api/commissioning/awards/${id}/invoices`, undefined, stranger)).status).toBe(403);
    expect((await contract(id, editor)).invoices).toMatchObject([{ state: 'paid', payBy: expect.any(String) }]);
  });

  it('that is disputed asks for nothing until it is accepted, and can be withdrawn by its provider', async () => {
    const before = (await contract(id)).money.invoicedPence;
    const sent = await made(invoice(id));
    await settle(sent, { decision: 'dispute', reason: 'Two of the places are not there.' });
    expect((await contract(id)).money).toMatchObject({ invoicedPence: before, promptness: { disputed: 1 } });
    expect((await settle(sent, { decision: 'paid', paidOn: today() })).text).toContain('accept it first');
    expect((await settle(sent, { decision: 'withdraw' }, commissioner)).status).toBe(403);
    expect((await settle(sent, { decision: 'withdraw' }, editor)).status).toBe(204);
    expect((await settle(sent, { decision: 'accept' })).status).toBe(409);
  });

  it('with a number that is there already is refused, also when both come at once, and however it is written', async () => {
    const both = await Promise.all([invoice(id, { number: 'A 77' }), invoice(id, { number: 'a77' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const { id: other } = await awarded();
    expect((await invoice(other, { number: ' a7 7 ' })).status).toBe(409);
  });

  it.each<[string, object, number, string]>([
    ['nothing', { netPence: 0, vatPence: 0 }, 400, 'netPence'],
    ['a negative amount', { netPence: -10_000, vatPence: 0 }, 400, 'netPence'],
    ['an absurd amount', { netPence: 1e15 }, 400, 'netPence'],
    ['pounds instead of pence', { netPence: 99.5 }, 400, 'netPence'],
    ['negative VAT', { vatPence: -1 }, 400, 'vatPence'],
    ['more VAT than there is', { netPence: 10_000, vatPence: 2_101 }, 400, 'vatPence'],
    ['no number', { number: ' ' }, 400, 'number'],
    ['a milestone and a month', { milestone: '00000000-0000-4000-8000-00000000ffff', month: '2027-01' }, 400, 'month'],
    ['a milestone there is not', { milestone: '00000000-0000-4000-8000-00000000ffff' }, 422, 'milestone'],
    ['a month that runs', { month: '2090-01' }, 422, 'month'],
    ['a date to come', { dated: '2090-01-01' }, 422, 'dated'],
    ['a date before the award', { dated: '2020-01-01' }, 422, 'dated'],
    ['more than the contract is worth', { netPence: 1_200_001, vatPence: 0 }, 422, 'netPence'],
  ])('of %s is refused', async (_, form, status, field) => {
    const answer = await invoice(id, form);
    expect([answer.status, [...new Set(errorsOf(answer))]]).toEqual([status, [field]]);
  });

  it('is paid neither before it came nor in days to come', async () => {
    const sent = await made(invoice(id, { netPence: 100, vatPence: 0 }));
    expect(errorsOf(await settle(sent, { decision: 'paid', paidOn: '2020-01-01' }))).toEqual(['paidOn']);
    expect(errorsOf(await settle(sent, { decision: 'paid', paidOn: '2090-01-01' }))).toEqual(['paidOn']);
  });

  it('counts in how promptly its buyer pays, in public', async () => {
    const { items } = (await server.call('GET', `/api/commissioning/payments?buyer=${buyer}`)).body as { items: object[] };
    expect(items).toMatchObject([{ buyer: { name: 'Carrickmore Borough Council' }, paid: 1, within30: 100 }]);
  });
});

describe('payment by outcome', () => {
  const rule = { metric: 'visited', pay: { by: 'unit', tiers: [{ above: 0, pencePerUnit: 150 }, { above: 2, pencePerUnit: 100 }] }, mostPenceAMonth: 1_000 };
  const agree = (id: string, form: object) => server.call('POST', `/api/commissioning/awards/${id}/payment-rules`, form, commissioner);

  it('follows the figures of the month', async () => {
    const { id } = await awarded();
    await made(agree(id, rule));
    await visits(id, 3, Temporal.Now.instant());
    await countLog(server);
    const [agreed] = (await contract(id)).rules;
    expect(agreed!.months.at(-1)).toMatchObject({ measured: 3, duePence: 400 });
    expect((await agree(id, rule)).status).toBe(409);
    expect((await server.call('DELETE', `/api/commissioning/payment-rules/${agreed!.id}`, undefined, commissioner)).status).toBe(204);
    expect((await server.call('DELETE', `/api/commissioning/payment-rules/${agreed!.id}`, undefined, commissioner)).status).toBe(409);
  });

  it.each<[string, object, number, string]>([
    ['a figure that is not measured', { metric: 'happiness' }, 422, 'metric'],
    ['each per cent', { metric: 'fresh-share' }, 422, 'pay.by'],
    ['each complaint', { metric: 'reported' }, 422, 'pay.by'],
    ['more than all of them', { metric: 'fresh-share', pay: { by: 'level', levels: [{ reach: 101, pence: 100 }] } }, 422, 'pay.levels.0.reach'],
    ['no cap', { mostPenceAMonth: 0 }, 400, 'mostPenceAMonth'],
    ['a penny’s part', { pay: { by: 'unit', tiers: [{ above: 0, pencePerUnit: 0.1 }] } }, 400, 'pay.tiers.0.pencePerUnit'],
  ])('for %s is refused', async (_, form, status, field) => {
    const { id } = await (kept ??= awarded());
    const answer = await agree(id, { ...rule, ...form });
    expect([answer.status, errorsOf(answer)]).toEqual([status, [field]]);
  });
  let kept: Promise<{ id: string }> | undefined;
});

/** As visitors tell it. */
async function visits(awardId: string, count: number, at: Temporal.Instant): Promise<void> {
  await server.database.as('anonymous', async (transaction) => {
    for (let index = 0; index < count; index++) await sql`insert into platform.event (id, type, subject, award_id, at, data) values (gen_random_uuid(), 'stop.visited', 'a-place', ${awardId}, ${at.toString()}, '{"trip": null, "littleKnown": true}')`.execute(transaction);
  });
}

describe('a contract', () => {
  it('is found by the words of its tender, its provider and where it stands', async () => {
    const other = await organisation('provider', 'Sperrin Storytellers');
    const { id } = await award(await publish(await draft(buyer, { title: 'Voices of the blanket bog' })), other);
    const found = async (query: string) => ((await server.call('GET', `/api/commissioning/awards?limit=100&${query}`)).body as { items: { id: string }[] }).items.map((each) => each.id);
    expect(await found('q=blanket+bog')).toEqual([id]);
    expect(await found('q=storytellers&state=in-force')).toEqual([id]);
    expect(await found('q=storytellers&state=ended')).toEqual([]);
    expect(await found(`q=${encodeURIComponent("') or 1=1 --")}`)).toEqual([]);
  });

  it('tells its provider, and nobody else, what happened this week and the week before', async () => {
    const { id } = await awarded();
    const now = Temporal.Now.instant();
    await visits(id, 4, now);
    await visits(id, 2, now.subtract({ hours: 24 * 8 }));
    await countLog(server);
    const path = `/api/commissioning/providers/${provider}/work`;
    const { contracts } = (await server.call('GET', path, undefined, editor)).body as { contracts: { award: string; counts: { metric: string; times: number; before: number }[] }[] };
    expect(contracts.find((each) => each.award === id)!.counts.find(({ metric }) => metric === 'visited')).toMatchObject({ times: 4, before: 2 });
    expect((await server.call('GET', path, undefined, commissioner)).status).toBe(403);
    expect((await server.call('GET', path)).status).toBe(401);
  });
});

describe('the figures of a month', () => {
  it('are published once when it is over, as observations', async () => {
    const { id, ocid } = await awarded();
    await visits(id, 5, Temporal.Now.instant());
    await countLog(server);
    const next = Temporal.Now.zonedDateTimeISO('Europe/London').add({ months: 1 }).with({ day: 2 }).toInstant();
    const organisations = { publicly: async (organisationId: string) => ({ id: organisationId, kind: 'buyer' as const, name: organisationId === buyer ? 'Carrickmore Borough Council' : 'Three Glens Trails', companyNumber: null, charityNumber: null }) };
    const around = { database: server.database, organisations, areas: { all: async () => [] }, timeZone: 'Europe/London' };
    const worker = createContracts({ ...around, clock: () => next, publishing: createPublishing(around) });
    const [one, two] = await Promise.all([worker.publishFigures(), worker.publishFigures()]);
    expect(one + two).toBeGreaterThan(0);
    expect(await worker.publishFigures()).toBe(0);
    const { contracts, tags } = await record(ocid);
    const visited = contracts[0]!.implementation!.metrics!.find(({ id: metric }) => metric === 'visited');
    expect(visited!.observations).toMatchObject([{ measure: 5, unit: { name: 'times' }, period: { startDate: expect.any(String), endDate: expect.any(String) } }]);
    expect(tags).toEqual(['tender', 'award,contract', 'implementation']);
    expect(aLot.kpis[0]!.metric).toBe('visited');
  });
});

it.skipIf(valid === undefined)('what is published of it fits the official schema with its extensions', async () => {
  const { body } = await server.call('GET', '/open/ocds/releases');
  const { releases } = body as { releases: { ocid: string }[] };
  expect(valid!('release-package', body)).toEqual([]);
  for (const ocid of new Set(releases.map((release) => release.ocid))) expect(valid!('record-package', (await server.call('GET', `/open/ocds/records/${ocid}`)).body)).toEqual([]);
});
