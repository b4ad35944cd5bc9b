/** What providers of content publish: in the guide for as long as their award runs. */

import { sql } from '@drystone/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { administratorKey, aLot, aPlace, commissioningOn } from './support/commissioning.ts';
import { countLog } from './support/roll-up.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
let buyer: string;
let commissioner: Record<string, string>;
const { ask, organisation, keyFor, draft, publish, award, submit } = commissioningOn(() => server);

beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  buyer = await organisation('buyer', 'North Coast Tourism Board');
  commissioner = await keyFor(buyer, ['commissioner']);
});

const days = { arrive: { at: 'cushendun', time: '2027-06-11T10:00' }, leave: { at: 'cushendun', time: '2027-06-11T20:00' } };
const trip = (extra: object = {}) => ask<{ id: string; editKey: string; revision: number; days: { stops: { slug: string }[] }[] }>('POST', '/api/visit/trips', { place: 'northern-ireland', ...days, mustSee: [aPlace.slug], ...extra }, 201);
const status = async (slug: string) => (await server.call('GET', `/api/visit/attractions/${slug}`)).status;
const found = async (query: string) => ((await server.call('GET', `/api/visit/attractions?${query}`)).body as { items: { slug: string }[] }).items.map(({ slug }) => slug);
const awarded = async (provider: string, form: object = {}, lot: object = {}) => award(await publish(await draft(buyer, { lots: [{ ...aLot, ...lot }] })), provider, form);
const letIn = ({ id }: { id: string }) => ask('POST', `/api/visit/curation/${id}`, { decision: 'publish' }, 200);
const errorsOf = ({ body }: { body: never }) => ((body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field);

describe('a hidden waterfall', () => {
  it('turns up in the guide when the award runs, and goes when it ends', async () => {
    const provider = await organisation('provider', 'Three Glens Trails');
    const version = await submit(provider);
    expect(version.state).toBe('submitted');
    expect(await status(aPlace.slug)).toBe(404);

    const { id } = await awarded(provider);
    expect(await status(aPlace.slug)).toBe(404);
    const waiting = (await server.call('GET', '/api/visit/curation', undefined, commissioner)).body as { items: { id: string; providerName: string; today: null }[] };
    expect(waiting.items).toMatchObject([{ id: version.id, providerName: 'Three Glens Trails', today: null }]);
    expect((await server.call('POST', `/api/visit/curation/${version.id}`, { decision: 'publish' }, commissioner)).status).toBe(200);

    expect(await status(aPlace.slug)).toBe(200);
    expect(await found('q=hidden+waterfal')).toEqual([aPlace.slug]);
    expect(await found('near=55.1156,-6.1136&radiusMetres=50')).toEqual([aPlace.slug]);
    const planned = await trip();
    expect(planned.days[0]!.stops.map(({ slug }) => slug)).toContain(aPlace.slug);
    await ask('POST', `/api/visit/attractions/${aPlace.slug}/visits`, { trip: planned.id }, 204);
    const { rows } = await server.database.as('system:tests', (transaction) => sql<{ type: string; awardId: string | null; stops: { slug: string; awardId: string | null }[] | null }>`select type, award_id as "awardId", data->'stops' as stops from platform.event where type in ('trip.planned', 'stop.visited') order by at, id`.execute(transaction));
    expect(rows[0]!.stops!.find(({ slug }) => slug === aPlace.slug)!.awardId).toBe(id);
    expect(rows[0]!.stops!.filter(({ slug }) => slug !== aPlace.slug).every(({ awardId }) => awardId === null)).toBe(true);
    expect(rows[1]).toMatchObject({ type: 'stop.visited', awardId: id });

    const path = `/api/commissioning/awards/${id}`;
    interface Performance {
      readonly items: readonly { readonly metric: string; readonly target: number | null; readonly measured: number | null }[];
      readonly countedUntil: string | null;
    }
    const before = await ask<Performance>('GET', `${path}/performance`, undefined, 200);
    expect([before.countedUntil, before.items.map(({ measured }) => measured)]).toEqual([null, before.items.map(() => null)]);
    await countLog(server);
    const counted = await ask<Performance>('GET', `${path}/performance`, undefined, 200);
    const figures = ({ items }: Performance) => Object.fromEntries(items.map(({ metric, target, measured }) => [metric, [target, measured]]));
    expect(figures(counted)).toEqual({ 'fresh-share': [null, 100], reported: [null, 0], recommended: [null, 0], chosen: [null, 1], visited: [100, 1], 'little-known-share': [null, 100] });
    // Counted anew from the raw events it comes out the same.
    expect((await ask<{ events: number }>('POST', '/api/commissioning/kpis/rebuild', undefined, 200)).events).toBeGreaterThan(5);
    await countLog(server);
    expect(figures(await ask<Performance>('GET', `${path}/performance`, undefined, 200))).toEqual(figures(counted));
    const lines = (await (await fetch(`${server.url}/open/kpis.csv`)).text()).split('\r\n');
    expect(lines[0]).toBe('ocid,award,lot,buyer,provider,part,metric,title,unit,better,target,month,measured');
    expect(lines.filter((line) => line.includes(`,${id},`) && line.includes(',visited,'))).toEqual([expect.stringMatching(/,times,higher,100,\d{4}-\d\d,1$/)]);
    const { items: table } = (await (await fetch(`${server.url}/open/kpis.json`)).json()) as { items: { award: string; metric: string; measured: number | null }[] };
    expect(table.find((row) => row.award === id && row.metric === 'chosen')).toMatchObject({ measured: 1 });
    await ask('PUT', `${path}/suspension`, undefined, 200);
    expect(await status(aPlace.slug)).toBe(404);
    await ask('DELETE', `${path}/suspension`, undefined, 200);
    expect(await status(aPlace.slug)).toBe(200);
    await ask('POST', `${path}/end`, { reason: 'The path was washed away.' }, 200);
    expect(await status(aPlace.slug)).toBe(404);
    expect(await found('q=hidden+waterfal')).toEqual([]);

    // The trip keeps what it held, says that it is gone, and can be changed.
    const read = (await server.call('GET', `/api/visit/trips/${planned.id}`)).body as { gone: string[]; days: { stops: { slug: string }[] }[] };
    expect(read.gone).toEqual([aPlace.slug]);
    const swapped = await ask<{ gone: string[]; days: { stops: { slug: string }[] }[] }>('PATCH', `/api/visit/trips/${planned.id}`, { changes: [{ op: 'remove', slug: aPlace.slug }] }, 200, { 'x-edit-key': planned.editKey, authorization: `Bearer ${planned.editKey}` });
    expect(swapped.gone).toEqual([]);
    expect(swapped.days.flatMap(({ stops }) => stops.map(({ slug }) => slug))).not.toContain(aPlace.slug);
  });

  it('stays where a trip sleeps, begins or has booked, when it has left the guide: the trip can still be changed', async () => {
    const provider = await organisation('provider');
    const place = { ...aPlace, slug: 'gone-where-they-sleep' };
    await letIn(await submit(provider, place));
    const { id } = await awarded(provider);
    const at = { arrive: { at: place.slug, time: '2027-06-11T10:00' }, leave: { at: place.slug, time: '2027-06-12T20:00' } };
    const planned = await trip({ ...at, mustSee: [], appointments: [{ name: 'A picnic', at: place.slug, time: '2027-06-12T12:00', minutes: 60 }] });
    await ask('POST', `/api/commissioning/awards/${id}/end`, { reason: 'Over.' }, 200);
    const change = { changes: [{ op: 'hours', date: '2027-06-11', start: '09:00', end: '20:00' }, { op: 'wetDay', date: '2027-06-12' }] };
    const changed = await ask<{ days: { from: { slug: string; lat: number }; to: { name: string }; stops: { name: string; appointment: boolean; lat: number }[] }[] }>('PATCH', `/api/visit/trips/${planned.id}`, change, 200, { authorization: `Bearer ${planned.editKey}` });
    expect(changed.days[0]!.from).toMatchObject({ slug: place.slug, lat: place.position.lat });
    expect(changed.days[1]!.stops.filter(({ appointment }) => appointment)).toMatchObject([{ name: 'A picnic', lat: place.position.lat }]);
    expect((await server.call('POST', '/api/visit/trips', { place: 'northern-ireland', ...at })).status).toBe(400);
  });

  it('shows only in the areas that the award is for', async () => {
    const provider = await organisation('provider');
    await letIn(await submit(provider, { ...aPlace, slug: 'waterfall-elsewhere' }));
    await awarded(provider, {}, { areas: ['belfast'] });
    expect(await status('waterfall-elsewhere')).toBe(404);
    await awarded(provider);
    expect(await status('waterfall-elsewhere')).toBe(200);
  });
});

describe('a place that is there already', () => {
  it('is merged: what the provider offers over what the place pack knows, and back again', async () => {
    const provider = await organisation('provider');
    const slug = (await found('area=causeway-coast-and-glens&limit=1'))[0]!;
    const before = (await server.call('GET', `/api/visit/attractions/${slug}`)).body as { name: string; lat: number; summary: string };
    await letIn(await submit(provider, { ...aPlace, slug, name: 'Something else' }));
    const { id } = await awarded(provider);
    const during = (await server.call('GET', `/api/visit/attractions/${slug}`)).body as typeof before;
    expect(during).toMatchObject({ name: before.name, lat: before.lat, summary: aPlace.summary });
    expect((await found(`area=causeway-coast-and-glens&limit=100`)).filter((each) => each === slug)).toEqual([slug]);
    await ask('POST', `/api/commissioning/awards/${id}/end`, { reason: 'Over.' }, 200);
    expect((await server.call('GET', `/api/visit/attractions/${slug}`)).body).toMatchObject({ summary: before.summary });
  });
});

describe('a version', () => {
  let provider: string;
  let editor: Record<string, string>;
  const path = (slug = aPlace.slug) => `/api/provider/${provider}/content/${slug}`;
  const history = async () => ((await server.call('GET', path(), undefined, editor)).body as { items: { number: number; state: string; reason: string | null; record: { name: string } | null }[] }).items;
  beforeAll(async () => {
    provider = await organisation('provider');
    editor = await keyFor(provider, ['editor']);
    await awarded(provider);
  });

  it('stays in the guide until the next is let in; the one before can be had back', async () => {
    await letIn(await submit(provider));
    const second = await submit(provider, { ...aPlace, name: 'Waterfall with a New Name' });
    const name = async () => ((await server.call('GET', `/api/visit/attractions/${aPlace.slug}`)).body as { name: string }).name;
    expect(await name()).toBe(aPlace.name);
    await letIn(second);
    expect(await name()).toBe('Waterfall with a New Name');
    const restored = await server.call('POST', `${path()}/versions/1`, undefined, editor);
    expect(restored.status).toBe(202);
    await letIn(restored.body as { id: string });
    expect(await name()).toBe(aPlace.name);
    expect((await history()).map(({ number, state }) => [number, state])).toEqual([[3, 'published'], [2, 'published'], [1, 'published']]);
  });

  it('that was sent twice is one', async () => {
    const place = { ...aPlace, slug: 'sent-twice' };
    expect((await submit(provider, place)).id).toBe((await submit(provider, place)).id);
  });

  it('is returned with a reason, which its provider reads', async () => {
    const { id } = await submit(provider, { ...aPlace, name: 'A Name Nobody Likes' });
    await ask('POST', `/api/visit/curation/${id}`, { decision: 'return', reason: 'Use the name on the sign.' }, 200);
    expect((await history())[0]).toMatchObject({ state: 'returned', reason: 'Use the name on the sign.' });
    await ask('POST', `/api/visit/curation/${id}`, { decision: 'publish' }, 409);
  });

  it('that was overtaken by a newer one is not decided on', async () => {
    const older = await submit(provider, { ...aPlace, name: 'The Older Name' });
    await submit(provider, { ...aPlace, name: 'The Newer Name' });
    await ask('POST', `/api/visit/curation/${older.id}`, { decision: 'publish' }, 409);
  });

  it('is decided once, by whichever of two curators came first', async () => {
    const { id } = await submit(provider, { ...aPlace, name: 'Decided Once Only' });
    const decide = (decision: object) => server.call('POST', `/api/visit/curation/${id}`, decision, commissioner);
    expect((await Promise.all([decide({ decision: 'publish' }), decide({ decision: 'return', reason: 'No.' })])).map((answer) => answer.status).sort()).toEqual([200, 409]);
  });

  it('is taken away at once by its provider', async () => {
    await letIn(await submit(provider, { ...aPlace, name: 'Soon Gone' }));
    expect(await status(aPlace.slug)).toBe(200);
    expect((await server.call('DELETE', path(), undefined, editor)).status).toBe(204);
    expect(await status(aPlace.slug)).toBe(404);
    expect((await server.call('DELETE', path(), undefined, editor)).status).toBe(404);
  });

  it('is nobody else’s to read, send or decide', async () => {
    const stranger = await keyFor(await organisation('provider'), ['editor']);
    expect((await server.call('GET', path(), undefined, stranger)).status).toBe(403);
    expect((await server.call('PUT', path(), aPlace, stranger)).status).toBe(403);
    const { id } = await submit(provider, { ...aPlace, slug: 'not-yours' });
    const otherBuyer = await keyFor(await organisation('buyer'), ['commissioner']);
    expect((await server.call('POST', `/api/visit/curation/${id}`, { decision: 'publish' }, otherBuyer)).status).toBe(403);
    expect(((await server.call('GET', '/api/visit/curation', undefined, otherBuyer)).body as { items: unknown[] }).items).toEqual([]);
  });

  it.each([
    ['no fields', { slug: aPlace.slug }, 'name'],
    ['another slug', { ...aPlace, slug: 'another-slug' }, 'slug'],
    ['an area there is not', { ...aPlace, area: 'atlantis' }, 'area'],
    ['a town there is not', { ...aPlace, town: 'atlantis' }, 'town'],
    ['a position in the sea', { ...aPlace, position: { ...aPlace.position, lat: 55.9 } }, 'position'],
    ['latitude and longitude swapped', { ...aPlace, position: { ...aPlace.position, lat: -6.11, lon: 55.1 } }, 'position'],
    ['hours that cannot be read', { ...aPlace, hours: { opening: 'whenever you like', basis: 'unverified' } }, 'hours.opening'],
    ['a price in pounds', { ...aPlace, price: { ...aPlace.price, adult: 7.5 } }, 'price.adult'],
    ['a negative price', { ...aPlace, price: { ...aPlace.price, adult: -1 } }, 'price.adult'],
    ['a website that runs a script', { ...aPlace, website: 'javascript:alert(1)' }, 'website'],
  ])('with %s is refused by the name of the field', async (_, place, field) => {
    const answer = await server.call('PUT', path(), place, editor);
    expect(answer.status).toBe(400);
    expect(errorsOf(answer)).toContain(field);
  });
});
