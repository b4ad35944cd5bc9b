/** What the rules ask of a tender, read once from an OCDS release (1.1.5, with the extensions of the United Kingdom's notices). */

import { at, isObject, numberAt, objectsAt, pointer, textAt, type JsonObject } from './json.ts';
import { clausesOf, type Clause } from './clauses.ts';

/** The tender itself, or one of its lots. */
export interface Part {
  readonly path: string;
  readonly object: JsonObject;
}

/** A requirement of the requirements extension, in its words. */
export interface Requirement {
  readonly path: string;
  readonly object: JsonObject;
  /** The title of the criterion it belongs to. */
  readonly criterion: string;
  /** Ids of the lots it is asked for; none where it is for all. */
  readonly lots: readonly string[];
}

export interface Lot {
  readonly path: string;
  readonly title: string;
  /** Pounds without VAT. */
  readonly value: number | undefined;
  readonly years: number | undefined;
}

export interface Weight {
  readonly path: string;
  readonly quote: string;
  readonly kind: 'price' | 'social value' | 'other';
  readonly percent: number;
  /** The list of criteria it is one of. */
  readonly list: string;
}

export interface CriteriaList {
  readonly path: string;
  readonly criteria: readonly { readonly path: string; readonly quote: string; readonly weighted: boolean }[];
}

export interface Period {
  readonly start: number | undefined;
  readonly end: number | undefined;
  /** Where the end stands, and as it is written. */
  readonly endPath: string;
  readonly endText: string;
}

export interface Question {
  readonly path: string;
  readonly text: string;
  /** Ids of the lots whose bidders are asked it; none where all are. */
  readonly lots: readonly string[];
}

export interface Tender {
  readonly path: string;
  readonly release: JsonObject;
  readonly tender: JsonObject;
  /** What to quote where something is missing. */
  readonly title: string;
  readonly clauses: readonly Clause[];
  /** The tender itself, then its lots. */
  readonly parts: readonly Part[];
  readonly requirements: readonly Requirement[];
  /** The lots, or the whole tender as one where it is not divided. */
  readonly lots: readonly Lot[];
  readonly divided: boolean;
  /** Pounds without VAT. */
  readonly value: number | undefined;
  readonly aboveThreshold: boolean;
  readonly lightTouch: boolean;
  readonly framework: boolean;
  readonly weights: readonly Weight[];
  readonly criteria: readonly CriteriaList[];
  readonly questions: readonly Question[];
  /** Requirements that are papers to hand in. */
  readonly papers: readonly Requirement[];
}

const day = 86_400_000;
const year = 365.25 * day;

/**
 * Thresholds in pounds with VAT from 1 January 2026 for authorities other than central government; central government's is
 * lower for goods and services (Procurement Act 2023, schedule 1, as amended by the Procurement Act 2023 (Threshold Amounts) regulations).
 */
const thresholds = { works: 5_193_000, lightTouch: 663_540, other: 207_720 };
const vat = 1.2;

/** Reads the tender of a release; `path` is the JSON Pointer of the release in its file. */
export function readTender(release: JsonObject, path: string): Tender {
  const found = at(release, 'tender');
  const tender = isObject(found) ? found : {};
  const tenderPath = pointer(path, 'tender');
  const clauses = clausesOf(tender, tenderPath);
  const ofLots = objectsAt(tender, 'lots').map(({ index, object }) => ({ path: pointer(tenderPath, 'lots', index), object }));
  const parts = [{ path: tenderPath, object: tender }, ...ofLots];
  const requirements = readRequirements(tender, tenderPath);
  const value = poundsAt(tender, 'value') ?? sumOf(ofLots);
  const whole: Lot = { path: tenderPath, title: textAt(tender, 'title') ?? '', value, years: yearsOf(tender) };
  const lots = ofLots.map((lot) => ({
    path: lot.path,
    title: textAt(lot.object, 'title') ?? textAt(lot.object, 'description') ?? textAt(lot.object, 'id') ?? whole.title,
    value: poundsAt(lot.object, 'value'),
    years: yearsOf(lot.object) ?? whole.years,
  }));
  const details = textAt(tender, 'procurementMethodDetails') ?? '';
  const lightTouch = parts.some(({ object }) => /light.?touch/i.test(JSON.stringify(at(object, 'specialRegime') ?? '')));
  return {
    path: tenderPath,
    release,
    tender,
    title: textAt(tender, 'title') ?? textAt(tender, 'description') ?? textAt(release, 'ocid') ?? textAt(tender, 'id') ?? '',
    clauses,
    parts,
    requirements,
    lots: lots.length > 0 ? lots : [whole],
    divided: lots.length > 1,
    value,
    aboveThreshold: isAbove(tender, details, value, lightTouch),
    lightTouch,
    framework: isObject(at(tender, 'techniques', 'frameworkAgreement')) || parts.some(({ object }) => at(object, 'techniques', 'hasFrameworkAgreement') === true) || /\bframework\b/i.test(details),
    ...readCriteria(tender, parts, clauses),
    questions: readQuestions(requirements, clauses, ofLots.map(({ object }, index) => textAt(object, 'id') ?? String(index))),
    papers: requirements.filter(isPaper),
  };
}

