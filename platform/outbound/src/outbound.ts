/**
 * Every call to a foreign address. Whoever named it may mean harm: the name is resolved once and
 * the connection goes to the address that was looked at, also after each redirect; what comes back
 * is limited in size, unpacked and packed, and in time, as a whole and between two reads.
 */

import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { Agent, request } from 'undici';
import { nothingAllowed, whyRefused, type Allowed } from './addresses.ts';
import { createCircuits } from './circuit.ts';
import { contentDigest, signedHeaders, type RequestKey } from './signing.ts';

export interface OutboundOptions {
  /** Says who calls, for example `Drystone/0.1.0 (+https://guide.example/about)`. */
  readonly userAgent: string;
  readonly allowed?: Allowed;
  /** Signs each request, so that who is called can know who calls (RFC 9421). */
  readonly key?: RequestKey | undefined;
  /** Stands in for the system's resolver in tests. */
  readonly resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
}

export interface CallOptions {
  readonly method?: 'GET' | 'HEAD' | 'PROPFIND' | 'POST';
  /** Sent as JSON in UTF-8, and signed with the address; a POST follows no redirect. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the caller has already: 304 comes back where nothing has changed. */
  readonly known?: { readonly etag?: string | null; readonly lastModified?: string | null };
  /** Media types that will do, without parameters, where the answer is 2xx; all of them by default. */
  readonly types?: readonly string[];
  /** Of the body, unpacked; 10 MB by default. */
  readonly mostBytes?: number;
  /** For the whole call, body and redirects included; 30 s by default. */
  readonly wholeMs?: number;
  /** Until the headers, and between two reads; 10 s by default. */
  readonly readMs?: number;
  readonly mostRedirects?: number;
  /** Where the caller has had enough. */
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** Where the redirects led. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Media type without parameters, in lower case; empty where none was named. */
  readonly type: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface Outbound {
  /** The whole answer. @throws OutboundError */
  call(url: string, options?: CallOptions): Promise<Answer & { readonly body: Uint8Array }>;
  /** The body as it comes: read it to its end, or `return` from it. @throws OutboundError, also while reading */
  open(url: string, options?: CallOptions): Promise<Answer & { readonly body: AsyncGenerator<Uint8Array, void> }>;
  close(): Promise<void>;
}

/** `private`: the address is none on the public internet, and is not allowed all the same. */
export type OutboundFailure = 'address' | 'private' | 'redirect' | 'too-large' | 'too-slow' | 'type' | 'unreachable' | 'resting';

/** Why a call came to nothing, in words for whoever named the address. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly failure: OutboundFailure;
  readonly mend: string;

  constructor(failure: OutboundFailure, message: string, mend: string, cause?: unknown) {
    super(message, { cause });
    this.failure = failure;
    this.mend = mend;
  }
}

const defaults = { mostBytes: 10_000_000, wholeMs: 30_000, readMs: 10_000, mostRedirects: 3 } as const;
const redirects = new Set([301, 302, 303, 307, 308]);

export function createOutbound({ userAgent, allowed = nothingAllowed, key, resolve = resolveBySystem }: OutboundOptions): Outbound {
  const circuits = createCircuits();
  const agentWith = (lookup: LookupFunction) => new Agent({ connect: { lookup, timeout: 10_000 }, connections: 4, pipelining: 1, keepAliveTimeout: 4_000, keepAliveMaxTimeout: 30_000, maxOrigins: 500 });
  const checking = agentWith((hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const refused = addresses.map(({ address }) => whyRefused(address, allowed)).find(Boolean);
        if (addresses.length === 0) callback(new OutboundError('address', `${hostname} has no address`, 'use an address that everybody can reach'), '', 0);
        else if (refused !== undefined) callback(privateAddress(hostname, refused), '', 0);
        else if (options.all) callback(null, [...addresses]);
        else callback(null, addresses[0]!.address, addresses[0]!.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  });
  const trusting = agentWith((hostname, options, callback) => systemLookup(hostname, options, callback));

  /** @throws OutboundError where it may not be called. */
  function agentFor(url: URL): Agent {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new OutboundError('address', `${url.protocol} is not called`, 'use an address that begins with https://');
    if (url.username !== '' || url.password !== '') throw new OutboundError('address', 'the address holds a password', 'leave it out');
    const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
    if (allowed.hosts.has(`${url.hostname}:${port}`)) return trusting;
    if (port < 1024 && port !== 443 && port !== 80) throw new OutboundError('address', `port ${port} is not for web pages`, 'use port 443');
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    const refused = isIP(literal) === 0 ? undefined : whyRefused(literal, allowed);
    if (refused !== undefined) throw privateAddress(literal, refused);
    return checking;
  }

