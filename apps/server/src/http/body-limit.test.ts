/** How large a request's body may be, told or in pieces, at every door of the running product. */

import { request } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { testServer, type TestServer } from '../../../../tests/support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});

/** Sends a body in pieces of 16 KB that do not tell how many will come, or as a whole that does. */
function send(path: string, type: string, body: string, inPieces: boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(server.url + path, { method: 'POST', headers: { 'content-type': type, origin: server.url, accept: 'text/html', ...(inPieces ? { 'transfer-encoding': 'chunked' } : { 'content-length': Buffer.byteLength(body) }) } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    // Whoever is refused in the middle of sending finds the line closed.
    asked.on('error', (error: NodeJS.ErrnoException) => (['EPIPE', 'ECONNRESET'].includes(error.code ?? '') ? undefined : reject(error)));
    for (let at = 0; at < body.length; at += 16_384) asked.write(body.slice(at, at + 16_384));
    asked.end();
  });
}

const form = 'application/x-www-form-urlencoded';
const tender = (bytes: number) => JSON.stringify({ tender: { description: 'a '.repeat(bytes / 2) } });

describe.each([
  ['that tells its length', false],
  ['that comes in pieces', true],
])('a body %s', (_, inPieces) => {
  it('of more than 64 KB is refused by pages and API', async () => {
    expect(await send('/sign-in?/link', form, `email=${'a'.repeat(70_000)}`, inPieces)).toBe(413);
    expect(await send('/api/visit/trips', 'application/json', tender(70_000), inPieces)).toBe(413);
  });

  it('of a few words reaches page and API whole', async () => {
    expect(await send('/sign-in?/link', form, 'email=not-an-address', inPieces)).toBe(400);
    expect(await send('/api/commissioning/tender-check', 'application/json', tender(10), inPieces)).toBe(200);
  });

  it('of exactly 64 KB is not too large', async () => {
    const body = JSON.stringify({ place: 'x'.repeat(64 * 1024 - '{"place":""}'.length) });
    expect(Buffer.byteLength(body)).toBe(64 * 1024);
    expect(await send('/api/visit/trips', 'application/json', body, inPieces)).toBe(400);
  });

  it('of up to 2 MB is taken where a whole tender is checked, and no more', async () => {
    expect(await send('/api/commissioning/tender-check', 'application/json', tender(1_900_000), inPieces)).toBe(200);
    expect(await send('/api/commissioning/tender-check', 'application/json', tender(2_200_000), inPieces)).toBe(413);
  });
});
