/** A tender written, amended, withdrawn and taken up again, through the doors. */

import { sql } from '@drystone/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { administratorKey, aLot, aProcess, commissioningOn, type MadeProcess } from './support/commissioning.ts';
import { valid } from './support/open-contracting.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
let buyer: string;
let commissioner: Record<string, string>;
const { ask, organisation, keyFor, draft, publish, award } = commissioningOn(() => server);

beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey, OCID_PREFIX: 'ocds-t3st00' });
  buyer = await organisation('buyer', 'Carrickmore Borough Council');
  commissioner = await keyFor(buyer, ['commissioner']);
});

const inDays = (days: number) => Temporal.Now.instant().add({ hours: 24 * days }).toString();
const quotation = { method: 'below-threshold-quotation', deadline: inDays(20), lots: [aLot] };
const withRevision = ({ revision }: { revision: number }) => ({ ...commissioner, 'if-match': `"${revision}"` });
type Full = MadeProcess & { readonly content: Record<string, unknown> & { readonly lots: readonly object[] }; readonly closed: object | null; readonly follows: string | null };
const amend = ({ id, revision }: MadeProcess, content: object, description = 'A slip of the pen.') => server.call('POST', `/api/commissioning/processes/${id}/amendments`, { description, content }, withRevision({ revision }));
const close = ({ id, revision }: MadeProcess, form: object) => server.call('POST', `/api/commissioning/processes/${id}/closure`, form, withRevision({ revision }));
const fieldsOf = ({ body }: { body: never }) => ((body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field);
const releases = async (ocid: string) => ((await server.call('GET', `/open/ocds/records/${ocid}`)).body as { records: { compiledRelease: { tender: { status: string; amendments?: object[] }; relatedProcesses?: object[] }; releases: { tag: string[] }[] }[] }).records[0]!;

it.skipIf(valid === undefined)('with everything the law hangs on fits the official schema', async () => {
  const lot = { ...aLot, valuePence: 300_000_00, priceBasis: 'income-share', priceDetails: 'A tenth of the tickets.', reservedFor: 'supported-employment' };
  const made = await publish(await draft(buyer, { method: 'competitive-flexible', category: 'light-touch', deadline: inDays(40), lots: [lot], oneLotReason: 'It is one glen.' }));
  const record = (await server.call('GET', `/open/ocds/records/${made.ocid}`)).body;
  expect(valid!('record-package', record)).toEqual([]);
  expect((await releases(made.ocid)).compiledRelease.tender).toMatchObject({ aboveThreshold: false, specialRegime: ['lightTouch'], lotDetails: { noLotsDivisionRationale: 'It is one glen.' } });
});

describe('a draft', () => {
  it('tells programs what is in its way, what the check finds, how it can be split and which notices it needs', async () => {
    const large = { ...aLot, areas: ['causeway-coast-and-glens', 'mid-ulster'], valuePence: 30_000_000 };
    const made = await draft(buyer, { method: 'open-procedure', deadline: inDays(3), lots: [large] });
    const at = `/api/commissioning/processes/${made.id}`;
    const { status, body } = await server.call('GET', `${at}/draft`, undefined, commissioner);
    const told = body as { hindrances: { field: string }[]; findings: { rule: string; field: string | null }[]; stages: object[]; standstill: object; threshold: object };
    expect([status, told.hindrances.map(({ field }) => field), told.standstill, told.threshold]).toEqual([200, ['oneLotReason', 'deadline'], { kind: 'mandatory', why: expect.stringContaining('section 51(2)') }, { pence: 20_772_000, reached: true, valuePence: 30_000_000 }]);
    expect(told.findings.length).toBeGreaterThan(0);
    expect(told.stages).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'tender', notice: 'UK4' })]));
    const splits = (await server.call('GET', `${at}/splits`, undefined, commissioner)).body as { items: { kind: string; lots: object[] }[] };
    expect(splits.items.map(({ kind, lots }) => [kind, lots.length])).toEqual(expect.arrayContaining([['whole', 1], ['by-area', 2]]));
    const split = await server.call('POST', `${at}/splits`, { kind: 'by-area' }, withRevision(made));
    expect([split.status, (split.body as unknown as Full).content.lots.length]).toEqual([200, 2]);
    expect((await server.call('POST', `${at}/splits`, { kind: 'by-area' }, withRevision(made))).status).toBe(412);
    expect(fieldsOf(await server.call('POST', `${at}/splits`, { kind: 'by-colour' }, withRevision({ revision: 2 })))).toEqual(['kind']);
    const notices = (await server.call('GET', `${at}/notices`, undefined, commissioner)).body as { items: { code: string; state: string; content: object[] }[] };
    expect(notices.items.find(({ code }) => code === 'UK4')).toMatchObject({ state: 'later', content: expect.arrayContaining([{ heading: 'Title', value: aProcess.title }]) });
    const stranger = await keyFor(await organisation('buyer'), ['commissioner']);
    for (const path of ['draft', 'splits', 'notices']) expect((await server.call('GET', `${at}/${path}`, undefined, stranger)).status).toBe(404);
  });
});

