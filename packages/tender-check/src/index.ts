/** Finds what keeps small, local and social providers out of a tender, in an OCDS release. */

import { at, isObject, objectsAt, pointer, textAt, type Json, type JsonObject } from './json.ts';
import type { Finding, Severity } from './rule.ts';
import { rules } from './rules/all.ts';
import { readTender, type Tender } from './tender.ts';

/** What was read is no OCDS release, release package or record package with a tender. */
export class NoTenderError extends Error {
  override readonly name = 'NoTenderError';
}

/**
 * Every tender in a document: an OCDS 1.1 release, a release package (of each process the newest release that has a
 * tender), a record or a record package (their compiled release, else their releases).
 * @throws NoTenderError where there is none.
 */
export function tendersIn(document: unknown): Tender[] {
  const found = releasesWithTender(document as Json);
  if (found.length === 0) throw new NoTenderError(isObject(document as Json) ? 'it holds no tender: give an OCDS release, release package or record with a “tender” object' : 'it is no OCDS document: give a JSON object with a “tender”');
  return found.map(({ release, path }) => readTender(release, path));
}

/** What keeps providers out: by severity, then in the order of the tenders and of the rules. */
export function checkTenders(tenders: readonly Tender[]): Finding[] {
  return tenders.flatMap(checkTender).sort((a, b) => order[a.severity] - order[b.severity]);
}

const order: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

function checkTender(tender: Tender): Finding[] {
  return rules.flatMap((rule) => {
    const hits = rule.find(tender);
    const seen = new Set<string>();
    return hits
      .filter((each) => {
        // A title says again what its description says.
        if (/\/(?:title|name)$/.test(each.path) && hits.some((other) => other !== each && holderOf(other.path) === holderOf(each.path) && other.path !== each.path)) return false;
        const key = `${each.path}\n${each.quote}`;
        return !seen.has(key) && seen.add(key);
      })
      .map(({ path: place, quote, message, severity }) => ({ rule: rule.id, severity: severity ?? rule.severity, path: place, quote, message: `${message} ${rule.why}`, mend: rule.mend, source: `${rule.source.title}, ${rule.source.url}` }));
  });
}

function holderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

interface Found {
  readonly release: JsonObject;
  readonly path: string;
}

function releasesWithTender(document: Json): Found[] {
  if (!isObject(document)) return [];
  if (isObject(at(document, 'tender'))) return [{ release: document, path: '' }];
  const records = objectsAt(document, 'records');
  if (records.length > 0) return records.flatMap(({ index, object }) => ofRecord(object, pointer('', 'records', index)));
  return ofRecord(document, '');
}

function ofRecord(record: JsonObject, path: string): Found[] {
  const compiled = at(record, 'compiledRelease');
  if (isObject(compiled) && isObject(at(compiled, 'tender'))) return [{ release: compiled, path: pointer(path, 'compiledRelease') }];
  const newest = new Map<string, Found>();
  for (const { index, object } of objectsAt(record, 'releases')) {
    if (!isObject(at(object, 'tender'))) continue;
    const process = textAt(object, 'ocid') ?? String(index);
    const before = newest.get(process);
    if (before === undefined || Date.parse(textAt(object, 'date') ?? '') >= Date.parse(textAt(before.release, 'date') ?? '')) newest.set(process, { release: object, path: pointer(path, 'releases', index) });
  }
  return [...newest.values()];
}

export { rules, ruleGroups } from './rules/all.ts';
export { biddingEffort, hoursFor, type BiddingEffort } from './bidding-effort.ts';
export { toSarif } from './sarif.ts';
export { rulesPage } from './rules-page.ts';
export type { Finding, Rule, Severity } from './rule.ts';
export type { Tender } from './tender.ts';
