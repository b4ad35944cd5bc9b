/** Pictures of providers' places: handed in, looked through, shown, forgotten; through the API. */

import { join } from 'node:path';
import { sql } from '@drystone/database';
import { forgetUnusedPictures } from '../services/visit/src/pictures/pictures.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { administratorKey, aLot, aPlace, asAdministrator, commissioningOn } from './support/commissioning.ts';
import { madePicture } from './support/pictures.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
let buyer: string;
let commissioner: Record<string, string>;
let provider: string;
let editor: Record<string, string>;
const { ask, organisation, keyFor, draft, publish, award, submit } = commissioningOn(() => server);

beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey, MALWARE_SCANNER: `${process.execPath} ${join(import.meta.dirname, 'support/scanner.mjs')}` });
  buyer = await organisation('buyer', 'North Coast Tourism Board');
  commissioner = await keyFor(buyer, ['commissioner']);
  provider = await organisation('provider', 'Three Glens Trails');
  editor = await keyFor(provider, ['editor']);
  await award(await publish(await draft(buyer, { lots: [aLot] })), provider);
});

interface Added {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}
const hand = async (bytes: Uint8Array, headers: Record<string, string> = editor, type = 'image/jpeg', to = provider) => {
  const response = await fetch(`${server.url}/api/provider/${to}/pictures`, { method: 'POST', headers: { 'content-type': type, ...headers }, body: Buffer.from(bytes) });
  return { status: response.status, body: (await response.json()) as Added & { detail: string; errors?: { field: string; message: string; mend: string }[] } };
};
const taken = async (colour: string) => {
  const { status, body } = await hand(await madePicture({ width: 1200, height: 800, colour }));
  expect(status).toBe(201);
  return body;
};
const see = async (url: string, width: number, headers: Record<string, string> = {}) => {
  const response = await fetch(`${server.url}${url}/${width}.webp`, { headers });
  return { status: response.status, type: response.headers.get('content-type'), cache: response.headers.get('cache-control'), bytes: (await response.arrayBuffer()).byteLength };
};
const words = { alt: 'A waterfall between ferns', credit: 'Three Glens Trails' };
let count = 0;
const aNewPlace = (pictures?: readonly object[]) => ({ ...aPlace, slug: `pictured-fall-${++count}`, ...(pictures && { pictures }) });
const letIn = (id: string) => ask('POST', `/api/visit/curation/${id}`, { decision: 'publish' }, 200);

describe('a picture', () => {
  it('is seen by its provider and its curator, and by everybody once it is in the guide, until it is taken out', async () => {
    const { url, width, height } = await taken('#204060');
    expect([url, width, height]).toEqual([expect.stringMatching(/^\/pictures\/[0-9a-f-]{36}$/), 1200, 800]);
    const stranger = await keyFor(await organisation('provider'), ['editor']);
    expect((await see(url, 960, editor)).status).toBe(200);
    const place = aNewPlace([{ url, ...words, licence: 'CC BY 4.0' }]);
    const { id } = await submit(provider, place);
    expect(await Promise.all([see(url, 960), see(url, 960, stranger), see(url, 960, commissioner)]).then((all) => all.map(({ status }) => status))).toEqual([404, 404, 200]);
    expect(await see(url, 480, commissioner)).toMatchObject({ status: 200, type: 'image/webp', cache: 'private, no-store' });

    await letIn(id);
    expect(await see(url, 960)).toMatchObject({ status: 200, type: 'image/webp', cache: 'public, max-age=604800, immutable' });
    expect((await see(url, 1600)).bytes).toBeGreaterThan(100);
    expect((await see(url, 961)).status).toBe(404);
    const detail = (await server.call('GET', `/api/visit/attractions/${place.slug}`)).body as { picture: object; pictures: object[] };
    expect(detail).toMatchObject({ picture: { url, alt: words.alt }, pictures: [{ url, ...words, licence: 'CC BY 4.0' }] });
    const page = await (await fetch(`${server.url}/attractions/${place.slug}`)).text();
    expect(page).toContain(`${url}/960.webp 960w`);
    expect(page).toContain('Picture: Three Glens Trails, CC BY 4.0');
    expect(page).toContain(`"contentUrl":"${server.url}${url}/1600.webp"`);

    await ask('DELETE', `/api/provider/${provider}/content/${place.slug}`, undefined, 204);
    expect(await Promise.all([see(url, 960), see(url, 960, editor)]).then((all) => all.map(({ status }) => status))).toEqual([404, 200]);
  });

  it('handed in twice is one, also twice at once', async () => {
    const bytes = await madePicture({ colour: '#805020' });
    const all = await Promise.all([hand(bytes), hand(bytes), hand(bytes)]);
    expect(new Set(all.map(({ status, body }) => `${status} ${body.url}`)).size).toBe(1);
    const { rows } = await server.database.as('system:tests', (transaction) => sql`select from platform.event where type = 'picture.added' and subject = ${all[0]!.body.url.split('/').at(-1)}`.execute(transaction));
    expect(rows.length).toBe(1);
    // Of another provider it is another.
    const other = await organisation('provider');
    expect((await hand(bytes, asAdministrator, 'image/jpeg', other)).body.url).not.toBe(all[0]!.body.url);
  });

  it.each<[string, () => Promise<Uint8Array>, string, number, RegExp]>([
    ['empty', async () => Buffer.alloc(0), 'image/jpeg', 400, /is empty/],
    ['no picture', async () => Buffer.from('%PDF-1.7\n%%EOF'), 'image/jpeg', 400, /of a kind that cannot be handed in/],
    ['a drawing that could hold a script', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'image/png', 400, /of a kind/],
    ['GIF', () => madePicture({ format: 'gif' }), 'image/png', 400, /of a kind/],
    ['small', () => madePicture({ width: 200, height: 200 }), 'image/jpeg', 400, /200 × 200 pixels/],
    ['cut off', async () => (await madePicture({ width: 2000, height: 1500, format: 'png' })).subarray(0, 500), 'image/png', 400, /cannot be read/],
    ['infected', async () => Buffer.concat([await madePicture(), Buffer.from('EICAR-STANDARD-ANTIVIRUS-TEST-FILE')]), 'image/jpeg', 400, /malware/],
    ['sent as something else', () => madePicture(), 'application/json', 415, /send image\/jpeg/],
    ['of 12 MB', async () => Buffer.concat([await madePicture(), Buffer.alloc(12 * 1024 * 1024)]), 'image/jpeg', 413, /KB at most/],
  ])('that is %s is refused', async (what, made, type, status, why) => {
    const answer = await hand(await made(), editor, type);
    expect([what, answer.status, JSON.stringify(answer.body)]).toEqual([what, status, expect.stringMatching(why)]);
  });

  it('is taken of an editor of the provider alone', async () => {
    const bytes = await madePicture();
    expect((await hand(bytes, {})).status).toBe(401);
    expect((await hand(bytes, commissioner)).status).toBe(403);
    expect((await hand(bytes, await keyFor(await organisation('provider'), ['editor']))).status).toBe(403);
  });

  it('is forgotten where no record named it for a week', async () => {
    const { url: unused } = await taken('#111111');
    const { url: named } = await taken('#222222');
    await submit(provider, aNewPlace([{ url: named, ...words }]));
    expect(await forgetUnusedPictures(server.database, Temporal.Now.instant().add({ hours: 24 * 6 }))).toBe(0);
    expect(await forgetUnusedPictures(server.database, Temporal.Now.instant().add({ hours: 24 * 8 }))).toBeGreaterThan(0);
    expect([(await see(unused, 480, editor)).status, (await see(named, 480, editor)).status]).toEqual([404, 200]);
  });
});

