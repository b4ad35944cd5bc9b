/** Reads a feed to its end, item by item, whatever its form: never more at once than a page, never longer than its limits. */

import type { Outbound } from '@drystone/outbound';
import { contentPage, mostItems, mostPages, nextPage } from '@drystone/part-visit-content';
import { fieldProblems } from '../../problem.ts';
import { rowsOf } from './csv.ts';
import { FeedError, type FeedItem } from './item.ts';
import { isObject, listOf, parseJson, parseJsonText, type Json } from './json.ts';
import { placeOf, placesIn } from './json-ld.ts';
import { embeddedData } from './plain-text.ts';

export const feedFormats = ['items', 'json-ld', 'csv', 'rpde'] as const;
export type FeedFormat = (typeof feedFormats)[number];

export interface Known {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export type FeedReading =
  /** As it was, its host says. */
  | { readonly changed: false }
  | {
      readonly changed: true;
      readonly items: AsyncGenerator<FeedItem, void>;
      /** Asked when all items were read: what to say next time. Nothing where there were several pages, of which the first tells nothing of the others. */
      readonly known: () => Known;
    };

const mostBytes = 20_000_000;
const pageMs = 60_000;
const types: Readonly<Record<FeedFormat, readonly string[]>> = {
  items: ['application/json'],
  'json-ld': ['application/ld+json', 'application/json', 'text/html', 'application/xhtml+xml'],
  csv: ['text/csv', 'text/plain', 'application/csv', 'text/tab-separated-values'],
  rpde: ['application/json', 'application/vnd.openactive.rpde+json', 'application/vnd.openactive.rpde-page+json'],
};

/** The host asked us to come back no sooner. */
export class ComeBackLater extends FeedError {
  readonly seconds: number;
  constructor(status: number, seconds: number) {
    super(`answers ${status}`, 'see why it refuses us');
    this.seconds = seconds;
  }
}

/** @throws FeedError, OutboundError; also while its items are read. */
export async function readFeed(outbound: Outbound, { url, format, known }: { readonly url: string; readonly format: FeedFormat; readonly known: Known }, signal: AbortSignal): Promise<FeedReading> {
  const options = { mostBytes, wholeMs: pageMs, types: types[format], signal };
  if (format === 'csv') {
    const { body, ...answer } = await outbound.open(url, { ...options, known });
    if (answer.status === 304) return { changed: false };
    if (answer.status !== 200) {
      await body.return();
      throw refusal(answer);
    }
    return { changed: true, known: () => answer, items: limited(rowsOf(body)) };
  }
  const first = await outbound.call(url, { ...options, known });
  if (first.status === 304) return { changed: false };
  const read = async (at: string) => outbound.call(at, options);
  const seen = new Set<string>();
  const items = format === 'json-ld' ? ofDocument(first) : ofPages(first, read, format, seen);
  return { changed: true, known: () => (seen.size > 1 ? { etag: null, lastModified: null } : first), items: limited(items) };
}

type Answer = Awaited<ReturnType<Outbound['call']>>;

async function* limited(items: AsyncIterable<FeedItem>): AsyncGenerator<FeedItem, void> {
  let count = 0;
  for await (const item of items) {
    if (++count > mostItems) throw new FeedError(`holds more than ${mostItems} places`, `publish at most ${mostItems}`);
    yield item;
  }
}

async function* ofDocument(answer: Answer): AsyncGenerator<FeedItem, void> {
  if (answer.status !== 200) throw refusal(answer);
  if (!answer.type.includes('html')) return yield* placesIn(parseJson(answer.body));
  const blocks = embeddedData(new TextDecoder().decode(answer.body));
  if (blocks.length === 0) throw new FeedError('is a page without JSON-LD', 'add <script type="application/ld+json">, or name the address of the data itself');
  for (const [index, block] of blocks.entries()) yield* placesIn(parseJsonText(block), `script ${index + 1}: `);
}

async function* ofPages(first: Answer, read: (url: string) => Promise<Answer>, format: 'items' | 'rpde', seen: Set<string>): AsyncGenerator<FeedItem, void> {
  for (let answer = first; ; ) {
    if (answer.status !== 200) throw refusal(answer);
    seen.add(answer.url);
    const document = parseJson(answer.body);
    const page = contentPage.safeParse(isObject(document) && document['next'] === undefined ? { ...document, next: null } : document);
    if (!page.success) throw new FeedError(fieldProblems(page.error, 'the page').map(({ field, message }) => `${field}: ${message}`)[0]!, 'send {"items": […], "next": …}');
    const where = (index: number) => `/items/${index}${seen.size === 1 ? '' : ` of page ${seen.size}`}`;
    for (const [index, value] of page.data.items.entries()) yield format === 'rpde' ? ofRpde(value as Json, where(index)) : ofOpenForm(value, where(index));
    if (page.data.next === null) return;
    const next = nextPage(answer.url, page.data.next);
    if (next === undefined) throw new FeedError('names a next page that is not of the same host', 'keep to one host');
    // RPDE ends with an empty page that names itself.
    if (format === 'rpde' && page.data.items.length === 0) return;
    if (seen.has(next)) throw new FeedError('leads in circles', 'end with next: null');
    if (seen.size >= mostPages) throw new FeedError(`has more than ${mostPages} pages`, 'put more on a page');
    answer = await read(next);
  }
}

function ofOpenForm(record: unknown, where: string): FeedItem {
  const { slug } = (record ?? {}) as { slug?: unknown };
  return { kind: 'record', where, key: typeof slug === 'string' ? slug.slice(0, 500) : where, record };
}

/** An item of OpenActive's Realtime Paged Data Exchange. */
function ofRpde(item: Json, where: string): FeedItem {
  if (!isObject(item) || (typeof item['id'] !== 'string' && typeof item['id'] !== 'number')) return { kind: 'fault', fault: { where, field: 'id', message: 'is missing', mend: 'send state, kind, id, modified and data' } };
  const key = `${String(item['kind'] ?? '')} ${item['id']}`.trim().slice(0, 500);
  if (item['state'] === 'deleted') return { kind: 'gone', where, key };
  return placeOf(listOf(item['data'])[0] ?? null, `${where}/data`, key);
}

function refusal({ status, headers }: Pick<Answer, 'status' | 'headers'>): FeedError {
  const after = headers['retry-after'] ?? '';
  const seconds = /^\d{1,6}$/.test(after) ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
  if ((status === 429 || status === 503) && seconds > 0) return new ComeBackLater(status, seconds);
  return new FeedError(`answers ${status}`, status === 404 || status === 410 ? 'give the address where it is now' : status === 401 || status === 403 ? 'let everybody read it' : 'see what your server’s log says');
}

