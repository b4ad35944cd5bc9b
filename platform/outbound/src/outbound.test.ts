/** Calls to addresses that others named, held to servers that mean harm. */

import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { httpbis } from 'http-message-signatures';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseAllowed, whyRefused } from './addresses.ts';
import { createCircuits } from './circuit.ts';
import { createOutbound, type CallOptions, type Outbound, type OutboundOptions } from './outbound.ts';

let port: number;
let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
let seen: IncomingMessage[] = [];
const server = createServer((request, response) => {
  seen.push(request);
  answer(request, response);
});
const open: Outbound[] = [];
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  seen = [];
  await Promise.all(open.splice(0).map((each) => each.close()));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const outbound = (options: Partial<OutboundOptions> = {}): Outbound => {
  const made = createOutbound({ userAgent: 'Drystone/test', ...options });
  open.push(made);
  return made;
};
const allowing = (): Partial<OutboundOptions> => ({ allowed: parseAllowed([`127.0.0.1:${port}`]) });
const here = (path = '/') => `http://127.0.0.1:${port}${path}`;
const call = (options: CallOptions = {}) => outbound(allowing()).call(here(), options);

describe('an address', () => {
  it.each([
    '127.0.0.1', '10.0.0.1', '172.16.5.4', '192.168.1.1', '100.64.0.1', '169.254.169.254', '0.0.0.0', '224.0.0.1', '255.255.255.255', '240.0.0.1', '192.0.2.1', '198.18.0.1',
    '::', '::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', 'ff02::1', '2001:db8::1',
  ])('%s is refused', (address) => {
    expect(whyRefused(address, parseAllowed([]))).toBeDefined();
  });

  it.each(['8.8.8.8', '185.60.216.35', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is called', (address) => {
    expect(whyRefused(address, parseAllowed([]))).toBeUndefined();
  });

  it.each([
    ...['http://127.0.0.1/', 'http://2130706433/', 'http://0177.0.0.1/', 'http://0x7f.1/', 'http://[::ffff:127.0.0.1]/', 'http://[::1]/', 'http://127.1/', 'http://localhost/'].map((url) => [url, 'private'] as const),
    ...['ftp://provider.example/', 'file:///etc/passwd', 'http://user:secret@8.8.8.8/', 'http://8.8.8.8:25/', 'not an address'].map((url) => [url, 'address'] as const),
  ])('written as %s is refused before anything is sent, as %s', async (url, failure) => {
    await expect(outbound().call(url)).rejects.toMatchObject({ failure, mend: expect.any(String) });
  });

  it('is the one that was looked at: a name that resolves to a private one is refused, also where only one of several is', async () => {
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '10.0.0.1'], ['::ffff:169.254.169.254']]) {
      const resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      await expect(outbound({ resolve }).call(`http://provider.example:${port}/`)).rejects.toMatchObject({ failure: 'private' });
    }
    expect(seen).toEqual([]);
  });

  it('is resolved once for each connection, so that the second answer of a name cannot lead elsewhere', async () => {
    answer = (_, response) => response.end('fine');
    let asked = 0;
    const resolve = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    const { body } = await outbound({ resolve, allowed: parseAllowed(['127.0.0.1/32']) }).call(`http://provider.example:${port}/`);
    expect([Buffer.from(body).toString(), asked]).toEqual(['fine', 1]);
  });

  it('is allowed by host and port, or by range, and by nothing else', () => {
    expect(parseAllowed(['demo.internal:8081', '[::1]:80', '10.1.0.0/16', 'fd00::/8']).hosts.has('demo.internal:8081')).toBe(true);
    expect(whyRefused('10.1.2.3', parseAllowed(['10.1.0.0/16']))).toBeUndefined();
    expect(whyRefused('10.2.2.3', parseAllowed(['10.1.0.0/16']))).toBeDefined();
    for (const wrong of ['everything', '10.1.0.0', 'host:', '*:80', '']) expect(() => parseAllowed([wrong])).toThrow(RangeError);
  });
});

describe('a redirect', () => {
  const to = (location: string, status = 302) => (_: IncomingMessage, response: ServerResponse) => void response.writeHead(status, { location }).end();

  it.each(['http://169.254.169.254/latest/meta-data/', 'http://[::1]/', 'http://localhost:1/', 'file:///etc/passwd', 'http://192.168.0.1/'])('to %s is refused', async (location) => {
    answer = to(location);
    await expect(call()).rejects.toMatchObject({ failure: expect.stringMatching(/^(address|private)$/) });
  });

  it('is followed, but not for ever', async () => {
    answer = (request, response) => (request.url === '/3' ? response.end('here') : to(`/${Number(request.url!.slice(1) || '0') + 1}`)(request, response));
    expect(await call()).toMatchObject({ url: here('/3'), status: 200 });
    answer = to('/again');
    await expect(call()).rejects.toMatchObject({ failure: 'redirect' });
  });
});

