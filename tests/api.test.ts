import { beforeAll, describe, expect, it } from 'vitest';
import { attractionDetail, attractionList, areaList, interestList, placeData, plannedTrip, routeAnswer, townList, trip as tripSchema } from '../services/visit/src/http/schemas.ts';
import { problem } from '@drystone/problems/openapi';
import type { AttractionList, Trip } from '@drystone/visit';
import { signIn } from './support/citizens.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});

const weekend = {
  place: 'northern-ireland',
  arrive: { at: 'belfast', time: '2027-06-11T13:00' },
  leave: { at: 'belfast', time: '2027-06-13T18:00' },
  interests: { history: 1, coast: 0.8 },
};

async function plan(extra: object = {}): Promise<Trip & { editKey: string }> {
  const { status, body } = await server.call('POST', '/api/visit/trips', { ...weekend, ...extra });
  expect(status).toBe(201);
  return body;
}

async function attractions(query: string): Promise<AttractionList> {
  const { status, body } = await server.call('GET', `/api/visit/attractions?${query}`);
  expect(status, query).toBe(200);
  return body;
}

describe('the API document', () => {
  it('is OpenAPI 3.1 and names every operation that is served', async () => {
    const { body } = await server.call('GET', '/api/openapi.json');
    const document = body as { openapi: string; paths: Record<string, object> };
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    await expect(`${operations.sort().join('\n')}\n`).toMatchFileSnapshot('operations.txt');
  });

  it('is true of what is answered', async () => {
    const planned = await plan();
    const answers: [string, { safeParse(value: unknown): { success: boolean; error?: unknown } }][] = [
      ['/api/areas', areaList],
      ['/api/visit/interests', interestList],
      ['/api/visit/towns', townList],
      ['/api/visit/places/northern-ireland', placeData],
      ['/api/visit/attractions?limit=100', attractionList],
      ['/api/visit/attractions?near=55.2,-6.5&limit=5', attractionList],
      ['/api/visit/attractions/dunluce-castle', attractionDetail],
      ['/api/visit/attractions/giants-ring', attractionDetail],
      ['/api/visit/route?from=54.5968,-5.9254&to=55.2105,-6.5794&mode=car', routeAnswer],
      [`/api/visit/trips/${planned.id}`, tripSchema],
      ['/api/visit/attractions/nothing', problem],
    ];
    for (const [path, schema] of answers) {
      const result = schema.safeParse((await server.call('GET', path)).body);
      expect(result.error, path).toBeUndefined();
    }
    expect(plannedTrip.safeParse(planned).error).toBeUndefined();
  });
});