describe('a record', () => {
  const errorsOf = async (pictures: unknown) => {
    const place = { ...aNewPlace(), pictures };
    const { status, body } = await server.call('PUT', `/api/provider/${provider}/content/${place.slug}`, place, editor);
    return [status, ...((body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field)];
  };

  it('names only pictures that its provider has handed in, each with its words, six at most', async () => {
    const { url } = await taken('#333333');
    const foreign = (await hand(await madePicture({ colour: '#444444' }), asAdministrator, 'image/jpeg', await organisation('provider'))).body.url;
    expect(await errorsOf([{ url, ...words }])).toEqual([202]);
    expect(await errorsOf([{ url: 'https://elsewhere.example/a.jpg', ...words }, { url: foreign, ...words }, { url: `/pictures/${crypto.randomUUID()}`, ...words }])).toEqual([400, 'pictures.0.url', 'pictures.1.url', 'pictures.2.url']);
    expect(await errorsOf([{ url: 'javascript:alert(1)', ...words }])).toEqual([400, 'pictures.0.url']);
    expect(await errorsOf([{ url, credit: 'Us' }])).toEqual([400, 'pictures.0.alt']);
    expect(await errorsOf([{ url, ...words, alt: 'x'.repeat(251) }])).toEqual([400, 'pictures.0.alt']);
    expect(await errorsOf([{ url, ...words, credit: ' ' }])).toEqual([400, 'pictures.0.credit']);
    expect(await errorsOf(Array.from({ length: 7 }, () => ({ url, ...words })))).toEqual([400, 'pictures']);
    expect(await errorsOf([])).toEqual([400, 'pictures']);
  });

  it('of a place that is there already lays its pictures over it; those of two providers stand beside each other', async () => {
    const slug = ((await server.call('GET', '/api/visit/attractions?area=causeway-coast-and-glens&limit=1')).body as { items: { slug: string }[] }).items[0]!.slug;
    const mine = await taken('#555555');
    await letIn((await submit(provider, { ...aPlace, slug, pictures: [{ url: mine.url, ...words }] })).id);
    const second = await organisation('provider', 'The Coast Path Group');
    await award(await publish(await draft(buyer, { lots: [aLot] })), second);
    const theirs = (await hand(await madePicture({ colour: '#666666' }), asAdministrator, 'image/jpeg', second)).body;
    await letIn((await submit(second, { ...aPlace, slug, pictures: [{ url: theirs.url, ...words, credit: 'The Coast Path Group' }] })).id);
    const { pictures } = (await server.call('GET', `/api/visit/attractions/${slug}`)).body as { pictures: { url: string }[] };
    expect(pictures.map(({ url }) => url)).toEqual([theirs.url, mine.url]);
  });

  it('written with markup shows it as text', async () => {
    const { url } = await taken('#777777');
    const place = aNewPlace([{ url, alt: '"><script>alert(1)</script>', credit: '<b>Us</b>' }]);
    await letIn((await submit(provider, place)).id);
    const page = await (await fetch(`${server.url}/attractions/${place.slug}`)).text();
    expect(page).not.toMatch(/<script>alert|<b>Us/);
    expect(page).toContain('Picture: &lt;b>Us&lt;/b>');
  });
});
