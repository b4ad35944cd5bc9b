/** Feeds that are pulled, and proofs that the platform runs: through the API, against made-up providers that mean well and ill. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { sql } from '@drystone/database';
import { createWhoServes } from '@drystone/commissioning';
import { createOutbound, type Outbound } from '@drystone/outbound';
import { parseAllowed } from '@drystone/outbound/allowed';
import { thumbprint, verifyReport, type SignedReport } from '@drystone/part';
import { createVisit, type Visit } from '@drystone/visit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { administratorKey, aLot, aPlace, commissioningOn } from './support/commissioning.ts';
import { madePicture } from './support/pictures.ts';
import { madeUpProvider, type MadeUpProvider } from './support/provider.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
let provider: MadeUpProvider;
let visit: Visit;
let outbound: Outbound;
let buyer: string;
let now = Temporal.Now.instant();
const { ask, organisation, keyFor, draft, publish, award } = commissioningOn(() => server);

beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  provider = await madeUpProvider([]);
  outbound = createOutbound({ userAgent: 'Drystone/test', allowed: parseAllowed([provider.hostAndPort]) });
  // What the worker does, at a time of ours.
  visit = createVisit({ database: server.database, awards: createWhoServes(server.database), clock: () => now, planning: { threads: 1, queue: 1 } });
  buyer = await organisation('buyer', 'North Coast Tourism Board');
});
afterEach(() => {
  provider.instead = undefined;
});
afterAll(async () => {
  await visit.close();
  await outbound.close();
  await provider.close();
});

interface Fault {
  readonly where: string;
  readonly field: string;
  readonly message: string;
  readonly mend: string;
}
interface Feed {
  readonly id: string;
  readonly failures: number;
  readonly nextAt: string;
  readonly result: { outcome: string; items: number; submitted: number; unchanged: number; withdrawals: number; faults: Fault[]; failure: { message: string; mend: string } | null };
}
interface Waiting {
  readonly id: string;
  readonly slug: string;
  readonly record: { name: string; town: string; summary: string; hours: unknown; price: unknown } | null;
  readonly today: { name: string } | null;
  readonly near: { slug: string; alike: boolean }[];
}

async function aProvider(isAwarded = true): Promise<string> {
  const id = await organisation('provider', 'Three Glens Trails');
  if (isAwarded) await award(await publish(await draft(buyer, { lots: [aLot] })), id);
  return id;
}
const register = (organisationId: string, form: object = {}) => ask<Feed>('POST', `/api/provider/${organisationId}/feeds`, { url: provider.url, format: 'items', ...form }, 201);
const feedsOf = async (organisationId: string) => (await ask<{ items: Feed[] }>('GET', `/api/provider/${organisationId}/feeds`, undefined, 200)).items;
const waitingOf = async (slug?: string) => {
  const { items } = (await server.call('GET', '/api/visit/curation', undefined, await keyFor(buyer, ['commissioner']))).body as { items: Waiting[] };
  return slug === undefined ? items : items.filter((each) => each.slug === slug);
};
const decide = (id: string, decision: object = { decision: 'publish' }, expected = 200) => ask('POST', `/api/visit/curation/${id}`, decision, expected);
const isShown = async (slug: string) => (await server.call('GET', `/api/visit/attractions/${slug}`)).status === 200;
/** Pulls what is due, `hours` from the last time. */
async function pull(organisationId: string, hours = 0): Promise<Feed> {
  now = now.add({ hours });
  await visit.pullDueFeeds(outbound);
  return (await feedsOf(organisationId))[0]!;
}
/** A provider with a feed of these, pulled once. */
async function pulled(items: readonly object[], form: object = {}): Promise<{ id: string; feed: Feed }> {
  now = Temporal.Now.instant().add({ seconds: 5 });
  const id = await aProvider();
  provider.items = items;
  await register(id, form);
  return { id, feed: await pull(id) };
}
const answering = (type: string, body: string) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { 'content-type': type }).end(body);
  return true;
};
let count = 0;
const aNewPlace = (extra: object = {}) => ({ ...aPlace, slug: `fed-fall-${++count}`, ...extra });