describe('attractions', () => {
  it('are found by text with slips of spelling, and in Irish', async () => {
    expect((await attractions('q=dunlucce%20castel')).items[0]!.slug).toBe('dunluce-castle');
    expect((await attractions('q=clochan%20an%20aifir')).items[0]!.slug).toBe('giants-causeway');
    for (const [typed, meant] of [
      ['titanik', 'titanic-belfast'],
      ['dunluse castle', 'dunluce-castle'],
      ['gaints causway', 'giants-causeway'],
      ['mount stewrt', 'mount-stewart'],
      ['carrickfergas', 'carrickfergus-castle'],
    ]) {
      expect((await attractions(`q=${encodeURIComponent(typed!)}`)).items.slice(0, 3).map((item) => item.slug), typed).toContain(meant);
    }
    expect((await attractions('q=ronud%20tower')).items[0]!.name).toContain('Round Tower');
  });

  it('are told page by page until next is null, each once', async () => {
    const slugs: string[] = [];
    let path: string | null = '/api/visit/attractions?limit=100';
    while (path !== null) {
      const { body }: { body: AttractionList } = await server.call('GET', path);
      slugs.push(...body.items.map((item) => item.slug));
      path = body.next;
    }
    const { total } = await attractions('limit=1');
    expect(slugs).toHaveLength(total);
    expect(new Set(slugs).size).toBe(total);
  });

  it('are narrowed by interest, area, box, distance, access and renown', async () => {
    expect((await attractions('interest=beaches&limit=100')).items.every((item) => item.interests.beaches !== undefined)).toBe(true);
    expect((await attractions('area=mid-ulster&limit=100')).items.every((item) => item.area === 'mid-ulster')).toBe(true);
    expect((await attractions('bbox=-6,54.5,-5.8,54.7&limit=100')).items.every((item) => item.lon >= -6 && item.lon <= -5.8 && item.lat >= 54.5 && item.lat <= 54.7)).toBe(true);
    const near = (await attractions('near=55.24,-6.51&radiusMetres=10000&limit=100')).items.map((item) => item.distanceMetres!);
    expect(near.length).toBeGreaterThan(1);
    expect(near).toEqual([...near].sort((a, b) => a - b));
    expect(near.at(-1)).toBeLessThanOrEqual(10_000);
    expect((await attractions('accessibility=stepFree,parking&limit=100')).items.every((item) => item.accessibility.stepFree === 'yes' && item.accessibility.parking === 'yes')).toBe(true);
    expect((await attractions('hidden=true&limit=100')).items.every((item) => item.renown < 0.4)).toBe(true);
  });

  it('are open, closed or of unknown hours, and "open" means surely open', async () => {
    const night = await attractions('open=2027-06-12T03:30&limit=100');
    expect(night.items.every((item) => item.state === 'open')).toBe(true);
    const first = (await server.call('GET', '/api/visit/attractions?open=now&limit=1')).body as AttractionList;
    // The moment that "now" meant goes on to the next page.
    expect(new URL(first.next!, server.url).searchParams.get('open')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d$/);
    expect((await server.call('GET', first.next!)).status).toBe(200);
    const noon = await attractions('open=2027-06-12T12:00&limit=1');
    expect(noon.total).toBeGreaterThan(night.total);
    const all = await attractions('limit=100');
    expect(new Set(all.items.map((item) => item.state)).size).toBeGreaterThan(1);
  });

  it.each(['limit=0', 'limit=101', 'limit=many', 'bbox=1,2,3', 'bbox=-5,54,-6,55', 'near=here', 'near=54.6', 'near=54.6,', 'bbox=,,,', 'area=atlantis', 'kind=dragon', 'interest=dragons', 'open=tomorrow', 'open=2027-03-28T01:30', 'after=nothing', 'accessibility=wings', 'stars=5', `q=${'x'.repeat(300)}`])(
    'refuse %s and name the field',
    async (query) => {
      const { status, body, headers } = await server.call('GET', `/api/visit/attractions?${query}`);
      expect(status).toBe(400);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect((body as { errors: { field: string }[] }).errors[0]!.field).toBe(query.split('=')[0] === 'accessibility' || query.startsWith('interest') ? `${query.split('=')[0]}.0` : query.split('=')[0]);
    },
  );

  it('survive quotes, percent signs and nothing at all', async () => {
    for (const q of ["'; drop table visit.attraction; --", '%', '_', '\\', '🏰', '']) expect((await server.call('GET', `/api/visit/attractions?q=${encodeURIComponent(q)}`)).status).toBe(200);
  });
});

describe('all of a place', () => {
  it('is told once, and again when it changes', async () => {
    const { status, headers, body } = (await server.call('GET', '/api/visit/places/northern-ireland')) as { status: number; headers: Headers; body: { attractions: unknown[] } };
    expect(status).toBe(200);
    expect(body.attractions.length).toBeGreaterThan(220);
    const again = await server.call('GET', '/api/visit/places/northern-ireland', undefined, { 'if-none-match': headers.get('etag')! });
    expect(again.status).toBe(304);
    expect(again.text).toBe('');
    expect((await server.call('GET', '/api/visit/places/atlantis')).status).toBe(404);
  });
});

