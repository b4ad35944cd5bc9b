/** A place's catalogue with what its providers publish, for as long as their awards are in force. */

import { createHash } from 'node:crypto';
import type { Attraction } from '@drystone/part-visit-content';
import type { Catalogue, ContentSource } from '../content/place-data.ts';
import type { ServingAward } from '../ports.ts';
import { merged } from './merge.ts';

export interface ProvidedAttraction {
  readonly provider: string;
  readonly record: Attraction;
}

/** The same catalogue where no award brings anything into it. */
export function joined(pack: Catalogue, provided: readonly ProvidedAttraction[], awards: readonly ServingAward[]): Catalogue {
  const attractions = new Map(pack.attractions);
  const sources = new Map<string, ContentSource[]>();
  for (const { awardId, providerId, areas } of awards) {
    for (const { record } of provided.filter(({ provider }) => provider === providerId)) {
      if (!areas.includes(record.area)) continue;
      const known = attractions.get(record.slug);
      attractions.set(record.slug, known === undefined ? record : merged(known, record));
      sources.set(record.slug, [...(sources.get(record.slug) ?? []), { awardId, providerId }]);
    }
  }
  if (sources.size === 0) return pack;
  const revision = createHash('sha256').update(JSON.stringify([pack.revision, [...sources]])).digest().readUIntBE(0, 6);
  return { ...pack, revision, attractions: new Map([...attractions].sort(([a], [b]) => (a < b ? -1 : 1))), sources };
}