  async function open(given: string, options: CallOptions = {}): Promise<Answer & { body: AsyncGenerator<Uint8Array, void> }> {
    if (!URL.canParse(given)) throw new OutboundError('address', 'this is not an address', 'use one such as https://provider.example/feed');
    const { method = 'GET', headers = {}, known, types, mostBytes = defaults.mostBytes, wholeMs = defaults.wholeMs, readMs = defaults.readMs, mostRedirects = method === 'POST' ? 0 : defaults.mostRedirects } = options;
    const body = options.json === undefined ? undefined : JSON.stringify(options.json);
    const signal = AbortSignal.any([AbortSignal.timeout(wholeMs), ...(options.signal === undefined ? [] : [options.signal])]);
    let url = new URL(given);
    for (let hop = 0; ; hop++) {
      const dispatcher = agentFor(url);
      const resting = circuits.wait(url.host, Date.now());
      if (resting > 0) throw new OutboundError('resting', `${url.host} failed too often and is left alone for ${Math.ceil(resting / 1000)} s`, 'try again then');
      const sent: Record<string, string> = {
        'user-agent': userAgent,
        accept: types === undefined ? '*/*' : [...types, '*/*;q=0.1'].join(', '),
        'accept-encoding': 'gzip, br',
        ...(known?.etag ? { 'if-none-match': known.etag } : {}),
        ...(known?.lastModified ? { 'if-modified-since': known.lastModified } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-digest': contentDigest(body) }),
        ...headers,
      };
      const answer = await request(url, {
        // What is asked for by other names than undici's own list is plain HTTP too.
        method: method as 'GET',
        headers: key === undefined ? sent : await signedHeaders(key, method, url, sent),
        ...(body === undefined ? {} : { body }),
        dispatcher,
        signal,
        headersTimeout: readMs,
        bodyTimeout: readMs,
      }).catch((error: unknown) => {
        throw failed(url, error);
      });
      if (answer.statusCode >= 500) circuits.failed(url.host, Date.now());
      else circuits.worked(url.host);
      const told = plainHeaders(answer.headers);
      if (redirects.has(answer.statusCode) && told['location'] !== undefined) {
        await answer.body.dump({ limit: 16_384, signal }).catch(() => undefined);
        if (hop >= mostRedirects) throw new OutboundError('redirect', `leads on more than ${mostRedirects} times`, 'name the address that it leads to');
        if (!URL.canParse(told['location'], url)) throw new OutboundError('redirect', 'leads to what is not an address', 'name the right address');
        const next = new URL(told['location'], url);
        if (url.protocol === 'https:' && next.protocol !== 'https:') throw new OutboundError('redirect', 'leads from https to http', 'keep to https');
        url = next;
        continue;
      }
      const type = (told['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
      const isRefused = types !== undefined && answer.statusCode >= 200 && answer.statusCode < 300 && answer.statusCode !== 204 && method === 'GET' && !types.includes(type);
      const encoding = (told['content-encoding'] ?? 'identity').trim().toLowerCase();
      if (isRefused || !(encoding in unpacking)) {
        answer.body.on('error', () => undefined).destroy();
        throw isRefused
          ? new OutboundError('type', `says it is ${type === '' ? 'nothing in particular' : `"${type.slice(0, 60)}"`}`, `answer with content-type ${types!.join(' or ')}`)
          : new OutboundError('type', `is packed as "${encoding.slice(0, 40)}"`, 'pack it with gzip, br or not at all');
      }
      const length = Number(told['content-length'] ?? 0);
      if (method === 'GET' && length > mostBytes) {
        answer.body.on('error', () => undefined).destroy();
        throw tooLarge(mostBytes);
      }
      const at = url;
      return {
        status: answer.statusCode,
        url: url.href,
        headers: told,
        type,
        etag: told['etag'] ?? null,
        lastModified: told['last-modified'] ?? null,
        body: limited(unpacked(answer.body, encoding as keyof typeof unpacking), mostBytes, (error) => failed(at, error)),
      };
    }

    function failed(at: URL, error: unknown): OutboundError {
      if (error instanceof OutboundError) {
        // An address that is refused says nothing of the host's health.
        return error;
      }
      const { code, name } = error as NodeJS.ErrnoException;
      if (options.signal?.aborted) return new OutboundError('unreachable', 'the call was given up', 'try again', error);
      circuits.failed(at.host, Date.now());
      if (signal.aborted || name === 'TimeoutError') return new OutboundError('too-slow', `did not answer whole within ${wholeMs / 1000} s`, 'answer faster, or less at a time', error);
      if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return new OutboundError('too-slow', `said nothing for ${readMs / 1000} s`, 'answer faster', error);
      if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new OutboundError('unreachable', `there is no host called ${at.hostname}`, 'look at how the address is spelled', error);
      if (code?.startsWith('Z_') || code?.startsWith('ERR__ERROR_') || code?.startsWith('ERR_PADDING')) return new OutboundError('type', 'is not packed as it says', 'mend its content-encoding', error);
      return new OutboundError('unreachable', `cannot be reached (${code ?? (error as Error).message})`, 'see that it is running and that its certificate is valid', error);
    }
  }

  return {
    open,
    async call(url, options) {
      const { body, ...answer } = await open(url, options);
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      return { ...answer, body: Buffer.concat(chunks) };
    },
    async close() {
      await Promise.all([checking.destroy(), trusting.destroy()]);
    },
  };
}

const unpacking = { identity: undefined, gzip: createGunzip, 'x-gzip': createGunzip, br: createBrotliDecompress } as const;

type Chunks = AsyncIterable<Uint8Array>;

function unpacked(body: NodeJS.ReadableStream, encoding: keyof typeof unpacking): Chunks {
  const unpack = unpacking[encoding]?.();
  if (unpack === undefined) return body as unknown as Chunks;
  // The one hears of the other's end and failure by this.
  pipeline(body, unpack, () => undefined);
  return unpack;
}

async function* limited(body: Chunks, mostBytes: number, failed: (error: unknown) => OutboundError): AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw tooLarge(mostBytes);
      yield chunk;
    }
  } catch (error) {
    throw failed(error);
  }
}

function tooLarge(mostBytes: number): OutboundError {
  return new OutboundError('too-large', `is larger than ${mostBytes / 1e6} MB`, 'answer in pages');
}

function privateAddress(host: string, why: string): OutboundError {
  return new OutboundError('private', `${host} ${why}`, 'use an address that everybody can reach');
}

async function resolveBySystem(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => systemLookup(hostname, { all: true, order: 'verbatim' }, (error, addresses) => (error ? reject(error) : resolve(addresses))));
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]])));
}