describe('a trip', () => {
  it('is planned, read by its id, and its key is told once', async () => {
    const planned = await plan();
    expect(planned.url).toBe(`/trips/${planned.id}`);
    const { body, headers } = await server.call('GET', `/api/visit/trips/${planned.id}`);
    expect(body).not.toHaveProperty('editKey');
    expect(headers.get('etag')).toBe('"1"');
    const { rows } = await server.database.pool.query("select from platform.event where type = 'trip.planned'");
    expect(rows.length).toBeGreaterThan(0);
  });

  it('leaves no trace of its id or key in the event log', async () => {
    const planned = await plan();
    const { rows } = await server.database.pool.query<{ text: string }>('select event::text as text from platform.event');
    for (const { text } of rows) {
      expect(text).not.toContain(planned.id);
      expect(text).not.toContain(planned.editKey);
    }
  });

  it('is changed with its key only, and two editors are told of each other', async () => {
    const planned = await plan();
    const path = `/api/visit/trips/${planned.id}`;
    const change = { changes: [{ op: 'remove', slug: planned.days[1]!.stops[0]!.slug }] };
    const key = { authorization: `Bearer ${planned.editKey}` };
    expect((await server.call('PATCH', path, change)).status).toBe(403);
    expect((await server.call('PATCH', path, change, { authorization: 'Bearer wrong' })).status).toBe(403);
    const first = await server.call('PATCH', path, change, { ...key, 'if-match': '"1"' });
    expect(first.status).toBe(200);
    expect(first.headers.get('etag')).toBe('"2"');
    expect((await server.call('PATCH', path, change, { ...key, 'if-match': '"1"' })).status).toBe(412);
    expect((await server.call('GET', path)).body).toMatchObject({ revision: 2 });
    expect((await server.call('PATCH', path, { changes: [{ op: 'replan' }] }, { ...key, 'if-match': '"1", W/"2"' })).status).toBe(200);
  });

  it('changed by two at once is changed by one', async () => {
    const planned = await plan();
    const slugs = planned.days[1]!.stops.slice(0, 2).map((stop) => stop.slug);
    const answers = await Promise.all(slugs.map((slug) => server.call('PATCH', `/api/visit/trips/${planned.id}`, { editKey: planned.editKey, changes: [{ op: 'remove', slug }] }, { 'if-match': '"1"' })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
  });

  it('refuses a change that cannot be, and stays as it was', async () => {
    const planned = await plan();
    const { status, body } = await server.call('PATCH', `/api/visit/trips/${planned.id}`, { editKey: planned.editKey, changes: [{ op: 'pin', slug: planned.days[0]!.stops[0]!.slug }, { op: 'add', slug: 'eiffel-tower' }] });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ field: 'changes.1.slug' }] });
    expect((await server.call('GET', `/api/visit/trips/${planned.id}`)).body).toMatchObject({ revision: 1 });
  });

  it('is changed as of the moment the change was made, and never as of one to come', async () => {
    const planned = await plan();
    const first = planned.days[0]!.stops[0]!;
    const after = (at: string) => server.call('PATCH', `/api/visit/trips/${planned.id}`, { changes: [{ op: 'replan', at }], editKey: planned.editKey });
    // By the end of the stay all of it would have begun; that is still to come, so nothing has.
    const { status, body } = (await after('2999-01-01T00:00:00Z')) as { status: number; body: { days: { stops: { slug: string }[] }[] } };
    expect(status).toBe(200);
    expect(body.days[0]!.stops.map(({ slug }) => slug)).toContain(first.slug);
    expect((await after('2027-06-11')).status).toBe(400);
    expect((await after('2027-06-11T13:00:00')).status).toBe(400);
  });

  it('goes to calendars and maps, always as it now stands', async () => {
    const planned = await plan({ appointments: [{ at: 'bangor', time: '2027-06-12T19:00', minutes: 60, name: 'Fish & <chips>' }] });
    const gone = planned.days[0]!.stops[0]!;
    await server.call('PATCH', `/api/visit/trips/${planned.id}`, { editKey: planned.editKey, changes: [{ op: 'remove', slug: gone.slug }] });
    const file = (format: string) => server.call('GET', `/api/visit/trips/${planned.id}.${format}`);
    const ics = await file('ics');
    expect(ics.headers.get('content-type')).toMatch(/^text\/calendar/);
    expect(ics.text).toContain('BEGIN:VEVENT');
    expect(ics.text).toContain('DTSTART:20270612T180000Z');
    const gpx = await file('gpx');
    expect(gpx.text).toContain('<trkpt');
    expect(gpx.text).toContain('Fish &amp; &lt;chips&gt;');
    expect((await file('kml')).text).toContain('<LineString>');
    const geojson = (await file('geojson')).text;
    expect((JSON.parse(geojson) as { features: unknown[] }).features.length).toBeGreaterThan(5);
    for (const text of [gpx.text, geojson]) expect(text).not.toContain(gone.slug === 'belfast-city-hall' ? '"belfast-city-hall"' : gone.name);
    expect((await server.call('GET', `/api/visit/trips/${'x'.repeat(22)}.ics`)).status).toBe(404);
    expect((await server.call('GET', `/api/visit/trips/${planned.id}.exe`)).status).toBe(404);
  });

  it('is not found by a wrong or a short id', async () => {
    for (const id of ['x', 'x'.repeat(22), "' or 1=1 --", '%00']) expect((await server.call('GET', `/api/visit/trips/${encodeURIComponent(id)}`)).status).toBe(404);
  });

  it.each<[string, unknown, string]>([
    ['nothing', {}, 'place'],
    ['an unknown place', { ...weekend, place: 'mars' }, 'place'],
    ['a missing leave', { place: 'northern-ireland', arrive: weekend.arrive }, 'leave'],
    ['a weight over 1', { ...weekend, interests: { history: 1.5 } }, 'interests.history'],
    ['an unknown interest', { ...weekend, interests: { dragons: 1 } }, 'interests.dragons'],
    ['a wrong type', { ...weekend, pace: 7 }, 'pace'],
    ['a time of no form', { ...weekend, arrive: { at: 'belfast', time: 'noon' } }, 'arrive.time'],
    ['a field nobody knows', { ...weekend, wifi: true }, 'wifi'],
    ['nobody travelling', { ...weekend, party: { adults: 0 } }, 'party'],
    ['a latitude of 900', { ...weekend, arrive: { at: { lat: 900, lon: 0 }, time: '2027-06-11T13:00' } }, 'arrive.at.lat'],
    ['leaving before arriving', { ...weekend, leave: { at: 'belfast', time: '2027-06-01T10:00' } }, 'leave.time'],
  ])('refuses %s at its field', async (_, body, field) => {
    const answer = await server.call('POST', '/api/visit/trips', body);
    expect([400, 404]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(problem.safeParse(answer.body).error).toBeUndefined();
    expect((answer.body as { errors: { field: string }[] }).errors.map((each) => each.field)).toContain(field);
  });

  it('refuses what is not JSON, not UTF-8, too large or of another kind', async () => {
    expect((await server.call('POST', '/api/visit/trips', '{"place":')).status).toBe(400);
    expect((await server.call('POST', '/api/visit/trips', 'null')).status).toBe(400);
    expect((await server.call('POST', '/api/visit/trips', `{"place":"${'x'.repeat(70_000)}"}`)).status).toBe(413);
    expect((await server.call('POST', '/api/visit/trips', 'place=northern-ireland', { 'content-type': 'text/plain' })).status).toBe(415);
    const latin1 = await fetch(`${server.url}/api/visit/trips`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: Buffer.from('{"place":"\xe9"}', 'latin1') });
    expect(latin1.status).toBe(400);
  });

  it('refuses what a database cannot keep, and bodies that are missing or come in pieces are understood', async () => {
    expect((await server.call('POST', '/api/visit/trips', { ...weekend, appointments: [{ at: 'belfast', time: '2027-06-12T12:00', minutes: 30, name: 'a\u0000b' }] })).status).toBe(400);
    expect((await server.call('POST', '/api/visit/trips')).status).toBe(400);
    const pieces = new ReadableStream({
      start(controller) {
        for (const part of [JSON.stringify(weekend).slice(0, 20), JSON.stringify(weekend).slice(20)]) controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    });
    const chunked = await fetch(`${server.url}/api/visit/trips`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: pieces, duplex: 'half' } as RequestInit);
    expect(chunked.status).toBe(201);
  });

  it('says of a must-see that cannot be reached which one, and what works', async () => {
    const { status, body } = await server.call('POST', '/api/visit/trips', { ...weekend, leave: { at: 'belfast', time: '2027-06-11T15:00' }, mustSee: ['marble-arch-caves'] });
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ field: 'mustSee', message: expect.stringContaining('marble-arch-caves'), mend: expect.stringContaining('nearest') }] });
  });
});

