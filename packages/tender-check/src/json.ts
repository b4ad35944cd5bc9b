/** Reading JSON of which nothing is certain: whatever is missing or of another type is undefined. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** What lies at a path of keys, undefined where the path ends early. */
export function at(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  let here = value;
  for (const key of keys) {
    if (!isObject(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here;
}

export function textAt(value: Json | undefined, ...keys: readonly string[]): string | undefined {
  const found = at(value, ...keys);
  return typeof found === 'string' && found.trim() !== '' ? found : undefined;
}

/** A number, also where it stands in quotes; never NaN or infinite. */
export function numberAt(value: Json | undefined, ...keys: readonly string[]): number | undefined {
  const found = at(value, ...keys);
  const number = typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The objects of a list with their places in it; what is no object is passed over. */
export function objectsAt(value: Json | undefined, ...keys: readonly string[]): { index: number; object: JsonObject }[] {
  const found = at(value, ...keys);
  if (!isArray(found)) return [];
  return found.flatMap((object, index) => (isObject(object) ? [{ index, object }] : []));
}

/** One step further in a JSON Pointer (RFC 6901). */
export function pointer(path: string, ...steps: readonly (string | number)[]): string {
  return path + steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
