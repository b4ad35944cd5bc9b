/** One place that several describe: the place pack underneath, each provider's record over it. */

import { mostPictures, type Attraction } from '@drystone/part-visit-content';

/**
 * What a record says over what was known. What the place is and where stays as it was; a provider
 * says what it offers. Nobody's `unknown` replaces a known fact, and nothing unverified a fact that was read
 * from a source.
 */
export function merged(known: Attraction, said: Attraction): Attraction {
  const { website } = said;
  const pictures = [...(said.pictures ?? []), ...(known.pictures ?? [])].slice(0, mostPictures);
  return {
    ...known,
    summary: said.summary,
    dwellMinutes: said.dwellMinutes,
    setting: said.setting,
    hours: better(known.hours, said.hours),
    price: withParking(better(known.price, said.price), known.price),
    accessibility: betterAccess(known.accessibility, said.accessibility),
    ...(website === undefined ? {} : { website }),
    ...(pictures.length === 0 ? {} : { pictures }),
  };
}

function better<Fact extends Attraction['hours'] | Attraction['price']>(known: Fact, said: Fact): Fact {
  if (said === 'unknown') return known;
  if (known === 'unknown' || known.basis === 'unverified') return said;
  return said.basis === 'unverified' ? known : said;
}

/** A provider that says what its gate asks has said nothing of the car park. */
function withParking(price: Attraction['price'], known: Attraction['price']): Attraction['price'] {
  return price === 'unknown' || known === 'unknown' || known.parking === undefined ? price : { parking: known.parking, ...price };
}

function betterAccess(known: Attraction['accessibility'], said: Attraction['accessibility']): Attraction['accessibility'] {
  const levels = Object.entries(said).filter(([, level]) => level !== 'unknown' && level !== undefined);
  return { ...known, ...Object.fromEntries(levels) };
}
