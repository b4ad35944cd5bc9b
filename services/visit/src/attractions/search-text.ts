/** The text that free search looks through, and the form a query is brought into. */

import { kinds, type Attraction } from '@drystone/part-visit-content';

/** Lower case, without accents: "Dún Libhse" is found by "dun libhse". */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[’‘]/g, "'").toLowerCase();
}

export function searchText(attraction: Attraction, townName: string): string {
  return folded(
    [attraction.name, ...Object.values(attraction.names ?? {}), townName, kinds[attraction.kind].name, attraction.summary].join(' '),
  );
}
