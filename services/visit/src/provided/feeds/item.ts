/** What a feed says of one place, before it becomes a record of ours; and what is wrong with one. */

import type { AccessLevel } from '@drystone/part-visit-content';

/** Where it stands in the feed, as its editor would look for it: `line 3`, `/items/4`. */
export interface FeedFault {
  readonly where: string;
  readonly field: string;
  readonly message: string;
  readonly mend: string;
}

/** A feed that cannot be read at all. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
  readonly mend: string;
  constructor(message: string, mend: string) {
    super(message);
    this.mend = mend;
  }
}

export type FeedItem =
  /** A record in the part's own form. */
  | { readonly kind: 'record'; readonly where: string; readonly key: string; readonly record: unknown }
  | { readonly kind: 'described'; readonly where: string; readonly key: string; readonly described: Described }
  | { readonly kind: 'gone'; readonly where: string; readonly key: string }
  /** `key` where it is known which place it was meant to be. */
  | { readonly kind: 'fault'; readonly key?: string; readonly fault: FeedFault };

type Need = 'stepFree' | 'accessibleToilet' | 'hearingLoop' | 'quietHours' | 'parking';

/** A place in other people's words; whatever it does not say is left out. */
export interface Described {
  readonly slug?: string | undefined;
  readonly name?: string | undefined;
  /** A kind of ours, or types of schema.org and the like. */
  readonly kinds: readonly string[];
  readonly summary?: string | undefined;
  readonly lat?: number | undefined;
  readonly lon?: number | undefined;
  readonly area?: string | undefined;
  /** Slug or name. */
  readonly town?: string | undefined;
  /** OpenStreetMap's syntax. */
  readonly opening?: string | undefined;
  readonly price?: { readonly adult: number; readonly child: number; readonly concession: number; readonly year?: number | undefined } | undefined;
  readonly website?: string | undefined;
  readonly access: Partial<Record<Need, AccessLevel>>;
  readonly accessNote?: string | undefined;
  readonly interests?: readonly string[] | undefined;
  readonly dwellMinutes?: number | undefined;
  readonly setting?: string | undefined;
  readonly terrain?: string | undefined;
  readonly renown?: number | undefined;
  readonly pictures?: readonly DescribedPicture[] | undefined;
}

export interface DescribedPicture {
  readonly url: string;
  readonly alt?: string | undefined;
  readonly credit?: string | undefined;
  readonly licence?: string | undefined;
}

export const mostTextCharacters = 20_000;