describe('what visitors tell', () => {
  it('is noted as events, with the words kept out of the log', async () => {
    const planned = await plan();
    const told = () => server.call('POST', '/api/visit/attractions/dunluce-castle/visits', { trip: planned.id });
    // A trip's visit counts once, however often and at once it is told.
    for (const { status } of [...(await Promise.all([told(), told(), told()])), await told()]) expect(status).toBe(204);
    expect((await server.call('POST', '/api/visit/attractions/dunluce-castle/visits')).status).toBe(204);
    expect((await server.call('POST', '/api/visit/attractions/dunluce-castle/reports', { about: 'hours', words: 'Shut on Monday, says Anne' })).status).toBe(204);
    const { rows } = await server.database.pool.query<{ type: string; data: object }>("select type, data from platform.event where subject = 'dunluce-castle' order by transaction_id");
    expect(rows.map((row) => row.type)).toEqual(['stop.visited', 'stop.visited', 'attraction.reported']);
    expect(JSON.stringify(rows)).not.toContain('Anne');
  });

  it('is refused about what is not there', async () => {
    expect((await server.call('POST', '/api/visit/attractions/nothing/visits')).status).toBe(404);
    expect((await server.call('POST', '/api/visit/attractions/dunluce-castle/reports', { about: 'weather' })).status).toBe(400);
    expect((await server.call('POST', '/api/visit/attractions/dunluce-castle/reports', { about: 'other', words: 'x'.repeat(2001) })).status).toBe(400);
  });
});