describe('a feed', () => {
  it('brings places in, by the curator; says each month that they are still so; and proposes to take out what is gone', async () => {
    const [stays, goes] = [aNewPlace(), aNewPlace()];
    const { id, feed } = await pulled([stays, goes, { slug: 'no-fields' }]);
    expect(feed.result).toMatchObject({ outcome: 'read', items: 3, submitted: 2, failure: null });
    expect(feed.result.faults).toContainEqual({ where: '/items/0 of page 2', field: 'name', message: expect.any(String), mend: expect.stringMatching(/2 to 80 characters/) });
    expect(await isShown(stays.slug)).toBe(false);
    for (const { slug } of [stays, goes]) await decide((await waitingOf(slug))[0]!.id);
    expect(await isShown(stays.slug)).toBe(true);

    // A day later its host says that nothing is other; the first such reading confirms what is shown.
    expect((await pull(id, 48)).result).toMatchObject({ outcome: 'read', unchanged: 2, submitted: 0 });
    expect((await pull(id, 48)).result).toMatchObject({ outcome: 'read', unchanged: 2 });
    const confirmed = async () => (await server.database.as('system:tests', (transaction) => sql<{ award: string | null }>`select award_id as award from platform.event where type = 'content.confirmed' and subject = ${stays.slug}`.execute(transaction))).rows;
    expect((await confirmed()).map(({ award: id }) => id !== null)).toEqual([true]);
    await pull(id, 24 * 31);
    expect((await confirmed()).length).toBe(2);

    provider.items = [stays];
    expect((await pull(id, 48)).result).toMatchObject({ withdrawals: 1 });
    const [proposed] = await waitingOf(goes.slug);
    expect([proposed!.record, proposed!.today?.name, await isShown(goes.slug)]).toEqual([null, goes.name, true]);
    provider.items = [stays, goes];
    await pull(id, 48);
    expect([await waitingOf(goes.slug), await isShown(goes.slug)]).toEqual([[], true]);
    provider.items = [stays];
    await pull(id, 48);
    await decide((await waitingOf(goes.slug))[0]!.id);
    expect([await isShown(goes.slug), await isShown(stays.slug)]).toEqual([false, true]);
  });

  it('brings pictures along: taken in once, kept while their host has a bad day, left out with a word where they are none', async () => {
    const [good, other] = [await madePicture({ colour: '#123456' }), await madePicture({ colour: '#654321' })];
    let answer: Buffer | undefined = good;
    const host = `http://${provider.hostAndPort}`;
    provider.instead = ({ url }, response) => {
      if (!url!.startsWith('/photos/')) return false;
      if (answer === undefined) response.writeHead(503).end();
      else response.writeHead(200, { 'content-type': 'image/jpeg' }).end(url!.endsWith('words.jpg') ? 'only words' : answer);
      return true;
    };
    const named = (path: string) => ({ url: `${host}${path}`, alt: 'A fall between ferns', credit: 'Three Glens Trails' });
    const place = aNewPlace({ pictures: [named('/photos/fall.jpg'), named('/photos/words.jpg'), named('/photos/fall.jpg')] });
    const { id, feed } = await pulled([place]);
    expect(feed.result.faults).toEqual([{ where: '/items/0', field: 'pictures.1', message: `${host}/photos/words.jpg is of a kind that cannot be handed in`, mend: 'use JPEG, PNG, WebP or AVIF' }]);
    const picturesOf = async () => ((await waitingOf(place.slug))[0]?.record as unknown as { pictures?: { url: string }[] } | undefined)?.pictures?.map(({ url }) => url);
    const [own, twice] = (await picturesOf())!;
    expect([own, twice]).toEqual([expect.stringMatching(/^\/pictures\//), own]);
    await decide((await waitingOf(place.slug))[0]!.id);
    const fetched = () => provider.requests.filter(({ url }) => url === '/photos/fall.jpg').length;
    expect([fetched(), (await pull(id, 48)).result.unchanged, fetched()]).toEqual([1, 1, 1]);

    // A week later it is looked at again: what cannot be read stays as it was, what is another is handed in.
    answer = undefined;
    expect((await pull(id, 24 * 8)).result).toMatchObject({ unchanged: 1, submitted: 0 });
    answer = other;
    provider.items = [{ ...place, renown: 0.03 }];
    expect((await pull(id, 48)).result).toMatchObject({ submitted: 1 });
    expect((await picturesOf())![0]).not.toBe(own);
  });

  it('of schema.org tells pictures by their words, and leaves out a bare address', async () => {
    const good = await madePicture({ colour: '#224466' });
    const host = `http://${provider.hostAndPort}`;
    const image = [{ '@type': 'ImageObject', contentUrl: '/photos/a.jpg', caption: 'A fall in winter', creditText: 'M. Glenn', license: 'https://creativecommons.org/licenses/by-sa/4.0/' }, `${host}/photos/b.jpg`, { '@type': 'ImageObject', url: `${host}/photos/c.jpg`, description: 'no' }];
    const html = `<script type="application/ld+json">${JSON.stringify({ '@type': 'Waterfall', name: 'Pictured Fall', description: 'A waterfall with pictures that only the tests have ever seen. Take the path by the stream and listen.', geo: { latitude: 55.11, longitude: -6.1 }, image })}</script>`;
    provider.instead = ({ url }, response) => {
      if (url!.startsWith('/photos/')) response.writeHead(200, { 'content-type': 'image/jpeg' }).end(good);
      else response.writeHead(200, { 'content-type': 'text/html' }).end(html);
      return true;
    };
    const { feed } = await pulled([], { format: 'json-ld' });
    expect(feed.result.faults.map(({ field, message }) => [field, message])).toEqual([['pictures.1', `${host}/photos/b.jpg does not say what it shows`], ['pictures.2', `${host}/photos/c.jpg does not say what it shows`]]);
    expect((await waitingOf('pictured-fall'))[0]!.record).toMatchObject({ pictures: [{ url: expect.stringMatching(/^\/pictures\//), alt: 'A fall in winter', credit: 'M. Glenn', licence: 'CC BY-SA 4.0' }] });
  });

  it('asks whether anything has changed, and takes no for an answer', async () => {
    const { id } = await pulled([aNewPlace()]);
    const before = provider.requests.length;
    expect((await pull(id, 48)).result).toMatchObject({ outcome: 'unchanged', items: 1, unchanged: 1 });
    // Feeds of the tests before are read as well.
    expect(provider.requests.slice(before).map(({ headers }) => headers['if-none-match'])).toContainEqual(expect.stringMatching(/^"/));
  });

  it('that was returned is not handed in again until it changes', async () => {
    const place = aNewPlace();
    const { id } = await pulled([place]);
    await decide((await waitingOf(place.slug))[0]!.id, { decision: 'return', reason: 'Use the name on the sign.' });
    await ask('POST', `/api/provider/${id}/feeds/${(await feedsOf(id))[0]!.id}/pull`, undefined, 409);
    now = now.add({ hours: 48 });
    provider.instead = (request) => {
      delete request.headers['if-none-match'];
      return false;
    };
    await visit.pullDueFeeds(outbound);
    expect((await feedsOf(id))[0]!.result).toMatchObject({ submitted: 0, faults: [{ message: 'was returned: Use the name on the sign.' }] });
    provider.items = [{ ...place, name: 'The Name on the Sign' }];
    expect((await pull(id, 48)).result).toMatchObject({ submitted: 1 });
  });

  it('that loses most of its places at once is thought broken: none is taken out', async () => {
    const places = Array.from({ length: 6 }, () => aNewPlace());
    const { id } = await pulled(places);
    provider.items = places.slice(0, 1);
    const { result } = await pull(id, 48);
    expect(result).toMatchObject({ withdrawals: 0, faults: [{ field: 'items', message: '5 of 6 places are not in it any more; none was taken out' }] });
  });

  it('of a place that is in the guide under another name is laid over it, where the curator says so', async () => {
    const { items } = (await server.call('GET', '/api/visit/attractions?area=causeway-coast-and-glens&limit=1')).body as { items: { slug: string; name: string; lat: number; lon: number }[] };
    const known = items[0]!;
    const place = aNewPlace({ name: `${known.name} `.trim(), position: { lat: known.lat, lon: known.lon, basis: 'unverified' }, town: 'portrush' });
    const nearTown = (await server.call('GET', `/api/visit/attractions/${known.slug}`)).body as { townName: string; summary: string };
    const { feed } = await pulled([{ ...place, town: ((await server.call('GET', '/api/visit/towns')).body as { items: { slug: string; name: string }[] }).items.find(({ name }) => name === nearTown.townName)!.slug }]);
    expect(feed.result.faults).toEqual([]);
    const [waiting] = await waitingOf(place.slug);
    expect(waiting!.near[0]).toMatchObject({ slug: known.slug, alike: true });
    await decide(waiting!.id, { decision: 'publish', as: 'no-such-place' }, 400);
    await decide(waiting!.id, { decision: 'publish', as: known.slug });
    expect([await isShown(place.slug), ((await server.call('GET', `/api/visit/attractions/${known.slug}`)).body as { summary: string }).summary]).toEqual([false, place.summary]);
  });

  it('is read while an award is in force, or when somebody asks', async () => {
    now = Temporal.Now.instant().add({ seconds: 5 });
    const id = await aProvider(false);
    provider.items = [aNewPlace()];
    await register(id);
    expect((await pull(id)).result).toMatchObject({ submitted: 1 });
    const { nextAt } = (await feedsOf(id))[0]!;
    expect((await pull(id, 72)).nextAt).toBe(nextAt);
  });

  it('is nobody else’s, is registered once, and is taken away', async () => {
    const id = await aProvider(false);
    const { id: feed } = await register(id, { url: 'https://provider.example/feed' });
    await ask('POST', `/api/provider/${id}/feeds`, { url: 'https://provider.example/feed', format: 'csv' }, 409);
    const stranger = await keyFor(await organisation('provider'), ['editor']);
    for (const [method, path] of [['GET', ''], ['POST', `/${feed}/pull`], ['DELETE', `/${feed}`]] as const) expect((await server.call(method, `/api/provider/${id}/feeds${path}`, undefined, stranger)).status).toBe(403);
    for (const form of [{ url: 'javascript:alert(1)' }, { url: 'https://user:secret@provider.example/' }, { format: 'xml' }, { everyHours: 0 }, {}]) await ask('POST', `/api/provider/${id}/feeds`, { format: 'items', ...form }, 400);
    await ask('DELETE', `/api/provider/${id}/feeds/${feed}`, undefined, 204);
    await ask('DELETE', `/api/provider/${id}/feeds/${feed}`, undefined, 404);
  });
});

describe('other forms', () => {
  it('JSON-LD within a page is understood, markup and all', async () => {
    const node = {
      '@context': 'https://schema.org', '@graph': [
        { '@type': 'Organization', name: 'Us' },
        { '@type': ['TouristAttraction', 'Museum'], '@id': '#1', name: 'Loom House <b>Museum</b>', url: 'https://provider.example/loom', geo: { '@type': 'GeoCoordinates', latitude: '55.1156', longitude: -6.1136 }, description: '<p>Where linen was woven by hand. The looms still run on Saturdays &amp; children may try them.</p><script>alert(1)</script>', openingHoursSpecification: [{ dayOfWeek: ['https://schema.org/Monday', 'Tuesday'], opens: '10:00:00', closes: '17:00' }], offers: [{ name: 'Adult', price: '7.50', priceCurrency: 'GBP' }, { name: 'Child', price: 3, priceCurrency: 'GBP' }], amenityFeature: [{ name: 'Wheelchair access', value: true }] },
        { '@type': 'Museum', '@id': '#2', name: 'Nowhere', geo: { latitude: 0, longitude: 0 }, description: 'It is far away. Nobody goes there.' },
      ],
    };
    provider.instead = answering('text/html; charset=utf-8', `<!doctype html><title>Us</title><script type="application/ld+json">${JSON.stringify(node).replaceAll('</', '<\\/')}</script>`);
    const { feed } = await pulled([], { format: 'json-ld' });
    expect(feed.result).toMatchObject({ submitted: 1, faults: [{ field: 'position', message: '0, 0 is in no area of the guide' }] });
    const [waiting] = await waitingOf('loom-house-museum');
    expect(waiting!.record).toMatchObject({
      name: 'Loom House Museum', kind: 'museum', town: 'cushendun', website: 'https://provider.example/loom', accessibility: { stepFree: 'yes' },
      summary: 'Where linen was woven by hand. The looms still run on Saturdays & children may try them.',
      hours: { opening: 'Mo,Tu 10:00-17:00', basis: { source: provider.hostAndPort, url: 'https://provider.example/loom' } }, price: { adult: 750, child: 300, concession: 750 },
    });
  });

  // Names and shapes as https://www.datatourisme.fr/ontology/core has them, in its downloads and in what its API answers; the places are made up.
  it('speaks of places in the words of DATAtourisme, downloaded or as its API answers', async () => {
    const downloaded = {
      '@id': 'https://data.datatourisme.example/13/fedfallone',
      'dc:identifier': '13-1',
      '@type': ['schema:Museum', 'CulturalSite', 'Museum', 'PlaceOfInterest', 'PointOfInterest'],
      'rdfs:label': { fr: ['Musée du lin de la vallée'], en: ['Linen Museum of the Valley'] },
      hasDescription: [{ shortDescription: { fr: ['Le lin.'] }, 'dc:description': { fr: ['Un musée.'], en: ['Two rooms show how flax becomes cloth, on looms that still run. The weaver answers questions.'] } }],
      hasContact: [{ 'schema:telephone': ['+44 28 7946 0000'], 'foaf:homepage': ['https://linen.example/'] }],
      isLocatedAt: [
        {
          'schema:address': [{ 'schema:addressLocality': 'Ballycastle', 'schema:postalCode': 'ZZ1 1AA' }],
          'schema:geo': { '@type': ['schema:GeoCoordinates'], 'schema:latitude': '55.2012', 'schema:longitude': '-6.2411' },
          'schema:openingHoursSpecification': [{ 'schema:opens': '10:00:00', 'schema:closes': '17:30:00', 'schema:validFrom': '2027-04-01T00:00:00', 'schema:validThrough': '2027-09-30T23:59:59' }],
        },
      ],
      reducedMobilityAccess: true,
      hasMainRepresentation: [{ 'ebucore:hasAnnotation': [{ 'ebucore:title': { fr: ['Un métier à tisser'], en: ['A loom with linen on it'] }, credits: ['Linen Museum'] }], 'ebucore:hasRelatedResource': [{ 'ebucore:locator': ['/photos/loom.jpg'] }] }],
    };
    const answered = {
      uuid: '5f3c', uri: 'https://data.datatourisme.example/5f3c', type: ['Waterfall', 'NaturalHeritage', 'PointOfInterest'],
      label: { '@fr': 'La petite chute', '@en': 'The little fall' },
      hasDescription: [{ description: { '@fr': 'Une chute.', '@en': 'A fall of four metres behind the mill, seen from the bridge. After rain it is loud.' } }],
      hasContact: [{ homepage: ['https://fall.example/'] }],
      isLocatedAt: [{ geo: { latitude: 55.1873, longitude: -6.2633 }, address: [{ addressLocality: ['Ballycastle'] }] }],
      reducedMobilityAccess: false,
    };
    const [document, photograph] = [answering('application/json', JSON.stringify([downloaded, { objects: [answered], meta: { total: 1 } }])), await madePicture({ colour: '#887766' })];
    provider.instead = (request, response) => {
      if (!request.url!.startsWith('/photos/')) return document(request, response);
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(photograph);
      return true;
    };
    const { feed } = await pulled([], { format: 'json-ld' });
    expect(feed.result).toMatchObject({ outcome: 'read', submitted: 2, faults: [] });
    const [museum, fall] = [(await waitingOf('linen-museum-of-the-valley'))[0], (await waitingOf('the-little-fall'))[0]];
    expect(museum!.record).toMatchObject({
      name: 'Linen Museum of the Valley', kind: 'museum', town: 'ballycastle', website: 'https://linen.example/', summary: expect.stringMatching(/^Two rooms/),
      pictures: [{ alt: 'A loom with linen on it', credit: 'Linen Museum' }],
      position: { lat: 55.2012, lon: -6.2411 }, hours: { opening: '2027 Apr 01-2027 Sep 30 10:00-17:30' }, price: 'unknown', accessibility: { stepFree: 'yes', accessibleToilet: 'unknown' },
    });
    expect(fall!.record).toMatchObject({ name: 'The little fall', kind: 'glen', town: 'ballycastle', website: 'https://fall.example/', position: { lat: 55.1873, lon: -6.2633 }, hours: 'unknown', accessibility: { stepFree: 'no' } });
  });

  it('a table is understood, with each fault by its line', async () => {
    const rows = ['Name;Kind;Summary;Lat;Lon;Opening;Adult;Step-free', '"Mill; the old one";industrial-heritage;"Ground corn until 1954. The wheel turns again, on ""open"" days.";55.1156;-6.1136;Sa 10:00-16:00;£4,50;limited', 'Half a Mill;mill;It is not. It was.;55.1156;-6.1136;;;', 'Wrong Mill;bridge;A bridge of stone that carries a lane. It is narrow.;north;-6.1;;;', 'Shut Mill;bridge;A bridge of stone that carries a lane over the burn. It is narrow.;55.1156;-6.1136;whenever;;'];
    provider.instead = answering('text/csv', `\uFEFF${rows.join('\r\n')}\r\n`);
    const { feed } = await pulled([], { format: 'csv' });
    expect(feed.result.submitted).toBe(1);
    expect(feed.result.faults.map(({ where, field }) => `${where} ${field}`).toSorted()).toEqual(['line 3 kind', 'line 4 lat', 'line 5 hours.opening']);
    expect((await waitingOf('mill-the-old-one'))[0]!.record).toMatchObject({ price: { adult: 450 }, hours: { opening: 'Sa 10:00-16:00' }, accessibility: { stepFree: 'limited' } });
  });

  it('RPDE pages are read to their end, with what was deleted', async () => {
    const data = (name: string) => ({ '@type': 'Place', type: 'Waterfall', name, description: 'It falls from a ledge into a deep pool. Go when the burn is high.', geo: { type: 'GeoCoordinates', latitude: 55.1156, longitude: -6.1136 } });
    let isDeleted = false;
    provider.instead = (request, response) => {
      const isLast = request.url!.includes('after');
      const items = isLast ? [] : [{ state: 'updated', kind: 'Place', id: 'a', modified: 1, data: data('Ledge Fall') }, isDeleted ? { state: 'deleted', kind: 'Place', id: 'b', modified: 3 } : { state: 'updated', kind: 'Place', id: 'b', modified: 2, data: { ...data('Pool Fall') } }];
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items, next: '/feed?after=2', license: 'https://creativecommons.org/licenses/by/4.0/' }));
      return true;
    };
    const { id, feed } = await pulled([], { format: 'rpde' });
    expect(feed.result).toMatchObject({ submitted: 2, faults: [] });
    isDeleted = true;
    expect((await pull(id, 48)).result).toMatchObject({ submitted: 0, withdrawals: 1 });
  });
});

describe('a feed that means harm', () => {
  const endless = (head: string, more: string, type: string) => (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': type }).write(head);
    const write = () => {
      while (!response.destroyed && response.write(more));
      if (!response.destroyed) response.once('drain', write);
    };
    write();
    return true;
  };
  const row = 'A Bridge,bridge,"A bridge of stone that carries a lane. It is narrow.",55.1,-6.1\n';

  it.each<[string, string, (request: IncomingMessage, response: ServerResponse) => boolean, RegExp]>([
    ['redirects inside', 'items', (_, response) => Boolean(response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end()), /169\.254\.169\.254 is not on the public internet/],
    ['never ends', 'items', endless('{"items":[', `"${'x'.repeat(65_536)}",`, 'application/json'), /is larger than 20 MB/],
    ['leads in circles', 'items', answering('application/json', JSON.stringify({ items: [{}], next: '/feed' })), /leads in circles/],
    ['leads to others', 'items', answering('application/json', JSON.stringify({ items: [{}], next: 'https://other.example/' })), /not of the same host/],
    ['is nested without end', 'json-ld', answering('application/json', `${'['.repeat(200_000)}${']'.repeat(200_000)}`), /is nested more than 64 deep/],
    ['is no JSON', 'items', answering('application/json', '{"items": [}'), /is not JSON/],
    ['is a page instead', 'items', answering('text/html', '<p>Hello'), /says it is "text\/html"/],
    ['is a page without data', 'json-ld', answering('text/html', '<p>Hello'), /is a page without JSON-LD/],
    ['is empty', 'items', answering('application/json', '{"items":[],"next":null}'), /holds no places/],
    ['is UTF-16', 'csv', answering('text/csv', '\uFFFE'), /is UTF-16|lacks|is not UTF-8/],
    ['has another header', 'csv', answering('text/csv', 'a,b,c\n1,2,3\n'), /the header lacks name, kind, summary, lat, lon/],
    ['opens a quote and never closes it', 'csv', endless('name,kind,summary,lat,lon\n"', 'x'.repeat(65_536), 'text/csv'), /longer than 100000 characters|cannot be read/],
    ['is gone', 'items', (_, response) => Boolean(response.writeHead(410).end()), /answers 410/],
  ])('%s (%s) is given up and tried later, with the reason', async (_, format, instead, reason) => {
    provider.instead = instead;
    const { feed } = await pulled([], { format });
    expect(feed.result).toMatchObject({ outcome: 'failed', submitted: 0, failure: { message: expect.stringMatching(reason), mend: expect.any(String) } });
    const minutes = Temporal.Instant.from(feed.nextAt).since(now).total('minutes');
    expect([feed.failures, minutes > 12 && minutes < 18]).toEqual([1, true]);
  });

  it('with a million rows is given up after the most there may be, without growing', async () => {
    provider.instead = endless('name,kind,summary,lat,lon\n', row.repeat(1_000), 'text/csv');
    const before = process.memoryUsage().rss;
    const { feed } = await pulled([], { format: 'csv' });
    expect(feed.result.failure!.message).toBe('holds more than 5000 places');
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });

  it('that fails again is left alone longer each time, and longer still where its host says so', async () => {
    provider.instead = (_, response) => Boolean(response.writeHead(404).end());
    const { id } = await pulled([]);
    const pause = ({ nextAt }: Feed) => Math.round(Temporal.Instant.from(nextAt).since(now).total('minutes'));
    expect(pause(await pull(id, 1))).toBeGreaterThan(26);
    provider.instead = (_, response) => Boolean(response.writeHead(429, { 'retry-after': '86400' }).end());
    const feed = await pull(id, 1);
    expect([feed.failures, pause(feed) > 1_290]).toEqual([3, true]);
  });

  it('cannot reach into a prototype, nor bring markup to visitors', async () => {
    const hostile = `[{"@type":"Bridge","@id":"x","name":"<img src=x onerror=alert(1)>Burn Bridge","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"geo":{"latitude":55.1156,"longitude":-6.1136},"description":"A bridge <script>alert(1)</script>of stone that carries a lane over the burn.\\u0000 It is narrow."}]`;
    provider.instead = answering('application/ld+json', hostile);
    const { feed } = await pulled([], { format: 'json-ld' });
    expect([feed.result.submitted, ({} as { polluted?: boolean }).polluted]).toEqual([1, undefined]);
    expect((await waitingOf('burn-bridge'))[0]!.record).toMatchObject({ name: 'Burn Bridge', summary: 'A bridge of stone that carries a lane over the burn. It is narrow.' });
  });
});

describe('a proof that the platform runs', () => {
  it('is signed with the platform’s key, and read by whoever has its id', async () => {
    const { keys } = (await server.call('GET', '/.well-known/drystone-keys.json')).body as { keys: { x: string; kid: string }[] };
    const id = await aProvider(false);
    provider.items = [aNewPlace()];
    const asked = await ask<{ id: string; report: null }>('POST', `/api/provider/${id}/proofs`, { endpoint: provider.url }, 202);
    const { generateKeyPairSync, sign } = await import('node:crypto');
    const { privateKey } = generateKeyPairSync('ed25519');
    const publicKey = privateKey.export({ format: 'jwk' }).x!;
    expect(await visit.runProofs(outbound, { keyId: await thumbprint(publicKey), publicKey, sign: async (data) => sign(null, data, privateKey) }, 'drystone test')).toBe(1);
    const { report } = (await server.call('GET', `/api/visit/proofs/${asked.id}`)).body as { report: SignedReport };
    expect(await verifyReport(report)).toMatchObject({ ok: true, keyId: await thumbprint(publicKey), report: { endpoint: provider.url, items: 1 } });
    expect(keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k' }]);
    expect(((await ask<{ items: { id: string }[] }>('GET', `/api/provider/${id}/proofs`, undefined, 200)).items).map((each) => each.id)).toEqual([asked.id]);
  });

  it('that cannot be run says why; at most three wait; nobody asks for others', async () => {
    const id = await aProvider(false);
    const inside = await ask<{ id: string }>('POST', `/api/provider/${id}/proofs`, { endpoint: 'http://127.0.0.1:8080/feed' }, 202);
    for (let i = 0; i < 2; i++) await ask('POST', `/api/provider/${id}/proofs`, { endpoint: 'http://10.0.0.1/feed' }, 202);
    await ask('POST', `/api/provider/${id}/proofs`, { endpoint: provider.url }, 429);
    expect((await server.call('POST', `/api/provider/${id}/proofs`, { endpoint: provider.url }, await keyFor(await organisation('provider'), ['editor']))).status).toBe(403);
    await visit.runProofs(outbound, { keyId: '', publicKey: '', sign: async () => new Uint8Array() }, 'test');
    expect((await server.call('GET', `/api/visit/proofs/${inside.id}`)).body).toMatchObject({ report: null, failure: expect.stringMatching(/not on the public internet/) });
    for (const wrong of ['00000000-0000-4000-8000-000000000000', 'x']) expect((await server.call('GET', `/api/visit/proofs/${wrong}`)).status).toBe(404);
  });
});
