/** What people hear, "we cannot, because …", recorded and sorted through the doors. */

import { beforeAll, describe, expect, it } from 'vitest';
import { administratorKey, commissioningOn } from './support/commissioning.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
let buyer: string;
let another: string;
let commissioner: Record<string, string>;
let neighbour: Record<string, string>;
let provider: Record<string, string>;
const { organisation, keyFor } = commissioningOn(() => server);

beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  [buyer, another] = [await organisation('buyer', 'Carrickmore Borough Council'), await organisation('buyer', 'North Coast Tourism Board')];
  [commissioner, neighbour, provider] = [await keyFor(buyer, ['commissioner']), await keyFor(another, ['commissioner']), await keyFor(await organisation('provider'), ['editor'])];
});

interface Entry {
  readonly id: string;
  readonly kind: string | null;
  readonly recorded: { readonly revision: number; readonly sortedBy: { readonly name: string } | null } | null;
}
const record = (said: string, headers = provider) => server.call('POST', '/api/commissioning/barriers', { said, heardFrom: 'procurement' }, headers);
const sorting = { kind: 'habit', answer: 'No rule asks for it.', mend: 'Ask for a reference of any size.', rules: ['audited-accounts'], sources: [{ title: 'Procurement Act 2023, section 22', url: 'https://www.legislation.gov.uk/ukpga/2023/54/section/22', checked: '2026-11-24' }] };
const sort = (id: string, revision: number, form: object = {}, headers = commissioner) => server.call('PUT', `/api/commissioning/barriers/${id}/sorting`, { as: buyer, ...sorting, ...form }, { ...headers, 'if-match': `"${revision}"` });
const found = async (query: string) => ((await server.call('GET', `/api/commissioning/barriers?${query}`)).body as { items: Entry[] }).items;
const errorsOf = ({ body }: { body: never }) => ((body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field);

describe('a sentence that somebody heard', () => {
  it('stands in the register at once, not sorted yet, among those that ship', async () => {
    const { status, body } = await record('We cannot take xylophone players, because they are too small.');
    expect(status).toBe(201);
    const { id } = body as Entry;
    expect(await found('q=xylophone')).toMatchObject([{ id, kind: null, recorded: { revision: 1, sortedBy: null, heardFrom: 'procurement' } }]);
    expect((await found('kind=not-sorted')).map((each) => each.id)).toContain(id);
    expect((await found('kind=habit')).map((each) => each.id)).not.toContain(id);
    expect((await found('limit=100')).length).toBeGreaterThan(25);
  });

  it('is sorted by a commissioner of any buyer, and the tender check leads to it', async () => {
    const { id } = (await record('We cannot do without three audited years, because audit says so.')).body as Entry;
    expect((await sort(id, 1)).body).toMatchObject({ kind: 'habit', answer: 'No rule asks for it.', recorded: { revision: 2, sortedBy: { name: 'Carrickmore Borough Council' } } });
    expect((await sort(id, 2, { as: another, kind: 'policy' }, neighbour)).body).toMatchObject({ kind: 'policy', recorded: { revision: 3, sortedBy: { name: 'North Coast Tourism Board' } } });
    const checked = await server.call('POST', '/api/commissioning/tender-check', { tender: { description: 'Bidders must supply audited accounts.' } });
    expect((checked.body as { findings: { barriers: { id: string }[] }[] }).findings[0]!.barriers.map((each) => each.id)).toEqual(['audited-accounts', id]);
  });

  it('sorted by two at once keeps the first, and tells the second by whom', async () => {
    const { id } = (await record('We cannot pay within thirty days, because the system will not.')).body as Entry;
    const answers = await Promise.all([sort(id, 1), sort(id, 1, { as: another }, neighbour)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(answers.find(({ status }) => status === 412)!.text).toMatch(/sorted last for (Carrickmore|North Coast)/);
  });

  it('is hidden with a reason that is kept, and can be shown again', async () => {
    const said = 'We cannot, because Mrs Example of the third floor will not have it.';
    const { id } = (await record(said)).body as Entry;
    const moderate = (form: object, revision: number, headers = commissioner) => server.call('POST', `/api/commissioning/barriers/${id}/moderation`, { as: buyer, ...form }, { ...headers, 'if-match': `"${revision}"` });
    expect((await moderate({ decision: 'hide' }, 1)).status).toBe(400);
    expect((await moderate({ decision: 'hide', reason: 'It names a person.' }, 1, provider)).status).toBe(403);
    expect((await moderate({ decision: 'hide', reason: 'It names a person.' }, 1)).status).toBe(200);
    expect((await server.call('GET', `/api/commissioning/barriers/${id}`)).status).toBe(404);
    expect(await found('q=third+floor')).toEqual([]);
    expect((await record(said)).status).toBe(409);
    expect((await server.call('GET', `/api/commissioning/barriers/${id}`, undefined, neighbour)).body).toMatchObject({ recorded: { hidden: { why: 'It names a person.' } } });
    expect((await moderate({ decision: 'show' }, 2)).status).toBe(200);
    expect(await found('q=third+floor')).toMatchObject([{ id }]);
  });

  it.each([
    ['nobody', { authorization: '' }, 401],
    ['a commissioner for a buyer they are not of', undefined, 403],
  ])('is not sorted by %s', async (_, headers, status) => {
    const { id } = (await record(`We cannot do it for ${status} reasons.`)).body as Entry;
    expect((await sort(id, 1, {}, headers ?? neighbour)).status).toBe(status);
  });

  it.each([
    ['nothing', { said: ' ' }, 'said'],
    ['too much', { said: 'x'.repeat(501) }, 'said'],
    ['an address', { said: 'We cannot, because pat@example.com says so.' }, 'said'],
    ['a telephone number', { said: 'We cannot, ask 028 9012 3456 why not.' }, 'said'],
    ['a control character', { said: 'We cannot \u0000 because.' }, 'said'],
    ['a name for who said it', { heardFrom: 'Mrs Example' }, 'heardFrom'],
    ['a field there is not', { kind: 'law' }, 'kind'],
  ])('with %s is refused by the name of the field', async (_, change, field) => {
    const answer = await server.call('POST', '/api/commissioning/barriers', { said: 'We cannot, because of this and that.', heardFrom: 'legal', ...change }, provider);
    expect([answer.status, errorsOf(answer).map((each) => each.replace('body.', ''))]).toEqual([400, [field]]);
  });

  it.each([
    ['no source', { sources: [] }, 'sources'],
    ['a source that is no address', { sources: [{ ...sorting.sources[0], url: 'javascript:alert(1)' }] }, 'sources.0.url'],
    ['a source read tomorrow', { sources: [{ ...sorting.sources[0], checked: '2099-01-01' }] }, 'sources.0.checked'],
    ['a rule there is not', { rules: ['nothing'] }, 'rules'],
    ['a kind there is not', { kind: 'rumour' }, 'kind'],
  ])('sorted with %s is refused by the name of the field', async (_, change, field) => {
    const answer = await sort('00000000-0000-4000-8000-00000000ffff', 1, change);
    expect([answer.status, errorsOf(answer).map((each) => each.replace('body.', ''))]).toEqual([400, [field]]);
  });

  it('that ships is not changed, and one there is not is a 404', async () => {
    expect((await sort('audited-accounts', 1)).status).toBe(422);
    expect((await sort('00000000-0000-4000-8000-00000000ffff', 1)).status).toBe(404);
  });

  it('is recorded once, and not without end', async () => {
    const key = await keyFor(another, ['commissioner']);
    expect((await record('We cannot say it twice, because.', key)).status).toBe(201);
    expect((await record('we CANNOT say it twice: because!', key)).status).toBe(409);
    expect((await record('We need three years of audited accounts.', key)).text).toContain('/commissioning/barriers/audited-accounts');
    const statuses = await Promise.all(Array.from({ length: 21 }, (_, index) => record(`We cannot, for the reason numbered ${index}.`, key).then(({ status }) => status)));
    expect([statuses.filter((status) => status === 201).length, statuses.filter((status) => status === 429).length]).toEqual([19, 2]);
  });

  it('leaves an event without its words', async () => {
    const { rows } = await server.database.pool.query<{ type: string; data: object }>("select type, data from platform.event where type like 'barrier.%'");
    expect(new Set(rows.map(({ type }) => type))).toEqual(new Set(['barrier.recorded', 'barrier.sorted', 'barrier.hidden', 'barrier.shown']));
    expect(JSON.stringify(rows)).not.toMatch(/xylophone|cannot/);
  });
});