describe('the way', () => {
  it('follows roads from one point to another, or a slug', async () => {
    const { body } = await server.call('GET', '/api/visit/route?from=54.5968,-5.9254&to=portrush&mode=car');
    const route = body as { distanceMetres: number; durationMinutes: number; geometry: { coordinates: unknown[] }; source: string };
    expect(route.source).toBe('drystone');
    expect(route.distanceMetres).toBeGreaterThan(85_000);
    expect(route.distanceMetres).toBeLessThan(115_000);
    expect(route.geometry.coordinates.length).toBeGreaterThan(10);
  });

  it.each(['to=portrush', 'from=here,there&to=portrush', 'from=1,2,3&to=portrush', 'from=53.35,-6.26&to=belfast', 'from=belfast&to=portrush&mode=broomstick'])('refuses %s', async (query) => {
    expect((await server.call('GET', `/api/visit/route?${query}`)).status).toBe(400);
  });
});

describe('the server', () => {
  it('tells that it lives, that it is ready, and its figures', async () => {
    expect((await server.call('GET', '/health/live')).body).toEqual({ status: 'ok' });
    expect((await server.call('GET', '/health/ready')).body).toEqual({ status: 'ok' });
    const { text } = await server.call('GET', '/metrics');
    expect(text).toContain('http_request_duration_seconds_count');
    expect(text).toContain('planning_queue_length');
  });

  it('sends security headers on pages and API alike', async () => {
    for (const path of ['/', '/api/areas']) {
      const { headers } = await server.call('GET', path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('content-security-policy')).toContain("default-src");
      expect(headers.get('x-request-id')).toBeTruthy();
    }
  });

  it('answers what is not there with problem details', async () => {
    const { status, body } = await server.call('GET', '/api/nothing');
    expect(status).toBe(404);
    expect(problem.safeParse(body).error).toBeUndefined();
  });

  it('says what can be done at a path that knows other methods', async () => {
    const { status, body, headers } = await server.call('DELETE', `/api/visit/trips/${'x'.repeat(22)}`);
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('GET, PATCH');
    expect(problem.safeParse(body).error).toBeUndefined();
    expect((await server.call('PUT', '/api/visit/interests')).headers.get('allow')).toBe('GET');
    expect((await server.call('GET', (body as { type: string }).type)).headers.get('location')).toBe('/api-docs#problems');
  });

  it('lets a program in a browser read even a refusal', async () => {
    const { status, headers } = await server.call('POST', '/api/visit/trips', `"${'x'.repeat(70_000)}"`);
    expect(status).toBe(413);
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it('serves the base map', async () => {
    const { body, headers } = await server.call('GET', '/map/northern-ireland/land.geojson');
    expect(body).toMatchObject({ type: 'FeatureCollection' });
    expect(headers.get('etag')).toBeTruthy();
  });
});

describe('the limit of requests', () => {
  it('is one an address and a minute, and trusts a proxy only when told', async () => {
    const limited = await testServer({ RATE_LIMIT_PER_MINUTE: '5', TRUST_PROXY: '1', DEMO: '1' });
    const from = (address: string) => limited.call('GET', '/api/visit/interests', undefined, { 'x-forwarded-for': address });
    for (let i = 0; i < 5; i++) expect((await from('9.9.9.9, 1.1.1.1')).status).toBe(200);
    const refused = await from('8.8.8.8, 1.1.1.1');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await from('1.1.1.2')).status).toBe(200);
    expect((await limited.call('GET', '/health/live')).status).toBe(200);
    // Whoever is signed in is counted by themselves, five times as generously; and nobody by a session that they made up.
    const session = await signIn(limited, 'operator@demo.invalid');
    const ask = async ({ cookie }: { cookie: string }) => (await limited.call('GET', '/api/visit/interests', undefined, { 'x-forwarded-for': '1.1.1.1', cookie })).status;
    for (let times = 0; times < 25; times++) expect(await ask(session)).toBe(200);
    expect(await ask(session)).toBe(429);
    expect(await ask({ cookie: session.cookie.replace(/session_token=.{4}/, 'session_token=AAAA') })).toBe(429);
  });
});