/** The value a clause has to do with: of its lot, or of the whole tender. */
export function valueFor(tender: Tender, clause: Clause): number | undefined {
  return clause.lot === undefined ? largestLot(tender) : (tender.lots[clause.lot]?.value ?? tender.value);
}

/** What is asked of every bidder is measured by the largest lot, which none has to win more than. */
export function largestLot(tender: Tender): number | undefined {
  const values = tender.lots.flatMap(({ value }) => value ?? []);
  return values.length > 0 ? Math.max(...values) : tender.value;
}

/** The longest term of a lot, in years; 0 where none is given. */
export function longestTerm(tender: Tender): number {
  return Math.max(0, ...tender.lots.map((lot) => lot.years ?? 0));
}

export function periodAt(tender: Tender, key: string): Period | undefined {
  const period = at(tender.tender, key);
  if (!isObject(period)) return undefined;
  const moment = (name: string) => {
    const parsed = Date.parse(textAt(period, name) ?? '');
    return Number.isFinite(parsed) ? parsed : undefined;
  };
  return { start: moment('startDate'), end: moment('endDate'), endPath: pointer(tender.path, key, 'endDate'), endText: textAt(period, 'endDate') ?? '' };
}

export function daysBetween(from: number, to: number): number {
  return (to - from) / day;
}

function isAbove(tender: JsonObject, details: string, value: number | undefined, lightTouch: boolean): boolean {
  const said = at(tender, 'aboveThreshold');
  if (typeof said === 'boolean') return said;
  if (/below.?threshold/i.test(details)) return false;
  const gross = numberAt(tender, 'value', 'amountGross') ?? (value === undefined ? undefined : value * vat);
  const category = textAt(tender, 'mainProcurementCategory');
  return gross !== undefined && gross >= (category === 'works' ? thresholds.works : lightTouch ? thresholds.lightTouch : thresholds.other);
}

function poundsAt(object: JsonObject, key: string): number | undefined {
  if ((textAt(object, key, 'currency') ?? 'GBP') !== 'GBP') return undefined;
  const gross = numberAt(object, key, 'amountGross');
  const amount = numberAt(object, key, 'amount') ?? (gross === undefined ? undefined : gross / vat);
  return amount !== undefined && amount > 0 ? amount : undefined;
}

function sumOf(lots: readonly Part[]): number | undefined {
  const values = lots.flatMap(({ object }) => poundsAt(object, 'value') ?? []);
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) : undefined;
}

function yearsOf(object: JsonObject): number | undefined {
  const days = numberAt(object, 'contractPeriod', 'durationInDays');
  const length = Date.parse(textAt(object, 'contractPeriod', 'endDate') ?? '') - Date.parse(textAt(object, 'contractPeriod', 'startDate') ?? '');
  if (Number.isFinite(length) && length > 0) return length / year;
  return days !== undefined && days > 0 ? (days * day) / year : undefined;
}

const priceWords = /\b(?:price|pricing|cost|costs|commercial|financial)\b/i;
const socialWords = /\bsocial[- ](?:value|impact)\b|\bcommunity benefits?\b|\bwell-?being\b|\bsustainab/i;

function kindOf(text: string, type = ''): Weight['kind'] {
  if (socialWords.test(text)) return 'social value';
  return type === 'price' || type === 'cost' || (type === '' && priceWords.test(text)) ? 'price' : 'other';
}