describe('amending', () => {
  it('moves the deadline to later and puts words right, as a release and an event', async () => {
    const made = (await publish(await draft(buyer, quotation))) as Full;
    const later = inDays(27);
    const answer = await amend(made, { ...made.content, title: 'The glens in the guide of visitors', deadline: later }, 'Bidders asked for a week more.');
    expect(answer.status).toBe(200);
    const { compiledRelease, releases: all } = await releases(made.ocid);
    expect(all.map(({ tag }) => tag)).toEqual([['tender'], ['tenderAmendment']]);
    expect(compiledRelease.tender).toMatchObject({ status: 'active', amendments: [{ id: 'amendment-1', rationale: 'Bidders asked for a week more.' }] });
    expect((await server.call('GET', `/api/commissioning/processes/${made.id}/amendments`)).body).toMatchObject({ items: [{ number: 1, changes: [{ field: 'title' }, { field: 'deadline', after: later }] }] });
    const { rows } = await server.database.as('system:test', (transaction) => sql<{ data: object }>`select data from platform.event where type = 'tender.amended' and subject = ${made.id}`.execute(transaction));
    expect(rows).toEqual([{ data: { ocid: made.ocid, amendment: 1, deadlineMoved: true } }]);
  });

  it('is refused for what bidders built on, and for an earlier deadline', async () => {
    const made = (await publish(await draft(buyer, quotation))) as Full;
    expect(fieldsOf(await amend(made, { ...made.content, lots: [{ ...made.content.lots[0], valuePence: 1 }] }))).toEqual(['lots.0.valuePence']);
    expect(fieldsOf(await amend(made, { ...made.content, deadline: inDays(3) }))).toEqual(['deadline']);
    expect(fieldsOf(await amend(made, made.content))).toEqual(['content']);
    expect(fieldsOf(await amend(made, { ...made.content, title: 'Half \ud800' }))).toEqual(['title']);
    expect(fieldsOf(await amend(await draft(buyer, quotation), made.content))).toEqual(['process']);
  });

  it('by two at once loses nothing: one is told', async () => {
    const made = (await publish(await draft(buyer, quotation))) as Full;
    const both = await Promise.all([amend(made, { ...made.content, title: 'The first of two' }), amend(made, { ...made.content, title: 'The second of two' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('ends with the first award', async () => {
    const made = (await publish(await draft(buyer))) as Full;
    await award(made, await organisation('provider'));
    expect(fieldsOf(await amend(made, { ...made.content, title: 'Too late for that' }))).toEqual(['process']);
  });
});

describe('withdrawing', () => {
  it('gives its reason, and the tender can be taken up again as a draft', async () => {
    const made = await publish(await draft(buyer, quotation));
    expect((await close(made, { reason: ' ' })).status).toBe(400);
    const { body } = await close(made, { reason: 'The money went to the bridge.' });
    expect(body).toMatchObject({ stage: 'withdrawn', closed: { as: 'withdrawn', why: 'The money went to the bridge.' } });
    const { compiledRelease, releases: all } = await releases(made.ocid);
    expect(all.at(-1)!.tag).toEqual(['tenderCancellation']);
    expect(compiledRelease.tender).toMatchObject({ status: 'cancelled', amendments: [{ rationale: 'The money went to the bridge.' }] });
    const again = await ask<Full>('POST', `/api/commissioning/processes/${made.id}/successor`, undefined, 201);
    expect(again).toMatchObject({ stage: 'planning', follows: made.ocid, content: { title: aProcess.title, deadline: null } });
    expect(again.ocid).not.toBe(made.ocid);
    await ask('PUT', `/api/commissioning/processes/${again.id}`, { ...again.content, deadline: inDays(20) }, 200, { 'if-match': `"${again.revision}"` });
    await publish({ ...again, revision: again.revision + 1 });
    expect((await releases(again.ocid)).compiledRelease.relatedProcesses).toEqual([{ id: '1', relationship: ['prior'], scheme: 'ocid', identifier: made.ocid }]);
  });

  it('happens once, also when it is asked for twice at the same time; nothing is awarded after it', async () => {
    const made = await publish(await draft(buyer));
    const both = await Promise.all([close(made, { reason: 'Once.' }), close(made, { reason: 'Twice.' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(fieldsOf(await server.call('POST', `/api/commissioning/processes/${made.id}/awards`, { lot: aLot.id, provider: await organisation('provider'), reason: 'It knows every path.' }, commissioner))).toEqual(['process']);
  });

  it('waits for awards to end, and “nobody was found” for the deadline', async () => {
    const awarded = await publish(await draft(buyer));
    await award(awarded, await organisation('provider'));
    expect(fieldsOf(await close(awarded, { reason: 'We think again.' }))).toEqual(['process']);
    const open = await publish(await draft(buyer, quotation));
    expect(fieldsOf(await close(open, { as: 'unsuccessful', reason: 'Nobody bid.' }))).toEqual(['as']);
    const direct = await publish(await draft(buyer));
    expect((await close(direct, { as: 'unsuccessful', reason: 'Nobody would.' })).status).toBe(200);
    expect((await releases(direct.ocid)).compiledRelease.tender.status).toBe('unsuccessful');
    expect(fieldsOf(await server.call('POST', `/api/commissioning/processes/${open.id}/successor`, undefined, commissioner))).toEqual(['process']);
  });
});
