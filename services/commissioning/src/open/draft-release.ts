/** The release that a draft would be if it were published now: for the tender check and the notices, never kept. */

import type { JsonObject } from '@drystone/ocds';
import type { Engagement } from '../engagement/enquiry.ts';
import type { Area, PublicOrganisation } from '../ports.ts';
import type { Process, ProcessForm } from '../processes/process.ts';
import { releaseOf } from './release.ts';

export interface DraftReleaseOf {
  readonly process: Process;
  readonly buyer: PublicOrganisation | undefined;
  readonly areas: readonly Area[];
  /** Where the market was asked. */
  readonly engagement?: Engagement | undefined;
  readonly now: Temporal.Instant;
  readonly timeZone: string;
}

export function draftReleaseOf({ process, buyer, areas, engagement, now, timeZone }: DraftReleaseOf): JsonObject {
  return releaseOf({ process: { ...process, publishedAt: process.publishedAt ?? now.toString() }, awards: [], amendments: [], delivery: new Map(), bids: [], organisations: buyer === undefined ? [] : [buyer], areas, engagement, number: 1, tag: ['tender'], now, timeZone });
}

/** Rules that find what is nowhere in a tender, and where in the draft it would stand. */
const missing: Readonly<Record<string, string>> = {
  'no-lots-no-reason': 'oneLotReason',
  'value-missing': 'lots.0.valuePence',
  'social-value-absent': 'lots.0.socialValue',
  'outcome-absent': 'lots.0.kpis',
  'term-long': 'lots.0.term',
  'weights-missing': 'lots.0.criteria',
  'suitable-for-small': 'lots.0.reservedFor',
};

const places: readonly (readonly [RegExp, string])[] = [
  [/^\/tender\/title$/, 'title'],
  [/^\/tender\/description$/, 'problem.today'],
  [/^\/tender\/procurementMethodRationale$/, 'methodReason'],
  [/^\/tender\/procurementMethod/, 'method'],
  [/^\/tender\/(?:tender|enquiry|award)Period\//, 'deadline'],
  [/^\/tender\/value/, 'lots.0.valuePence'],
  [/^\/tender\/lotDetails\//, 'oneLotReason'],
  [/^\/tender\/lots\/(\d+)\/(?:value)/, 'lots.$1.valuePence'],
  [/^\/tender\/lots\/(\d+)\/contractPeriod/, 'lots.$1.term'],
  [/^\/tender\/lots\/(\d+)\/awardCriteria/, 'lots.$1.criteria'],
  [/^\/tender\/lots\/(\d+)\/title$/, 'lots.$1.title'],
  [/^\/tender\/lots\/(\d+)\/description$/, 'lots.$1.description'],
  [/^\/tender\/lots\/(\d+)/, 'lots.$1'],
  [/^\/tender\/items\/(\d+)\/description/, 'lots.$1.priceDetails'],
  [/^\/tender\/items\/(\d+)/, 'lots.$1.areas'],
];

/** The field of the draft that a finding in its release is about, for example `lots.0.description`; undefined where it is about the whole. */
export function fieldOfFinding({ rule, path }: { readonly rule: string; readonly path: string }, { lots }: Pick<ProcessForm, 'lots'>, release: JsonObject): string | undefined {
  const requirement = /^\/tender\/criteria\/\d+\/requirementGroups\/\d+\/requirements\/\d+/.exec(path)?.[0];
  if (requirement !== undefined) return fieldOfRequirement(String((at(release, requirement) as { id?: unknown } | undefined)?.id), lots);
  for (const [place, field] of places) {
    const match = place.exec(path);
    if (match !== null) return field.replace('$1', match[1] ?? '');
  }
  return missing[rule];
}

/** A question or document of a lot, by the id it has in the release. */
function fieldOfRequirement(id: string, lots: ProcessForm['lots']): string | undefined {
  const [lotId, kind, key] = id.split('/');
  const index = lots.findIndex((lot) => lot.id === lotId);
  if (index < 0) return undefined;
  const list = kind === 'question' ? 'asked' : 'documents';
  const place = lots[index]![list].findIndex((each) => each.id === key);
  return place < 0 ? `lots.${index}.${list}` : `lots.${index}.${list}.${place}.${kind === 'question' ? 'question' : 'title'}`;
}

/** Where in the release the words of each field of the draft stand, by the field; those that stand nowhere by themselves are left out. */
export function pointersOf({ lots }: Pick<ProcessForm, 'lots'>, release: JsonObject): Readonly<Record<string, string>> {
  const pointers: Record<string, string> = { title: '/tender/title', 'problem.today': '/tender/description', methodReason: '/tender/procurementMethodRationale', oneLotReason: '/tender/lotDetails/noLotsDivisionRationale' };
  lots.forEach(({ criteria }, lot) => {
    for (const key of ['title', 'description']) pointers[`lots.${lot}.${key}`] = `/tender/lots/${lot}/${key}`;
    criteria.forEach((_, place) => {
      pointers[`lots.${lot}.criteria.${place}.description`] = `/tender/lots/${lot}/awardCriteria/criteria/${place}/description`;
    });
  });
  const criteria = at(release, '/tender/criteria') as readonly { readonly requirementGroups: readonly { readonly requirements: readonly { readonly id: string }[] }[] }[] | undefined;
  criteria?.forEach(({ requirementGroups }, criterion) => requirementGroups.forEach(({ requirements }, group) => requirements.forEach(({ id }, requirement) => {
    const field = fieldOfRequirement(id, lots);
    if (field !== undefined) pointers[field] = `/tender/criteria/${criterion}/requirementGroups/${group}/requirements/${requirement}/description`;
  })));
  return pointers;
}

/** What a JSON Pointer (RFC 6901) without escapes leads to. */
function at(tree: JsonObject, pointer: string): unknown {
  return pointer.slice(1).split('/').reduce<unknown>((here, key) => (typeof here === 'object' && here !== null ? (here as Readonly<Record<string, unknown>>)[key] : undefined), tree);
}
