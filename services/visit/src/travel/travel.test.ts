import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { osrmSource } from './osrm.ts';
import { createTravel, type TravelSource } from './travel.ts';

const belfast = { lat: 54.6, lon: -5.93 };
const derry = { lat: 55, lon: -7.32 };
const straight: TravelSource = {
  name: 'straight',
  table: async (from, to) => ({ durationMinutes: new Float64Array(from.length * to.length).fill(7), distanceMetres: new Float64Array(from.length * to.length).fill(7000) }),
  leg: async () => ({ durationMinutes: 7, distanceMetres: 7000, coordinates: [], ferries: [] }),
};

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A routing server of this machine that answers as told, and counts. */
async function router(answer: (path: string, response: ServerResponse) => void): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    asked.push(request.url!);
    response.setHeader('content-type', 'application/json');
    answer(request.url!, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}/`, asked };
}

const table = (path: string, response: ServerResponse): void => {
  const count = (name: string) => new URL(path, 'http://x').searchParams.get(name)!.split(';').length;
  const rows = Array.from({ length: count('sources') }, (_, i) => Array.from({ length: count('destinations') }, (__, j) => (i + j) * 60));
  response.end(JSON.stringify({ code: 'Ok', durations: rows, distances: rows.map((row) => row.map((seconds) => seconds * 20)) }));
};

describe('a routing server', () => {
  it('is asked in pieces that it allows, and the pieces are put together', async () => {
    const { url, asked } = await router(table);
    const points = Array.from({ length: 60 }, (_, i) => ({ lat: 54 + i / 100, lon: -6 }));
    const answer = await osrmSource(url).table(points, points, 'car');
    expect(asked).toHaveLength(4);
    expect(asked.every((path) => path.startsWith('/table/v1/driving/-6.00000,54.'))).toBe(true);
    expect(answer.durationMinutes[1 * 60 + 2]).toBe(3);
    expect(answer.durationMinutes[55 * 60 + 57]).toBe(5 + 7);
  });

  it('tells a way with its line', async () => {
    const { url } = await router((_, response) => response.end(JSON.stringify({ code: 'Ok', routes: [{ distance: 115_000, duration: 5400, geometry: { coordinates: [[-5.93, 54.6], [-7.32, 55]] } }] })));
    expect(await osrmSource(url).leg(belfast, derry, 'car')).toEqual({ distanceMetres: 115_000, durationMinutes: 90, coordinates: [[-5.93, 54.6], [-7.32, 55]], ferries: [] });
  });

  it('may say that there is no way', async () => {
    const { url } = await router((_, response) => {
      response.statusCode = 400;
      response.end(JSON.stringify({ code: 'NoRoute' }));
    });
    expect(await osrmSource(url).leg(belfast, derry, 'walk')).toBeUndefined();
  });

  it.each<[string, (path: string, response: ServerResponse) => void]>([
    ['fails', (_, response) => void response.writeHead(500).end('{}')],
    ['answers nonsense', (_, response) => void response.end('{"code":"Ok","routes":"all of them"}')],
    ['answers no JSON', (_, response) => void response.end('<html>')],
    ['sends elsewhere', (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()],
  ])('that %s is stood in for, and that is said', async (_, answer) => {
    const { url } = await router(answer);
    const failures: string[] = [];
    const travel = createTravel([osrmSource(url), straight], [belfast], (source) => failures.push(source));
    expect(await travel.leg(belfast, derry, 'car')).toMatchObject({ source: 'straight', value: { durationMinutes: 7 } });
    expect(await travel.minutesAmong([derry], 'car')).toMatchObject({ source: 'straight' });
    expect(failures).toEqual(['osrm', 'osrm']);
  });

  it('that comes back is asked again', async () => {
    let broken = true;
    const { url } = await router((path, response) => (broken ? response.writeHead(503).end('{}') : table(path, response)));
    const travel = createTravel([osrmSource(url), straight], [belfast, derry]);
    expect((await travel.minutesAmong([], 'car')).source).toBe('straight');
    broken = false;
    expect((await travel.minutesAmong([], 'car')).source).toBe('osrm');
  });
});

describe('the table of a trip', () => {
  it('is the kept points and then the others, each to each', async () => {
    const named: TravelSource = { ...straight, table: async (from, to) => ({ durationMinutes: Float64Array.from(from.flatMap((a) => to.map((b) => a.lat * 100 + b.lat))), distanceMetres: new Float64Array(from.length * to.length) }) };
    const at = (lat: number) => ({ lat, lon: 0 });
    const { value } = await createTravel([named], [at(3), at(1)]).minutesAmong([at(9)], 'car');
    expect([0, 1, 2].map((from) => [0, 1, 2].map((to) => value(from, to)))).toEqual([[303, 301, 309], [103, 101, 109], [903, 901, 909]]);
  });
});
