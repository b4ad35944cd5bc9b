/** The market asked before a tender, and questions to one that is open, through the doors. */

import { sql } from '@drystone/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngaging } from '../services/commissioning/src/engagement/engaging.ts';
import { createPublishing } from '../services/commissioning/src/processes/publishing.ts';
import { createTelling } from '../services/commissioning/src/providers/telling.ts';
import { bidsOn } from './support/bids.ts';
import { administratorKey, aLot, aProblem, aProcess, commissioningOn, type MadeProcess } from './support/commissioning.ts';
import { signIn } from './support/citizens.ts';
import { valid } from './support/open-contracting.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
let [buyer, board, trails, boats]: string[] = [];
let [commissioner, partner, rival, declan, una]: Record<string, string>[] = [];
const { organisation, keyFor, draft, publish } = commissioningOn(() => server);
const { asOwner } = bidsOn(() => server);

beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey, OCID_PREFIX: 'ocds-t3st00' });
  const [other] = [await organisation('buyer', 'Another Borough Council')];
  [buyer, board, trails, boats] = [await organisation('buyer', 'Carrickmore Borough Council'), await organisation('buyer', 'North Coast Tourism Board'), await organisation('provider', 'Three Glens Trails'), await organisation('provider', 'Lough Boats')];
  [commissioner, partner, rival, declan, una] = [await keyFor(buyer, ['commissioner']), await keyFor(board, ['commissioner']), await keyFor(other!, ['commissioner']), await keyFor(trails, ['editor']), await keyFor(boats, ['editor'])];
});

/** Put in without the opening that comes before one. */
const anAward = ({ id }: MadeProcess) => asOwner(`insert into commissioning.award (id, process, lot, buyer, provider, provider_name, part, areas, share, reason, made_at, starts_at, ends_at) values (gen_random_uuid(), $1, $2, $3, $4, 'Lough Boats', 'visit.content', '{x}', 1, 'Made.', now(), now(), now() + interval '1 day')`, [id, aLot.id, buyer, boats]);

