/**
 * What can be searched for without opening a field: names by whole words and by their first three letters,
 * telephone numbers by all of their digits and the last six, postcodes whole and by their outward half.
 */

/** Without accents, capitals and apostrophes: O'Neill is found as oneill. */
function wordsOf(text: string): readonly string[] {
  return text.normalize('NFKD').replace(/[\p{M}'’`]/gu, '').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/** As it is dialled at home. */
const digitsOf = (phone: string): string => phone.replaceAll(/[^\d+]/g, '').replace(/^(?:\+|00)440?/, '0').replaceAll('+', '');

/** A to Z and digits; the inward half is always three characters. */
const postcodePattern = /^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$/;
const bare = (postcode: string): string => postcode.toUpperCase().replaceAll(/\s/g, '');

/** As it is written on letters; undefined where it is no British one. */
export function postcodeOf(text: string): string | undefined {
  const [, outward, inward] = postcodePattern.exec(bare(text)) ?? [];
  return outward && `${outward} ${inward}`;
}

const shortest = 3;
const tail = 6;

export function nameWords(...names: readonly (string | null)[]): readonly string[] {
  return [...new Set(names.flatMap((name) => wordsOf(name ?? '')).flatMap((word) => [`name ${word}`, ...(word.length > shortest ? [`begins ${word.slice(0, shortest)}`] : [])]))];
}

export function phoneWords(phone: string | null): readonly string[] {
  const digits = digitsOf(phone ?? '');
  return digits.length < tail ? [] : [`phone ${digits}`, `ends ${digits.slice(-tail)}`];
}

export function postcodeWords(postcode: string | null): readonly string[] {
  const [, outward, inward] = postcodePattern.exec(bare(postcode ?? '')) ?? [];
  return outward === undefined ? [] : [`postcode ${outward}${inward}`, `outward ${outward}`];
}

/** What somebody types, as one question: entries of people, or of dwellings, that all have to be there. Undefined where nothing can be found by it. */
export function questionOf(typed: string): { readonly of: 'service-user' | 'dwelling'; readonly anyOf: readonly (readonly string[])[] } | undefined {
  const text = typed.trim();
  if (postcodePattern.test(bare(text))) return { of: 'dwelling', anyOf: [[`postcode ${bare(text)}`]] };
  if (/^[A-Za-z]{1,2}\d[A-Za-z\d]?$/.test(text)) return { of: 'dwelling', anyOf: [[`outward ${text.toUpperCase()}`]] };
  if (/^[+\d][\d ()-]*$/.test(text)) {
    const digits = digitsOf(text);
    if (digits.length < tail) return undefined;
    return { of: 'service-user', anyOf: [[`phone ${digits}`], ...(digits.length === tail ? [[`ends ${digits}`]] : [])] };
  }
  const words = wordsOf(text);
  // The last word may be half typed.
  const last = words.at(-1);
  if (last === undefined) return undefined;
  const before = words.slice(0, -1).map((word) => `name ${word}`);
  return { of: 'service-user', anyOf: [[...before, `name ${last}`], ...(last.length === shortest ? [[...before, `begins ${last}`]] : [])] };
}
