/** What an endpoint answers when it is asked as the platform will ask it. Only asks, never judges. */

import { OutboundError, replyTo, type CallOptions, type Outbound } from '@drystone/outbound';
import type { Reply } from '@drystone/part';
import { fieldProblems } from '@drystone/problems';
import { addressOf, contentPage, mostItems, mostPages, nextPage } from '../feed.ts';

export interface Evidence {
  /** What went wrong between the first page and the last. */
  readonly pages: readonly PageFault[];
  readonly pageCount: number;
  readonly items: readonly Item[];
  /** The first item, asked for by itself; undefined where there was none with a slug. */
  readonly one: Reply | undefined;
  /** Milliseconds of each answer to a request for the first page. */
  readonly timesMs: readonly number[];
  /** What came back when we said what we have; undefined where the endpoint names neither ETag nor Last-Modified. */
  readonly again: Reply | undefined;
  readonly unknownPlace: Reply;
  readonly unknownCursor: Reply;
  readonly head: Reply;
  readonly unknownMethod: Reply;
}

export interface Item {
  /** JSON Pointer in the page, and the page where it is not the first. */
  readonly where: string;
  readonly value: unknown;
}

export interface PageFault {
  readonly where: string;
  readonly what: string;
  readonly mend: string;
}

/** How often the first page is asked for. */
export const timedRequests = 20;
const mostBytes = 5_000_000;
const pageTypes = ['application/json'];
const decoder = new TextDecoder('utf-8', { fatal: true });

/** @throws OutboundError where the first page cannot be had at all. */
export async function gather(endpoint: string, outbound: Outbound, onStep: (step: string) => void): Promise<Evidence> {
  const reply = (url: string, options: CallOptions = {}) => replyTo(outbound, url, { mostBytes, ...options });

  onStep('reading the pages');
  const read = await readPages(endpoint, outbound, onStep);
  const slug = read.items.map(({ value }) => (value as { slug?: unknown } | null)?.slug).find((each) => typeof each === 'string');

  onStep(`asking ${timedRequests} times for the first page`);
  const timesMs: number[] = [];
  for (let i = 0; i < timedRequests; i++) {
    const before = performance.now();
    const { status } = await reply(endpoint);
    timesMs.push(status === 200 ? performance.now() - before : Infinity);
  }

  onStep('asking for what is not there');
  const cursor = new URL(endpoint);
  cursor.searchParams.set('cursor', 'drystone-no-such-cursor');
  return {
    ...read,
    timesMs,
    one: slug === undefined ? undefined : await reply(addressOf(endpoint, slug)),
    again: read.known === undefined ? undefined : await reply(endpoint, { known: read.known }),
    unknownPlace: await reply(addressOf(endpoint, 'drystone-no-such-place')),
    unknownCursor: await reply(cursor.href),
    head: await reply(endpoint, { method: 'HEAD' }),
    // A method that every server knows of (RFC 4918) and that changes nothing.
    unknownMethod: await reply(endpoint, { method: 'PROPFIND' }),
  };
}

async function readPages(endpoint: string, outbound: Outbound, onStep: (step: string) => void) {
  const pages: PageFault[] = [];
  const items: Item[] = [];
  const seen = new Set<string>();
  let known: { etag: string | null; lastModified: string | null } | undefined;
  let at: string | undefined = endpoint;
  while (at !== undefined) {
    const where: string = seen.size === 0 ? 'the first page' : at;
    const fault = (what: string, mend: string) => void pages.push({ where: where.slice(0, 400), what, mend });
    if (seen.has(at)) {
      fault('is named as next although it was read already', 'end with next: null');
      break;
    }
    if (seen.size >= mostPages || items.length >= mostItems) {
      fault(`there are more than ${mostPages} pages or ${mostItems} items`, 'publish fewer, or put more on a page');
      break;
    }
    if (seen.size > 0 && seen.size % 10 === 0) onStep(`page ${seen.size + 1}, ${items.length} items`);
    seen.add(at);
    let answer: Awaited<ReturnType<Outbound['call']>>;
    try {
      answer = await outbound.call(at, { mostBytes, types: pageTypes });
    } catch (error) {
      if (!(error instanceof OutboundError) || (seen.size === 1 && error.failure !== 'type' && error.failure !== 'too-large')) throw error;
      fault(error.message, error.mend);
      break;
    }
    if (answer.status !== 200) {
      fault(`answers ${answer.status}`, 'answer 200');
      break;
    }
    if (seen.size === 1 && (answer.etag !== null || answer.lastModified !== null)) known = { etag: answer.etag, lastModified: answer.lastModified };
    let given: unknown;
    try {
      given = JSON.parse(decoder.decode(answer.body));
    } catch (error) {
      fault(error instanceof SyntaxError ? `is not JSON (${error.message.slice(0, 200)})` : 'is not UTF-8', 'send JSON in UTF-8');
      break;
    }
    const page = contentPage.safeParse(given);
    if (!page.success) {
      const { field, message } = fieldProblems(page.error, 'the page')[0]!;
      fault(`${field}: ${message}`, 'send {"items": […], "next": null}');
      break;
    }
    page.data.items.forEach((value, index) => items.push({ where: `/items/${index}${seen.size === 1 ? '' : ` of page ${seen.size}`}`, value }));
    if (page.data.next === null) break;
    const next = nextPage(answer.url, page.data.next);
    if (next === undefined) fault('names a next page that is not of the same host', 'give a path from the root');
    at = next;
  }
  return { pages, pageCount: seen.size, items, known };
}