describe('a body', () => {
  const endless = (chunk: Buffer, headers: Record<string, string> = {}) => (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, headers);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };

  it('that never ends is given up at its limit', async () => {
    answer = endless(Buffer.alloc(65_536, 'x'));
    await expect(call({ mostBytes: 1_000_000 })).rejects.toMatchObject({ failure: 'too-large' });
  });

  it('that says it is too large is not read', async () => {
    answer = (_, response) => void response.writeHead(200, { 'content-length': '5000000' }).write('x');
    await expect(call({ mostBytes: 1_000_000 })).rejects.toMatchObject({ failure: 'too-large' });
  });

  it.each([['gzip', gzipSync], ['br', (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } })]] as const)('that unpacks (%s) to a thousand times its size is given up at its limit, without growing', async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(100_000_000));
    answer = (_, response) => void response.writeHead(200, { 'content-encoding': encoding }).end(bomb);
    const before = process.memoryUsage().arrayBuffers;
    await expect(call({ mostBytes: 2_000_000 })).rejects.toMatchObject({ failure: 'too-large' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });

  it('that is packed comes unpacked', async () => {
    answer = (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'Text/Plain; charset=utf-8' }).end(gzipSync('hello'));
    const { body, type } = await call({ types: ['text/plain'] });
    expect([Buffer.from(body).toString(), type]).toEqual(['hello', 'text/plain']);
  });

  it('that is not packed as it says, or packed twice, is refused', async () => {
    answer = (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('hello');
    await expect(call()).rejects.toMatchObject({ failure: 'type' });
    answer = (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(gzipSync(gzipSync('x')));
    await expect(call()).rejects.toMatchObject({ failure: 'type' });
  });

  it('of another type is refused, and of any where the answer is a refusal', async () => {
    answer = (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>');
    await expect(call({ types: ['application/json'] })).rejects.toMatchObject({ failure: 'type' });
    answer = (_, response) => void response.writeHead(404, { 'content-type': 'text/html' }).end('<p>');
    expect((await call({ types: ['application/json'] })).status).toBe(404);
  });

  it('that trickles, stops or never begins is given up in time', async () => {
    answer = (_, response) => {
      response.writeHead(200);
      const drops = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(drops));
    };
    await expect(call({ wholeMs: 400 })).rejects.toMatchObject({ failure: 'too-slow' });
    answer = (_, response) => void response.writeHead(200).write('x');
    await expect(call({ readMs: 300 })).rejects.toMatchObject({ failure: 'too-slow' });
    answer = () => undefined;
    await expect(call({ readMs: 300 })).rejects.toMatchObject({ failure: 'too-slow' });
  });
});

describe('a call', () => {
  it('says who calls, what it has already, and takes 304 for an answer', async () => {
    answer = (request, response) => void response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 200, { etag: '"1"' }).end();
    expect(await call({ known: { etag: '"1"', lastModified: 'Mon, 11 Jan 2027 09:00:00 GMT' } })).toMatchObject({ status: 304, etag: '"1"' });
    expect(seen[0]!.headers).toMatchObject({ 'user-agent': 'Drystone/test', 'if-modified-since': 'Mon, 11 Jan 2027 09:00:00 GMT' });
  });

  it('is signed as RFC 9421 says, anew after a redirect', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    answer = (request, response) => (request.url === '/' ? void response.writeHead(302, { location: '/there' }).end() : response.end());
    await outbound({ ...allowing(), key: { keyId: 'of-the-tests', sign: async (data) => sign(null, data, privateKey) } }).call(here());
    expect(seen.length).toBe(2);
    for (const { method, url, headers } of seen) {
      const verified = await httpbis.verifyMessage(
        { keyLookup: async ({ keyid }) => (keyid === 'of-the-tests' ? { id: keyid, algs: ['ed25519'], verify: async (data, signature) => verify(null, data, publicKey, signature) } : null), requiredFields: ['@method', '@target-uri'] },
        { method: method!, url: here(url), headers: headers as Record<string, string> },
      );
      expect(verified).toBe(true);
    }
  });

  it('to a host that fails again and again is not made, until it has rested', async () => {
    answer = (_, response) => void response.writeHead(500).end();
    const caller = outbound(allowing());
    for (let i = 0; i < 5; i++) expect((await caller.call(here())).status).toBe(500);
    await expect(caller.call(here())).rejects.toMatchObject({ failure: 'resting' });
    expect(seen.length).toBe(5);
  });

  it('to nobody says so', async () => {
    await expect(outbound({ allowed: parseAllowed(['127.0.0.1:9']) }).call('http://127.0.0.1:9/')).rejects.toMatchObject({ failure: 'unreachable' });
    await expect(outbound({ resolve: async () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })) }).call('https://no.example/')).rejects.toMatchObject({ failure: 'unreachable' });
  });
});

describe('the breaker of a host', () => {
  it('opens at the fifth failure, is tried by one, rests longer each time, and closes when it works', () => {
    const circuits = createCircuits();
    for (let i = 0; i < 5; i++) circuits.failed('a', 0);
    expect(circuits.wait('a', 0)).toBe(30_000);
    expect(circuits.wait('b', 0)).toBe(0);
    expect(circuits.wait('a', 30_000)).toBe(0);
    expect(circuits.wait('a', 30_001)).toBeGreaterThan(0);
    circuits.failed('a', 31_000);
    expect(circuits.wait('a', 31_000)).toBe(60_000);
    circuits.worked('a');
    expect(circuits.wait('a', 31_000)).toBe(0);
  });
});