interface Enquiry {
  readonly id: string;
  readonly revision: number;
  readonly text: string | null;
  readonly by: { readonly name: string } | null;
}
type Who = Record<string, string> | undefined;
const inHours = (hours: number) => Temporal.Now.instant().add({ hours }).toString();
const at = ({ id }: { readonly id: string }, rest: string) => `/api/commissioning/processes/${id}/${rest}`;
const errorsOf = ({ body }: { body: never }) => ((body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field.replace('body.', ''));
const anEngagement = { background: 'We know little of who keeps small places open.', how: 'Come to the town hall on Tuesday.', asked: ['How would you divide it into lots?', 'What would keep you from bidding?'] };
const open = (process: MadeProcess, form: object = {}, revision = 0, who: Who = commissioner) => server.call('PUT', at(process, 'engagement'), { ...anEngagement, openUntil: inHours(48), ...form }, { ...who, 'if-match': `"${revision}"` });
async function engaged(form: object = {}): Promise<MadeProcess> {
  const process = await draft(buyer!);
  const { status, text } = await open(process, form);
  expect([status, text]).toEqual([200, text]);
  return process;
}
const tender = async (form: object = {}) => publish(await draft(buyer!, { method: 'below-threshold-quotation', deadline: inHours(24 * 30), ...form }));
const ask = (process: MadeProcess, form: object = {}, who: Who = declan, organisationId = trails) => server.call('POST', at(process, 'enquiries'), { organisation: organisationId, text: 'May we bid with a partner?', ...form }, who);
const asked = async (process: MadeProcess, form: object = {}, who: Who = declan, organisationId = trails) => {
  const { status, text, body } = await ask(process, form, who, organisationId);
  expect([status, text]).toEqual([201, text]);
  return body as Enquiry;
};
const decide = (process: MadeProcess, { id }: { readonly id: string }, form: object, revision = 1, who: Who = commissioner) => server.call('POST', at(process, `enquiries/${id}/decision`), form, { ...who, 'if-match': `"${revision}"` });
const answered = async (...given: Parameters<typeof decide>) => {
  const { status, text, body } = await decide(...given);
  expect([status, text]).toEqual([200, text]);
  return body as Enquiry;
};
const list = async (process: MadeProcess, who: Who = {}) => (await server.call('GET', at(process, 'enquiries'), undefined, who)).body as { items: Enquiry[]; waiting: number };
const record = async ({ ocid }: MadeProcess) => (await server.call('GET', `/open/ocds/records/${ocid}`)).body as { records: { compiledRelease: { parties: object[]; tender: { enquiries: { id: string; answer?: string; author?: object; description: string }[] } & Record<string, unknown> }; releases: { tag: string[]; planning: object; tender: { enquiries?: { id: string; author?: object; description: string }[]; lots?: object } }[] }[] };

describe('an engagement', () => {
  it('is known to the tender check of the draft', async () => {
    const process = await draft(buyer!, { lots: [{ ...aLot, valuePence: 50_000_000 }] });
    const found = async () => ((await server.call('GET', at(process, 'draft'), undefined, commissioner)).body as { findings: { rule: string }[] }).findings.map(({ rule }) => rule);
    expect(await found()).toContain('no-market-engagement');
    expect((await open(process)).status).toBe(200);
    expect(await found()).not.toContain('no-market-engagement');
  });

  it('is read by everybody, while the draft it is about stays its buyer’s', async () => {
    const process = await draft(buyer!);
    expect((await server.call('GET', at(process, 'engagement'))).status).toBe(404);
    expect((await server.call('GET', at(process, 'engagement'), undefined, rival)).status).toBe(404);
    expect((await open(process, {}, 0, rival)).status).toBe(403);
    expect((await open(process)).status).toBe(200);
    const { body, text, headers } = await server.call('GET', at(process, 'engagement'));
    expect(body).toMatchObject({ title: aProcess.title, engagement: { problem: aProblem, asked: anEngagement.asked }, taking: { phase: 'engagement', open: true }, you: { ask: [], answer: false, open: false } });
    expect([headers.get('etag'), text.includes(aLot.title)]).toEqual(['"1"', false]);
    expect((await server.call('GET', `/api/commissioning/processes/${process.id}`)).status).toBe(404);
    expect((await server.call('GET', '/api/commissioning/engagements?limit=100')).text).toContain(process.id);
  });

  it('shows the problem as it was when it was published, not what is being written', async () => {
    const process = await engaged();
    const edited = await server.call('PUT', `/api/commissioning/processes/${process.id}`, { ...aProcess, problem: { ...aProblem, today: 'Half a sent' }, lots: [aLot] }, { ...commissioner, 'if-match': '"1"' });
    expect(edited.status).toBe(200);
    expect((await server.call('GET', at(process, 'engagement'))).text).not.toContain('Half a sent');
    expect((await open(process, {}, 1)).text).toContain('Half a sent');
  });

  it.each([
    ['in the past', { openUntil: '2020-01-01T00:00:00Z' }, 422, 'openUntil'],
    ['for more than a year', { openUntil: '2099-01-01T00:00:00Z' }, 422, 'openUntil'],
    ['without an offset', { openUntil: '2027-01-01T00:00:00' }, 400, 'openUntil'],
    ['with nothing asked', { asked: [] }, 400, 'asked'],
    ['with too much asked', { asked: Array.from({ length: 21 }, (_, index) => `Question ${index}?`) }, 400, 'asked'],
    ['with words without end', { background: 'x'.repeat(8001) }, 400, 'background'],
    ['with a control character', { how: 'Ring\u0007 us.' }, 400, 'how'],
    ['with a field there is not', { secret: true }, 400, 'secret'],
  ])('is not opened %s', async (_, form, status, field) => {
    const answer = await open(await draft(buyer!), form);
    expect([answer.status, errorsOf(answer)]).toEqual([status, [field]]);
  });

  it('is not opened while the problem has gaps, nor of what is published', async () => {
    expect(errorsOf(await open(await draft(buyer!, { problem: { ...aProblem, good: '' } })))).toEqual(['problem.good']);
    expect(errorsOf(await open(await tender()))).toEqual(['process']);
  });

  it('goes on as it was promised: what was asked stays, and it closes no sooner', async () => {
    const process = await engaged();
    expect(errorsOf(await open(process, { asked: ['Something else?'] }, 1))).toEqual(['asked.0']);
    expect(errorsOf(await open(process, { openUntil: inHours(1) }, 1))).toEqual(['openUntil']);
    expect((await open(process, { asked: [...anEngagement.asked, 'And what else?'], openUntil: inHours(72) }, 1)).status).toBe(200);
    expect((await Promise.all([...[80, 90].map((hours) => open(process, { asked: [...anEngagement.asked, 'And what else?'], openUntil: inHours(hours) }, 2))])).map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('ends to the second, and with the tender', async () => {
    const process = await engaged();
    await asOwner(`update commissioning.engagement set open_until = now() + interval '1 second' where process = $1`, [process.id]);
    await asked(process);
    const { body } = await server.call('GET', at(process, 'engagement'));
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse((body as { taking: { until: string } }).taking.until) - Date.now() + 5)));
    const late = await ask(process, { text: 'Too late?' });
    expect([late.status, late.text]).toEqual([409, expect.stringContaining('Questions were taken until')]);
    const second = await engaged();
    await publish(second);
    expect((await server.call('GET', at(second, 'engagement'))).body).toMatchObject({ stage: 'tender', engagement: { asked: anEngagement.asked }, taking: null });
    expect((await server.call('DELETE', at(second, 'engagement'), undefined, commissioner)).status).toBe(409);
    expect(errorsOf(await ask(second))).toEqual(['process']);
  });
});

describe('what is said to the market’s questions', () => {
  it('is public with the name of who says it, as is the answer', async () => {
    const process = await engaged();
    const [question, response] = [await asked(process, { text: '<b>Who</b> keeps the paths?' }), await asked(process, { kind: 'response', about: '1', text: 'By glen.' }, una, boats)];
    expect((await list(process)).waiting).toBe(1);
    await answered(process, question, { decision: 'answer', answer: '<script>alert(1)</script> We do.' });
    const { items, waiting } = await list(process);
    expect(waiting).toBe(0);
    expect(items).toMatchObject([
      { id: question.id, phase: 'engagement', text: '<b>Who</b> keeps the paths?', by: { name: 'Three Glens Trails' }, answer: { text: '<script>alert(1)</script> We do.' }, mine: false },
      { id: response.id, kind: 'response', about: '1', by: { name: 'Lough Boats' }, answer: null },
    ]);
  });

  it('is words on the page too, whatever they look like', async () => {
    const process = await engaged({ background: 'We know <img src=x onerror=alert(1)> little of it.' });
    await asked(process, { text: '<script>alert(1)</script>' });
    const page = await (await fetch(`${server.url}/commissioning/processes/${process.id}/questions`)).text();
    expect([page.includes('&lt;script>alert(1)'), page.includes('<script>alert(1)'), page.includes('<img src=x')]).toEqual([true, false, false]);
  });

  it.each([
    ['nothing', { text: ' ' }, 400, 'text'],
    ['without end', { text: 'x'.repeat(4001) }, 400, 'text'],
    ['a control character', { text: 'Who\u0000 pays?' }, 400, 'text'],
    ['to nothing', { kind: 'response' }, 422, 'about'],
    ['to a question there is not', { kind: 'response', about: '3' }, 422, 'about'],
    ['about a lot', { about: aLot.id }, 422, 'about'],
    ['a field there is not', { by: 'somebody else' }, 400, 'by'],
    ['for nobody there is', { organisation: 'me' }, 400, 'organisation'],
  ])('is not %s', async (_, form, status, field) => {
    const answer = await ask(await engaged(), form);
    expect([answer.status, errorsOf(answer)]).toEqual([status, [field]]);
  });

  it('is said by those who may for their own organisation, and no buyer', async () => {
    const process = await engaged();
    expect((await ask(process, {}, {})).status).toBe(401);
    expect((await ask(process, {}, una)).status).toBe(403);
    expect((await ask(process, {}, await keyFor(trails!, ['operator']))).status).toBe(403);
    expect(errorsOf(await ask(process, { organisation: buyer }, { authorization: `Bearer ${administratorKey}` }))).toEqual(['organisation']);
    expect((await ask(await draft(buyer!))).status).toBe(404);
  });

  it('is said once, and twenty times a day, also when all is sent at once', async () => {
    const process = await engaged();
    expect((await Promise.all([ask(process), ask(process), ask(process)])).map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const statuses = (await Promise.all(Array.from({ length: 22 }, (_, index) => ask(process, { text: `Question ${index}?` })))).map(({ status }) => status);
    expect([statuses.filter((status) => status === 201).length, statuses.filter((status) => status === 429).length]).toEqual([19, 3]);
  });

  it('is taken back by who said it until it is answered, and its words are gone', async () => {
    const process = await engaged();
    const question = await asked(process, { text: 'Our margin is 4 %.' });
    const takeBack = (who: Who) => server.call('DELETE', at(process, `enquiries/${question.id}`), undefined, who);
    expect([(await takeBack(undefined)).status, (await takeBack(una)).status, (await takeBack(commissioner)).status, (await takeBack(declan)).status, (await takeBack(declan)).status]).toEqual([401, 404, 404, 204, 404]);
    expect((await decide(process, question, { decision: 'answer', answer: 'It is not.' }, 2)).status).toBe(404);
    expect(JSON.stringify(await list(process))).not.toContain('margin');
    expect(await asOwner('select text from commissioning.enquiry where id = $1', [question.id])).toEqual([{ text: null }]);
    const other = await asked(process, { text: 'And this?' });
    await answered(process, other, { decision: 'answer', answer: 'Yes.' });
    expect(errorsOf(await server.call('DELETE', at(process, `enquiries/${other.id}`), undefined, declan))).toEqual(['enquiry']);
  });
});

describe('a question to a tender', () => {
  it('is answered for everybody, and names nobody before the award: not to the buyer, and not in the database', async () => {
    const process = await tender();
    const question = await asked(process, { about: aLot.id, text: 'May a lot be shared?' });
    expect(question).toMatchObject({ phase: 'tender', mine: true, by: { name: 'Three Glens Trails' } });
    await answered(process, question, { decision: 'answer', answer: 'It may.' });
    for (const who of [{}, commissioner, una, { authorization: `Bearer ${administratorKey}` }]) {
      const { text } = await server.call('GET', at(process, 'enquiries'), undefined, who);
      expect(text).toContain('May a lot be shared?');
      expect(text).not.toMatch(new RegExp(`Three Glens|${trails}`));
    }
    expect(JSON.stringify(await record(process))).not.toMatch(/Three Glens/);
    const names = (organisations: readonly string[]) => server.database.as({ actor: 'account:00000000-0000-4000-8000-000000000abc', organisations }, async (transaction) => (await sql<{ name: string }>`select name from commissioning.enquirer where enquiry = ${question.id}`.execute(transaction)).rows);
    expect([await names([buyer!, boats!]), await names([trails!])]).toEqual([[], [{ name: 'Three Glens Trails' }]]);
    expect((await server.database.pool.query('select 1 from commissioning.enquiry')).rows).toEqual([]);
    await anAward(process);
    expect((await list(process)).items).toMatchObject([{ by: { name: 'Three Glens Trails' } }]);
  });

  it('is taken until a week before the deadline, or until the buyer says, and not of a direct award', async () => {
    const until = async (process: MadeProcess) => (await server.call('GET', at(process, 'engagement'))).body as { taking: { until: string } | null };
    const deadline = inHours(24 * 30);
    expect((await until(await tender({ deadline }))).taking?.until.slice(0, 19)).toBe(Temporal.Instant.from(deadline).subtract({ hours: 24 * 7 }).toString().slice(0, 19));
    const own = inHours(24 * 3);
    const process = await tender({ questionsUntil: own });
    expect((await until(process)).taking?.until).toBe(Temporal.Instant.from(own).toString());
    expect((await until(await publish(await draft(buyer!)))).taking).toBeNull();
    const late = await server.call('POST', '/api/commissioning/processes', { buyer, ...aProcess, method: 'below-threshold-quotation', deadline, questionsUntil: inHours(24 * 31), lots: [aLot] }, commissioner);
    expect(errorsOf(await server.call('POST', `/api/commissioning/processes/${(late.body as MadeProcess).id}/publication`, undefined, { ...commissioner, 'if-match': '"1"' }))).toEqual(['questionsUntil']);
    const amend = (questionsUntil: string, revision: number) => server.call('POST', at(process, 'amendments'), { description: 'Longer for questions.', content: { ...(process as never as { content: object }).content, questionsUntil } }, { ...commissioner, 'if-match': `"${revision}"` });
    expect(errorsOf(await amend(inHours(24), process.revision))).toEqual(['questionsUntil']);
    expect((await amend(inHours(24 * 5), process.revision)).status).toBe(200);
    await asOwner(`update commissioning.process set content = jsonb_set(content, '{questionsUntil}', to_jsonb(to_char((now() - interval '1 second') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))) where id = $1`, [process.id]);
    expect((await ask(process)).status).toBe(409);
    expect(errorsOf(await ask(await tender(), { kind: 'response', about: '1' }))).toEqual(['kind']);
    expect(errorsOf(await ask(await tender(), { about: 'no-lot' }))).toEqual(['about']);
  });

  it('is refused with a reason, and answered by one of two at once; what was answered before stays to be read', async () => {
    const process = await tender();
    const question = await asked(process);
    expect((await decide(process, question, { decision: 'refuse' })).status).toBe(400);
    expect((await decide(process, question, { decision: 'refuse', reason: 'It is in the tender.' }, 1, rival)).status).toBe(403);
    expect((await decide(process, question, { decision: 'refuse', reason: 'It is in the tender.' }, 1, declan)).status).toBe(403);
    expect((await decide(process, { id: '00000000-0000-4000-8000-00000000ffff' }, { decision: 'refuse', reason: 'It is in the tender.' })).status).toBe(404);
    const both = await Promise.all([decide(process, question, { decision: 'answer', answer: 'You may.' }), decide(process, question, { decision: 'answer', answer: 'You may not.' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(both.find(({ status }) => status === 412)!.text).toContain('Carrickmore Borough Council answered it: “You may');
    expect(await answered(process, question, { decision: 'answer', answer: 'With any partner.' }, 2)).toMatchObject({ answer: { text: 'With any partner.' }, earlier: [{ text: expect.stringContaining('You may') }] });
    expect(await answered(process, question, { decision: 'refuse', reason: 'Asked by mistake.' }, 3)).toMatchObject({ answer: null, refused: { why: 'Asked by mistake.' } });
  });

  it('that holds something confidential is shown when the buyer has settled what, and says what is left out', async () => {
    const process = await tender();
    const question = await asked(process, { text: 'Our engine costs £40,000: may it be leased?', confidential: 'The price of our engine.' });
    expect((await list(process)).items).toMatchObject([{ text: null, claimed: true, original: null }]);
    expect((await list(process, una)).items).toMatchObject([{ text: null, original: null }]);
    expect((await list(process, commissioner)).items).toMatchObject([{ by: null, original: { text: 'Our engine costs £40,000: may it be leased?', claim: 'The price of our engine.' } }]);
    expect((await list(process, declan)).items).toMatchObject([{ original: { claim: 'The price of our engine.' } }]);
    expect(errorsOf(await decide(process, question, { decision: 'answer', answer: 'It may.' }))).toEqual(['withhold']);
    const withhold = { shown: 'May an engine be leased?', ground: 'confidential', why: 'A price of who asked.' };
    expect((await decide(process, question, { decision: 'answer', answer: 'It may.', withhold: { ...withhold, ground: 'embarrassing' } })).status).toBe(400);
    await answered(process, question, { decision: 'answer', answer: 'It may.', withhold });
    const { text } = await server.call('GET', at(process, 'enquiries'));
    expect(text).toContain('May an engine be leased?');
    expect(text).toContain('A price of who asked.');
    expect(text + JSON.stringify(await record(process))).not.toContain('40,000');
    const slip = await asked(process, { text: 'Mrs Magee of 4 Mill Lane wrote to us.' }, una, boats);
    await answered(process, slip, { decision: 'withhold', withhold: { shown: 'Somebody wrote to us.', ground: 'unlawful', why: 'A name and an address.' } });
    expect((await list(process)).waiting).toBe(1);
    expect((await list(process, una)).items).toMatchObject([{}, { text: 'Somebody wrote to us.', original: { text: 'Mrs Magee of 4 Mill Lane wrote to us.' } }]);
  });

  it('waits on its buyer’s list, and on nobody else’s', async () => {
    const process = await tender();
    await asked(process);
    await asked(process, { text: 'And by boat?' }, una, boats);
    const waiting = async (who: Who) => ((await server.call('GET', '/api/commissioning/enquiries/waiting', undefined, who)).body as { items: { process: string; count: number }[] }).items.filter((each) => each.process === process.id);
    expect([await waiting(commissioner), await waiting(rival), await waiting(declan)]).toMatchObject([[{ count: 2 }], [], []]);
    expect((await server.call('GET', '/api/commissioning/enquiries/waiting')).status).toBe(401);
  });
});

describe('buyers who commission together', () => {
  async function together(form: object = {}): Promise<MadeProcess> {
    const process = await draft(buyer!, { method: 'below-threshold-quotation', deadline: inHours(24 * 30), ...form });
    expect((await server.call('POST', at(process, 'buyers'), { buyer: board, sharePercent: 40 }, commissioner)).status).toBe(204);
    expect((await server.call('POST', at(process, `buyers/${board}/answer`), { answer: 'join' }, partner)).status).toBe(204);
    return process;
  }
  const you = async (process: MadeProcess, who: Who) => ((await server.call('GET', at(process, 'engagement'), undefined, who)).body as { you: object }).you;

  it('all answer, on the market and on the tender, and each answer says whose it is', async () => {
    const process = await together();
    expect((await open(process, {}, 0, partner)).status).toBe(403);
    expect((await open(process)).status).toBe(200);
    expect([await you(process, commissioner), await you(process, partner), await you(process, rival)]).toEqual([{ ask: [], answer: true, open: true }, { ask: [], answer: true, open: false }, { ask: [], answer: false, open: false }]);
    const lead = { id: buyer, name: 'Carrickmore Borough Council' };
    const other = { id: board, name: 'North Coast Tourism Board' };
    const [market, second] = [await asked(process), await asked(process, { text: 'And by boat?' }, una, boats)];
    expect((await decide(process, market, { decision: 'answer', answer: 'No.' }, 1, rival)).status).toBe(403);
    expect((await decide(process, market, { decision: 'answer', answer: 'No.' }, 1, await keyFor(board!, ['evaluator']))).status).toBe(403);
    await answered(process, market, { decision: 'answer', answer: 'You may.' }, 1, partner);
    await answered(process, second, { decision: 'refuse', reason: 'It is in the background.' }, 1, commissioner);
    const published = await publish(process);
    const bidder = await asked(published, { text: 'Our engine costs £40,000: may it be leased?', confidential: 'The price of our engine.' });
    expect((await list(published, partner)).items.at(-1)).toMatchObject({ by: null, text: null, original: { claim: 'The price of our engine.' } });
    expect((await list(published, rival)).items.at(-1)).toMatchObject({ by: null, text: null, original: null });
    await answered(published, bidder, { decision: 'answer', answer: 'It may.', withhold: { shown: 'May an engine be leased?', ground: 'confidential', why: 'A price.' } }, 1, partner);
    await answered(published, bidder, { decision: 'answer', answer: 'It may, from 2027.' }, 2, commissioner);
    expect((await list(published)).items).toMatchObject([
      { answer: { by: other } },
      { refused: { by: lead } },
      { answer: { text: 'It may, from 2027.', by: lead }, earlier: [{ text: 'It may.', by: other }], withheld: { by: other }, by: null },
    ]);
    const { records } = await record(published);
    expect(records[0]!.compiledRelease.tender.enquiries).toMatchObject([{ answer: 'You may.\n\n[North Coast Tourism Board]' }, { answer: 'Not answered: It is in the background.\n\n[Carrickmore Borough Council]' }, { answer: 'It may, from 2027.\n\n[Carrickmore Borough Council]' }]);
    expect(records[0]!.compiledRelease.tender.enquiries.at(-1)!.author).toBeUndefined();
    expect(await (await fetch(`${server.url}/commissioning/processes/${process.id}/questions`)).text()).toContain('North Coast Tourism Board answered on');
  });

  it('lose nothing when two answer at once: the second is told what the first said, and who', async () => {
    const process = await publish(await together());
    const question = await asked(process);
    const both = await Promise.all([decide(process, question, { decision: 'answer', answer: 'You may.' }, 1, partner), decide(process, question, { decision: 'answer', answer: 'You may not.' }, 1, commissioner)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const [won, lost] = [both.find(({ status }) => status === 200)!, both.find(({ status }) => status === 412)!];
    const { answer } = won.body as { answer: { text: string; by: { name: string } } };
    expect(lost.text).toContain(`${answer.by.name} answered it: “${answer.text}”`);
    expect((await list(process)).items).toMatchObject([{ answer, earlier: [], revision: 2 }]);
  });

  it('all find on their list what waits, also of what another leads', async () => {
    const process = await publish(await together());
    await asked(process);
    const waiting = async (who: Who) => ((await server.call('GET', '/api/commissioning/enquiries/waiting', undefined, who)).body as { items: { process: string }[] }).items.some((each) => each.process === process.id);
    expect([await waiting(commissioner), await waiting(partner), await waiting(rival)]).toEqual([true, true, false]);
  });

  it('publish no name by answering, also where somebody answers who acts for a bidder too', async () => {
    const process = await publish(await together());
    const question = await asked(process);
    const both = await signIn(server, 'both@example.com');
    for (const [organisationId, role] of [[buyer, 'commissioner'], [trails, 'editor']]) await asOwner("insert into accounts.membership (organisation, person, roles, since) select $1, id, array[$2], now() from accounts.person where email = 'both@example.com'", [organisationId, role]);
    await answered(process, question, { decision: 'answer', answer: 'You may.' }, 1, both);
    expect((await list(process, both)).items).toMatchObject([{ by: { name: 'Three Glens Trails' } }]);
    expect(JSON.stringify((await record(process)).records)).not.toContain('Three Glens Trails');
  });
});

describe('as many questions as are taken', () => {
  it('are read and answered fifty to a page, what was decided last first', async () => {
    const process = await tender();
    await asOwner(
      `with asked as (insert into commissioning.enquirer (enquiry, process, phase, organisation, name) select gen_random_uuid(), $1, 'tender', $2, 'Three Glens Trails' from generate_series(1, 103) returning enquiry)
       insert into commissioning.enquiry (id, process, phase, kind, text, claimed, asked_at) select enquiry, $1, 'tender', 'question', 'Number ' || row_number() over () || '?', false, now() + row_number() over () * interval '1 ms' from asked`,
      [process.id, trails],
    );
    const { items, waiting } = (await server.call('GET', at(process, 'enquiries?limit=100'))).body as { items: Enquiry[]; waiting: number };
    expect([items.length, items[0]!.text, waiting]).toEqual([100, 'Number 1?', 103]);
    for (const each of items.slice(0, 2)) await answered(process, each, { decision: 'answer', answer: `To ${each.text}` });
    const { cookie } = await signIn(server, 'many@example.com');
    await asOwner("insert into accounts.membership (organisation, person, roles, since) select $1, id, '{commissioner}', now() from accounts.person where email = 'many@example.com'", [buyer]);
    const page = async (query: string) => await (await fetch(`${server.url}/commissioning/processes/${process.id}/questions/manage${query}`, { headers: { cookie, accept: 'text/html' } })).text();
    const first = await page('');
    expect([first.match(/<article/g)!.length, first.includes('101 wait for you'), first.indexOf('To Number 2?') < first.indexOf('To Number 1?')]).toEqual([52, true, true]);
    expect([(await page('?page=3')).match(/<article/g)!.length, (await page('?page=none&settled=-4')).match(/<article/g)!.length]).toEqual([3, 52]);
  });
});

describe('what is published', () => {
  it('tells the engagement and every question in releases that fit the standard', async () => {
    const process = await engaged();
    const question = await asked(process);
    await asked(process, { kind: 'response', about: '2', text: 'Insurance.', confidential: 'Which insurer.' }, una, boats);
    await asked(process, { kind: 'response', about: '1', text: 'By glen.' }, una, boats);
    await answered(process, question, { decision: 'answer', answer: 'You may.' });
    const edited = await server.call('PUT', `/api/commissioning/processes/${process.id}`, { ...aProcess, method: 'below-threshold-quotation', deadline: inHours(24 * 30), lots: [aLot] }, { ...commissioner, 'if-match': '"1"' });
    const published = await publish(edited.body as MadeProcess);
    await answered(published, await asked(published, { text: 'By when is it paid?', about: aLot.id }), { decision: 'answer', answer: 'In 30 days.' });
    const { records } = await record(process);
    const { compiledRelease, releases } = records[0]!;
    const [first, second, third, fourth] = releases;
    expect(records[0]!.releases.map(({ tag }) => tag)).toEqual([['planning'], ['planningUpdate'], ['tender'], ['tenderUpdate']]);
    expect(first).toMatchObject({ planning: { milestones: [{ type: 'engagement', status: 'scheduled' }], documents: [{ noticeType: 'UK2' }] }, tender: { status: 'planning' } });
    expect([first!.tender.lots, JSON.stringify(first).includes(aLot.title)]).toEqual([undefined, false]);
    expect(second!.tender).toMatchObject({ hasEnquiries: true, enquiries: [{ author: { name: 'Three Glens Trails' }, answer: 'You may.' }] });
    expect(third!.tender.enquiries).toMatchObject([{ author: { name: 'Lough Boats' }, threadID: 'engagement-1', description: 'By glen.' }]);
    expect(third).toMatchObject({ planning: { milestones: [{ status: 'met' }] }, tender: { status: 'active', enquiryPeriod: {}, hasEnquiries: true } });
    // Each tells what is new, and all of them together everything, once.
    expect(fourth!.tender.enquiries).toMatchObject([{ relatedLot: aLot.id, answer: 'In 30 days.' }]);
    expect(fourth!.tender.enquiries?.[0]?.author).toBeUndefined();
    expect(compiledRelease.tender.enquiries).toMatchObject([{ answer: 'You may.' }, { description: 'By glen.' }, { answer: 'In 30 days.' }]);
    expect(compiledRelease.parties).toContainEqual(expect.objectContaining({ name: 'Lough Boats', roles: ['enquirer'] }));
    expect(compiledRelease.tender).toMatchObject({ items: [{ deliveryAddresses: [{ region: 'Causeway Coast and Glens' }] }], lots: [{ awardCriteria: { criteria: [{ numbers: [{ number: 60 }] }, { numbers: [{ number: 30 }] }, { numbers: [{ number: 10 }] }] } }] });
    expect(JSON.stringify(records)).not.toMatch(/Insurance|insurer/);
    if (valid === undefined) return console.warn('The schemas of the Open Contracting Data Standard are not at hand: nothing was validated.');
    expect(valid('record-package', (await server.call('GET', `/open/ocds/records/${process.ocid}`)).body)).toEqual([]);
    expect(valid('release-package', (await server.call('GET', '/open/ocds/releases')).body)).toEqual([]);
  });

  it('tells nothing that can still be taken back: a response with the end of the engagement, which the worker tells by itself', async () => {
    const process = await engaged();
    const [gone, stays] = [await asked(process, { kind: 'response', about: '1', text: 'Our margin is 4 %.' }), await asked(process, { kind: 'response', about: '1', text: 'By glen.' }, una, boats)];
    await answered(process, await asked(process), { decision: 'answer', answer: 'You may.' });
    const takeBack = ({ id }: Enquiry, who: Who) => server.call('DELETE', at(process, `enquiries/${id}`), undefined, who);
    expect((await takeBack(gone, declan)).status).toBe(204);
    const organisations = { publicly: async (id: string) => ({ id, kind: 'buyer' as const, name: 'Carrickmore Borough Council', companyNumber: null, charityNumber: null }) };
    const publishing = createPublishing({ database: server.database, organisations, areas: { all: async () => [] }, timeZone: 'Europe/London' });
    const worker = createEngaging({ database: server.database, clock: () => Temporal.Now.instant(), organisations, publishing });
    await worker.publishEnded();
    expect((await record(process)).records[0]!.releases).toHaveLength(2);
    await asOwner(`update commissioning.engagement set open_until = now() where process = $1`, [process.id]);
    const [one, two] = await Promise.all([worker.publishEnded(), worker.publishEnded()]);
    expect([one + two, await worker.publishEnded()]).toEqual([1, 0]);
    expect((await list(process, una)).items).toMatchObject([{ takenBack: true }, { mine: true, revocable: false }, {}]);
    expect(errorsOf(await takeBack(stays, una))).toEqual(['enquiry']);
    const { releases, compiledRelease } = (await record(process)).records[0]!;
    expect(releases.at(-1)).toMatchObject({ tag: ['planningUpdate'], planning: { milestones: [{ type: 'engagement', status: 'met' }] }, tender: { enquiries: [{ id: stays.id, description: 'By glen.' }] } });
    expect(compiledRelease.tender.enquiries.map(({ description }) => description)).toEqual(['May we bid with a partner?', 'By glen.']);
    expect(JSON.stringify(releases)).not.toContain('margin');
    if (valid !== undefined) expect(valid('record-package', (await server.call('GET', `/open/ocds/records/${process.ocid}`)).body)).toEqual([]);
  });

  it('names who asked about a tender once each lot is decided, also of what was told before without the name', async () => {
    const process = await tender();
    const [first, second] = [await asked(process), await asked(process, { text: 'And by boat?' }, una, boats)];
    await answered(process, first, { decision: 'answer', answer: 'You may.' });
    expect((await record(process)).records[0]!.compiledRelease.tender.enquiries[0]!.author).toBeUndefined();
    await anAward(process);
    await answered(process, second, { decision: 'answer', answer: 'That too.' });
    const { compiledRelease, releases } = (await record(process)).records[0]!;
    expect(releases.at(-1)!.tender.enquiries).toHaveLength(2);
    expect(compiledRelease.tender.enquiries).toMatchObject([{ answer: 'You may.', author: { name: 'Three Glens Trails' } }, { author: { name: 'Lough Boats' } }]);
  });

  it('stands in the log by ids and numbers, never by words or names', async () => {
    const { rows } = await server.database.pool.query<{ type: string; data: object }>("select type, data from platform.event where type ~ '^(engagement|enquiry)'");
    expect([...new Set(rows.map(({ type }) => type))].sort()).toEqual(['engagement.changed', 'engagement.closed', 'engagement.opened', 'enquiry.asked', 'enquiry.decided', 'enquiry.taken_back']);
    expect(JSON.stringify(rows)).not.toMatch(/Glens|Boats|partner|engine/);
  });

  it('is mailed: to those whom a draft fits, once; and answers to all who wrote or bid, in one letter', async () => {
    const profile = await server.call('PATCH', `/api/commissioning/providers/${boats}/profile`, { parts: ['visit.content'], areas: [aLot.areas[0]], alerts: true }, { ...una, 'if-match': '"0"' });
    expect([profile.status, profile.text]).toEqual([200, profile.text]);
    const telling = createTelling({ database: server.database, clock: () => Temporal.Now.instant(), organisations: { addresses: async (id) => (id === boats ? ['una@boats.example'] : id === trails ? ['declan@trails.example'] : []) }, origin: 'https://x.example', timeZone: 'Europe/London' });
    await telling.tellOfTenders();
    const process = await engaged();
    const letters = async (email: string) => (await server.database.as('system:mail', (transaction) => sql<{ subject: string; body: string }>`select subject, body from platform.mail where recipient = ${email} and body like ${`%${process.id}%`} order by at, id`.execute(transaction))).rows;
    await telling.tellOfTenders();
    await telling.tellOfTenders();
    expect(await letters('una@boats.example')).toMatchObject([{ subject: `A buyer asks those who could provide it: ${aProcess.title}` }]);
    expect(await letters('declan@trails.example')).toEqual([]);
    const [one, two] = [await asked(process), await asked(process, { text: 'And by boat?' }, una, boats)];
    for (const each of [one, two]) await answered(process, each, { decision: 'answer', answer: 'You may.' });
    await telling.tellOfTenders();
    await telling.tellOfTenders();
    for (const email of ['declan@trails.example', 'una@boats.example']) expect((await letters(email)).filter(({ subject }) => subject === `New answers: ${aProcess.title}`)).toMatchObject([{ body: expect.stringContaining('2 questions to Carrickmore Borough Council') }]);
    const open = await tender();
    await asOwner(`insert into commissioning.bid (id, process, lot, lead, members, member_ids, created_at, changed_at) values (gen_random_uuid(), $1, $2, $3, '[]', array[$3::uuid], now(), now())`, [open.id, aLot.id, trails]);
    await answered(open, await asked(open, {}, una, boats), { decision: 'answer', answer: 'You may.' });
    await telling.tellOfTenders();
    const { rows } = await server.database.as('system:mail', (transaction) => sql<{ recipient: string }>`select recipient from platform.mail where body like ${`%${open.id}/questions%`} order by recipient`.execute(transaction));
    expect(rows).toEqual([{ recipient: 'declan@trails.example' }, { recipient: 'una@boats.example' }]);
  });
});
