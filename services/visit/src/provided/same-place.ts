/** Whether two records may be of one place: near each other and called alike. A curator decides. */

import type { Attraction } from '@drystone/part-visit-content';
import { folded } from '../attractions/search-text.ts';
import { distanceMetres } from '../content/geometry.ts';

const nearMetres = 300;
const nearAlikeMetres = 1_000;
const alike = 0.6;
const idle = new Set(['the', 'of', 'and', 'at', 'a']);

export interface NearPlace {
  readonly slug: string;
  readonly name: string;
  readonly distanceMetres: number;
  /** Called much the same: likely the same place. */
  readonly alike: boolean;
}

/** The likely ones first, then the nearest. */
export function nearPlaces(record: Attraction, others: Iterable<Attraction>): NearPlace[] {
  const near: NearPlace[] = [];
  for (const other of others) {
    const away = Math.round(distanceMetres(record.position, other.position));
    if (away > nearAlikeMetres) continue;
    const isAlike = alikeness(record.name, other.name) >= alike;
    if (away <= nearMetres || isAlike) near.push({ slug: other.slug, name: other.name, distanceMetres: away, alike: isAlike });
  }
  return near.sort((a, b) => Number(b.alike) - Number(a.alike) || a.distanceMetres - b.distanceMetres).slice(0, 10);
}

/** Dice's coefficient of the words that tell one name from another, 0 to 1. */
export function alikeness(a: string, b: string): number {
  const words = (text: string) => new Set(folded(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '' && !idle.has(word)));
  const [left, right] = [words(a), words(b)];
  const shared = [...left].filter((word) => right.has(word)).length;
  return left.size + right.size === 0 ? 0 : (2 * shared) / (left.size + right.size);
}