const saidWeight = /(\d{1,3}(?:\.\d+)?)\s?(?:%|per ?cent)\s?(?:(?:is |will be )?(?:for|on|to|of)\s+(?:the\s+)?)?\(?(price|pricing|cost|commercial|quality|technical|social value)\b|\b(price|pricing|cost|commercial|quality|technical|social value)\b[^%\d.;,]{0,40}?(\d{1,3}(?:\.\d+)?)\s?(?:%|per ?cent)/gi;

function readCriteria(tender: JsonObject, parts: readonly Part[], clauses: readonly Clause[]): { weights: Weight[]; criteria: CriteriaList[] } {
  const weights: Weight[] = [];
  const criteria: CriteriaList[] = [];
  for (const holder of parts) {
    const list = objectsAt(holder.object, 'awardCriteria', 'criteria');
    if (list.length === 0) continue;
    const listPath = pointer(holder.path, 'awardCriteria', 'criteria');
    const read = list.map(({ index, object }) => {
      const key = ['name', 'title', 'description', 'type'].find((each) => textAt(object, each) !== undefined);
      const numbers = objectsAt(object, 'numbers').flatMap(({ object: entry }) => {
        const number = numberAt(entry, 'number');
        return number === undefined ? [] : [{ number, weight: textAt(entry, 'weight') ?? 'percentageExact' }];
      });
      const said = /(\d{1,3}(?:\.\d+)?)\s?%/.exec(`${textAt(object, 'name') ?? ''} ${textAt(object, 'description') ?? ''}`)?.[1];
      const text = `${textAt(object, 'name') ?? ''} ${textAt(object, 'title') ?? ''} ${textAt(object, 'description') ?? ''}`;
      return { path: key === undefined ? pointer(listPath, index) : pointer(listPath, index, key), quote: key === undefined ? '' : (textAt(object, key) ?? ''), kind: kindOf(text, textAt(object, 'type')), numbers, said: said === undefined ? undefined : Number(said) };
    });
    const explained = textAt(holder.object, 'awardCriteria', 'weightingDescription') !== undefined || textAt(tender, 'awardCriteriaDetails') !== undefined;
    criteria.push({ path: listPath, criteria: read.map((each) => ({ path: each.path, quote: each.quote, weighted: explained || each.numbers.length > 0 || each.said !== undefined })) });
    const asFraction = read.every(({ numbers }) => numbers.every(({ number, weight }) => number <= 1 || weight.startsWith('percentage'))) && read.some(({ numbers }) => numbers.some(({ weight }) => weight.startsWith('decimal')));
    for (const each of read) {
      const number = each.numbers.find(({ weight }) => weight.startsWith('percentage') || weight.startsWith('decimal'))?.number ?? (each.numbers.length === 0 ? each.said : undefined);
      if (number !== undefined) weights.push({ path: each.path, quote: each.quote, kind: each.kind, percent: asFraction ? number * 100 : number, list: listPath });
    }
  }
  if (weights.length === 0) {
    for (const clause of clauses) {
      for (const match of clause.text.matchAll(saidWeight)) {
        const percent = Number(match[1] ?? match[4]);
        if (percent <= 100) weights.push({ path: clause.path, quote: clause.text, kind: kindOf(match[2] ?? match[3] ?? ''), percent, list: clause.holder });
      }
    }
  }
  return { weights, criteria };
}

function readRequirements(tender: JsonObject, path: string): Requirement[] {
  return objectsAt(tender, 'criteria').flatMap((criterion) =>
    objectsAt(criterion.object, 'requirementGroups').flatMap((group) =>
      objectsAt(group.object, 'requirements').map(({ index, object }) => ({ path: pointer(path, 'criteria', criterion.index, 'requirementGroups', group.index, 'requirements', index), object, criterion: textAt(criterion.object, 'title') ?? '', lots: lotsOf(criterion.object) })),
    ),
  );
}

/** Ids of the lots extension: a list, or one as the European notices have it. */
function lotsOf(criterion: JsonObject): string[] {
  const related = at(criterion, 'relatedLots');
  return Array.isArray(related) ? related.map(String) : [textAt(criterion, 'relatedLot')].flatMap((id) => id ?? []);
}

const isPaper = ({ criterion }: Requirement): boolean => /^documents\b/i.test(criterion);

/** What a bidder has to answer: requirements, and sentences that end in a question mark or ask to describe. */
function readQuestions(requirements: readonly Requirement[], clauses: readonly Clause[], lots: readonly string[]): Question[] {
  const questions = requirements.flatMap((requirement) => {
    const { path, object } = requirement;
    if (isPaper(requirement)) return [];
    const key = ['description', 'title'].find((each) => textAt(object, each) !== undefined);
    return key === undefined ? [] : [{ path: pointer(path, key), text: textAt(object, key) ?? '', lots: requirement.lots }];
  });
  const known = new Set(requirements.flatMap(({ path }) => [pointer(path, 'description'), pointer(path, 'title')]));
  const asked = clauses.filter(({ path, text }) => !known.has(path) && (/\?$/.test(text) || /^(?:please\s+)?(?:describe|explain|set out|outline|detail|demonstrate|give details|provide (?:details|evidence|a (?:description|statement|plan)))\b/i.test(text)));
  return [...questions, ...asked.map(({ path, text, lot }) => ({ path, text, lots: lot === undefined ? [] : [lots[lot] ?? String(lot)] }))];
}
