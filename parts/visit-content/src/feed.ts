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

