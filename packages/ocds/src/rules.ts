/**
 * Which fields of a release are not merged, and which lists are replaced as a whole: the `omitWhenMerged` and
 * `wholeListMerge` of its JSON Schema, and lists of objects without an id, by path without list positions (`parties.additionalIdentifiers`).
 * Source: OCDS 1.1.5, Merging, https://standard.open-contracting.org/1.1/en/schema/merging/
 */

export interface MergeRules {
  readonly omitted: ReadonlySet<string>;
  readonly whole: ReadonlySet<string>;
}

/** As much of JSON Schema as merging asks about. */
export interface MergeSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, MergeSchema>>;
  readonly items?: MergeSchema;
  readonly omitWhenMerged?: boolean;
  readonly wholeListMerge?: boolean;
  readonly definitions?: Readonly<Record<string, MergeSchema>>;
}

/**
 * Rules of a release schema, extensions patched into it included. References stay inside it (`#/definitions/Item`).
 * @throws Error for a reference that leads nowhere.
 */
export function mergeRulesOf(schema: MergeSchema): MergeRules {
  const omitted = new Set<string>();
  const whole = new Set<string>();
  const follow = (at: MergeSchema, within: readonly string[]): { readonly found: MergeSchema; readonly within: readonly string[] } => {
    if (at.$ref === undefined) return { found: at, within };
    const found = at.$ref.split('/').slice(1).reduce<unknown>((level, key) => (level as Record<string, unknown> | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], schema);
    if (found === undefined) throw new Error(`the schema refers to ${at.$ref}, which it does not have`);
    return { found: { ...(found as MergeSchema), ...at, $ref: undefined as never }, within: [...within, at.$ref] };
  };
  const walk = (at: MergeSchema, path: string, within: readonly string[]): void => {
    for (const [name, given] of Object.entries(at.properties ?? {})) {
      // A definition within itself has no rules that its first occurrence has not.
      if (given.$ref !== undefined && within.includes(given.$ref)) continue;
      const { found, within: deeper } = follow(given, within);
      const here = path === '' ? name : `${path}.${name}`;
      if (found.omitWhenMerged === true) omitted.add(here);
      else if (found.wholeListMerge === true && isList(found)) whole.add(here);
      walk(found, here, deeper);
      if (found.items === undefined || (found.items.$ref !== undefined && deeper.includes(found.items.$ref))) continue;
      const entry = follow(found.items, deeper);
      // Entries that can have no id cannot be matched.
      if (isList(found) && entry.found.properties !== undefined && !('id' in entry.found.properties)) whole.add(here);
      walk(entry.found, here, entry.within);
    }
  };
  walk(schema, '', []);
  return { omitted, whole };
}

const isList = ({ type }: MergeSchema): boolean => type === 'array' || (Array.isArray(type) && type.includes('array'));

/** Those of OCDS 1.1.5, as its release schema states them; the extensions for lots and metrics add none. */
export const releaseRules: MergeRules = {
  omitted: new Set(['id', 'date', 'tag']),
  whole: new Set([
    ...['parties', 'buyer', 'tender.procuringEntity', 'tender.tenderers', 'awards.suppliers', 'contracts.implementation.transactions.payer', 'contracts.implementation.transactions.payee'].map((path) => `${path}.additionalIdentifiers`),
    ...['tender', 'awards', 'contracts'].flatMap((path) => [`${path}.items.additionalClassifications`, `${path}.amendments.changes`, `${path}.amendment.changes`]),
  ]),
};
