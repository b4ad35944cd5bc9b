/** The open HTTP form of the part: what an endpoint that serves attractions answers. `openapi.json` describes it. */

import { z } from 'zod';

/** One page of `GET {feed}`. Items are looked at one by one, so that one bad one does not hide the others. */
export const contentPage = z.object({
  items: z.array(z.unknown()).max(1_000),
  /** Address of the next page, from the root or whole; null on the last. */
  next: z.string().max(2_000).nullable(),
});

/** Of one provider. */
export const mostItems = 5_000;
export const mostPages = 500;

/** `{feed}/{slug}`: where one place is. */
export function addressOf(feed: string, slug: string): string {
  const url = new URL(feed);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(slug)}`;
  return url.href;
}

/** Where the next page is; undefined where that is not an address, or one of somebody else. */
export function nextPage(page: string, next: string): string | undefined {
  if (!URL.canParse(next, page)) return undefined;
  const url = new URL(next, page);
  return url.origin === new URL(page).origin ? url.href : undefined;
}

/** What zod says of a value that does not fit, in words for whoever keeps a feed. */
export function misfitWords(message: string): string {
  if (/received undefined$/.test(message)) return 'is missing';
  const options = /^Invalid option: expected one of (.+)$/.exec(message)?.[1]?.replaceAll('"', '').split('|');
  if (options !== undefined) return `is missing, or is none of ${options.join(', ')}`;
  return message === 'Invalid input' ? 'is missing, or not of the form that is wanted' : message.replace(/^Invalid input: expected (\w+), received (\w+)$/, 'is $2 where $1 is wanted');
}
