/** The text that free search looks through, and the form a query is brought into. */

import { kinds, type Attraction } from '@drystone/part-visit-content';

/** Lower case, without accents and apostrophes: "Dún Libhse" is found by "dun libhse", "Giant's" by "giants". */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/['’‘]/g, '').toLowerCase();
}

/** The words of its names, town and kind, for queries with slips of spelling. */
export function searchWords(attraction: Attraction, townName: string): string[] {
  return [...new Set(wordsOf([attraction.name, ...Object.values(attraction.names ?? {}), townName, kinds[attraction.kind].name].join(' ')))];
}

export function wordsOf(text: string): string[] {
  return folded(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

export function searchText(attraction: Attraction, townName: string): string {
  return folded(
    [attraction.name, ...Object.values(attraction.names ?? {}), townName, kinds[attraction.kind].name, attraction.summary].join(' '),
  );
}
