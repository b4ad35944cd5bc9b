/** The suite itself: what is wanted of an endpoint of `visit.content`, judged from what it answered. Pure. */

import { check, percentile95, refuses, type Aspect, type ConformanceCheck, type ConformanceFinding, type Reply } from '@drystone/part';
import { fieldProblems, type FieldProblem } from '@drystone/problems';
import { attraction, type Attraction } from '../attraction.ts';
import type { Evidence } from './evidence.ts';

/** What only a place knows of its records: whether they lie where they say, and open at all. */
export type RecordProblems = (record: Attraction) => readonly { readonly field: string; readonly message: string; readonly mend?: string }[];

export interface Judging {
  readonly evidence: Evidence;
  readonly recordProblems: RecordProblems;
  /** Day of the run, in UTC. */
  readonly today: Temporal.PlainDate;
}

/** What the suite wants, in figures. */
export const wanted = {
  p95Ms: 1_000,
  hoursToldPercent: 90,
  priceToldPercent: 90,
  accessToldPercent: 80,
  summaryPercent: 80,
  summaryCharacters: 100,
  /** GOV.UK's own limit: longer sentences are hard to read for many. */
  wordsOfSentence: 25,
} as const;

export const suiteVersion = '1';

interface Place {
  readonly where: string;
  readonly record: Attraction;
}

/** Every check, in the order of the report. */
export function judge({ evidence, recordProblems, today }: Judging): ConformanceCheck[] {
  const { places, misfits } = sorted(evidence);
  const oddities = places.flatMap(({ where, record }) => recordProblems(record).map(({ field, message, mend = 'mend it, or leave the place out' }) => ({ field, where: `${where}/${field.replaceAll('.', '/')}`, what: `${record.slug}: ${message}`, mend })));
  const about = (...fields: string[]) => oddities.filter(({ field }) => fields.includes(field.split('.')[0]!)).map(({ where, what, mend }) => ({ where, what, mend }));
  const ofEach = (find: (place: Place) => readonly Omit<ConformanceFinding, 'where'>[] | undefined) => places.flatMap((place) => (find(place) ?? []).map((found) => ({ where: place.where, what: `${place.record.slug}: ${found.what}`, mend: found.mend })));
  /** Without any place there is nothing to say of places. */
  const ofPlaces = (aspect: Aspect, id: string, title: string, findings: readonly ConformanceFinding[], figures: Partial<Pick<ConformanceCheck, 'wanted' | 'measured'>> = {}) =>
    places.length === 0 ? skipped(aspect, id, title) : check(aspect, id, title, findings, { measured: `${places.length} ${places.length === 1 ? 'place' : 'places'} looked at`, ...figures });
  const share = (id: string, title: string, leastPercent: number, tells: (record: Attraction) => boolean, mend: string) => {
    const silent = places.filter(({ record }) => !tells(record));
    const percent = places.length === 0 ? 0 : Math.floor((100 * (places.length - silent.length)) / places.length);
    const findings = percent >= leastPercent ? [] : silent.map(({ where, record }) => ({ where, what: `${record.slug} does not`, mend }));
    return ofPlaces('complete', id, title, findings, { wanted: `at least ${leastPercent} %`, measured: `${percent} % of ${places.length}` });
  };

  return [
    check('correct', 'pages', 'Each page is JSON of the form {items, next}, and the last has next: null', evidence.pages, { measured: `${evidence.pageCount} ${evidence.pageCount === 1 ? 'page' : 'pages'}` }),
    check('correct', 'schema', 'Each item fits the schema', evidence.items.length === 0 ? [{ where: 'the first page', what: 'there are no items', mend: 'publish at least one place' }] : misfits, { measured: `${places.length} of ${evidence.items.length} items` }),
    ofPlaces('correct', 'unique', 'No two items are the same place', twins(places)),
    evidence.one === undefined ? skipped('correct', 'one-place', 'Each place can be asked for by itself') : check('correct', 'one-place', 'Each place can be asked for by itself', sameAlone(evidence.one, evidence)),
    ofPlaces('correct', 'position', 'Each place lies in its area, near its town', about('position', 'area', 'town')),
    ofPlaces('correct', 'hours', 'Opening hours can be read, and open at least once a year', about('hours')),
    ofPlaces('correct', 'price', 'Prices are of this year or the last, and nobody pays more than an adult', ofEach(({ record }) => pricesOf(record, today))),
    ofPlaces('correct', 'plain-text', 'Texts are plain: no markup, no control characters', ofEach(({ record }) => markupOf(record))),
    ofPlaces('correct', 'sources', 'What was read was read before today', ofEach(({ record }) => sourcesOf(record, today))),
    share('hours-told', 'Opening hours are told', wanted.hoursToldPercent, ({ hours }) => hours !== 'unknown', 'tell the hours; 24/7 for open ground'),
    share('price-told', 'Prices are told', wanted.priceToldPercent, ({ price }) => price !== 'unknown', 'tell the price; 0 where it is free'),
    share('described', `The summary has ${wanted.summaryCharacters} characters or more`, wanted.summaryPercent, ({ summary }) => summary.length >= wanted.summaryCharacters, 'say why one goes, and what to know before'),
    share('access-told', 'Step-free access, accessible toilet and parking are told, be it that there is none', wanted.accessToldPercent, ({ accessibility }) => [accessibility.stepFree, accessibility.accessibleToilet, accessibility.parking].every((level) => level !== 'unknown'), 'say yes, limited or no'),
    fast(evidence),
    conditional(evidence),
    refuses('unknown-place', 'A place that is not there is refused by 404 with problem details', evidence.unknownPlace, [404]),
    refuses('unknown-cursor', 'A cursor that makes no sense is refused by 400 with problem details', evidence.unknownCursor, [400]),
    headAnswers(evidence),
    refusesMethod(evidence.unknownMethod),
    noTraces(evidence),
    ofPlaces('accessible', 'sentences', 'Summaries are in short sentences', ofEach(({ record }) => longSentences(record)), { wanted: `at most ${wanted.wordsOfSentence} words a sentence on average` }),
    ofPlaces('accessible', 'capitals', 'Names and summaries are not in capitals, which are hard to read and are spelled out by some screen readers', ofEach(({ record }) => inCapitals(record))),
    ofPlaces('accessible', 'access-note', 'Where access is limited a note says what to expect', ofEach(({ record }) => (record.accessibility.stepFree === 'limited' && record.accessibility.note === undefined ? [{ what: 'step-free access is limited, and nothing says how', mend: 'add accessibility.note: which entrance, how steep, how many steps' }] : []))),
  ];
}

function skipped(aspect: Aspect, id: string, title: string): ConformanceCheck {
  return { ...check(aspect, id, title, []), outcome: 'skipped', measured: 'no place to look at' };
}

function sorted({ items }: Evidence): { places: Place[]; misfits: ConformanceFinding[] } {
  const places: Place[] = [];
  const misfits: ConformanceFinding[] = [];
  for (const { where, value } of items) {
    const parsed = attraction.safeParse(value);
    if (parsed.success) places.push({ where, record: parsed.data });
    else misfits.push(...fieldProblems(parsed.error, '').map((problem) => misfit(where, problem)));
  }
  return { places, misfits };
}

function misfit(where: string, { field, message, mend = 'see the schema in openapi.json' }: FieldProblem): ConformanceFinding {
  return { where: field === '' ? where : `${where}/${field.replaceAll('.', '/')}`, what: message, mend };
}

function twins(places: readonly Place[]): ConformanceFinding[] {
  const first = new Map<string, string>();
  return places.flatMap(({ where, record: { slug } }) => {
    const before = first.get(slug);
    first.set(slug, before ?? where);
    return before === undefined ? [] : [{ where, what: `${slug} is at ${before} too`, mend: 'give each place its own slug' }];
  });
}

function sameAlone(one: Reply, { items }: Evidence): ConformanceFinding[] {
  const where = 'GET {feed}/{slug}';
  const mend = 'answer the same record as in the list, as application/json';
  if (one.status !== 200) return [{ where, what: one.failure ?? `answers ${one.status}`, mend }];
  const slugOf = (value: unknown) => (value as { slug?: unknown } | null)?.slug;
  try {
    const alone: unknown = JSON.parse(one.body);
    const listed = items.find(({ value }) => slugOf(value) === slugOf(alone));
    return listed !== undefined && sameJson(listed.value, alone) ? [] : [{ where, what: 'is another record than in the list', mend }];
  } catch {
    return [{ where, what: 'is not JSON', mend }];
  }
}

/** Whatever the order of their members. */
function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return left.length === right.length && left.every(([name, value]) => Object.hasOwn(b, name) && sameJson(value, (b as Record<string, unknown>)[name]));
}

function pricesOf({ price }: Attraction, today: Temporal.PlainDate): Omit<ConformanceFinding, 'where'>[] {
  if (price === 'unknown') return [];
  return [
    ...(price.year < today.year - 1 || price.year > today.year + 1 ? [{ what: `the price is of ${price.year}`, mend: `look it up again and say ${today.year}` }] : []),
    ...(price.child > price.adult || price.concession > price.adult ? [{ what: 'a child or concession pays more than an adult', mend: 'see whether they were mixed up' }] : []),
  ];
}

function textsOf({ name, names = {}, summary, accessibility }: Attraction): readonly string[] {
  return [name, ...Object.values(names), summary, ...(accessibility.note === undefined ? [] : [accessibility.note])];
}

function markupOf(record: Attraction): Omit<ConformanceFinding, 'where'>[] {
  const odd = textsOf(record).find((text) => /<\/?[a-z!][^>]*>|&(#\d+|#x[0-9a-f]+|[a-z]{2,8});/i.test(text) || /[^\P{Cc}\n\t]/u.test(text) || !text.isWellFormed());
  return odd === undefined ? [] : [{ what: `“${odd.slice(0, 80)}” holds markup or control characters`, mend: 'send the words alone' }];
}

function sourcesOf({ position, hours, price }: Attraction, today: Temporal.PlainDate): Omit<ConformanceFinding, 'where'>[] {
  const bases = [position.basis, ...(hours === 'unknown' ? [] : [hours.basis]), ...(price === 'unknown' ? [] : [price.basis])];
  const ahead = bases.find((basis) => basis !== 'unverified' && Temporal.PlainDate.compare(basis.read, today.add({ days: 1 })) > 0);
  return ahead === undefined || ahead === 'unverified' ? [] : [{ what: `a source was read on ${ahead.read}, which is to come`, mend: 'give the day on which it was read' }];
}

function longSentences({ summary }: Attraction): Omit<ConformanceFinding, 'where'>[] {
  const sentences = summary.split(/[.?!]["”’)]*(?:\s+|$)/u).filter(Boolean);
  const words = summary.split(/\s+/).filter(Boolean).length;
  const average = words / Math.max(1, sentences.length);
  return average > wanted.wordsOfSentence ? [{ what: `${Math.round(average)} words a sentence`, mend: 'make two sentences of one' }] : [];
}

function inCapitals({ name, summary }: Attraction): Omit<ConformanceFinding, 'where'>[] {
  const shouts = (text: string) => (text.match(/\b\p{Lu}{4,}\b/gu)?.length ?? 0) > 2 || (text.length > 8 && text === text.toUpperCase() && text !== text.toLowerCase());
  const odd = [name, summary].find(shouts);
  return odd === undefined ? [] : [{ what: `“${odd.slice(0, 60)}” is in capitals`, mend: 'use capitals as in a sentence' }];
}

function fast({ timesMs }: Evidence): ConformanceCheck {
  const p95 = percentile95(timesMs);
  const findings = p95 <= wanted.p95Ms ? [] : [{ where: 'GET {feed}', what: Number.isFinite(p95) ? `95 of 100 answers take up to ${Math.round(p95)} ms` : 'more than one in twenty requests failed', mend: 'answer from what is at hand, put fewer items on a page, pack answers with gzip' }];
  return check('fast', 'quick', `${timesMs.length} requests one after another: 95 of 100 are answered in time`, findings, { wanted: `p95 at most ${wanted.p95Ms} ms`, measured: Number.isFinite(p95) ? `p95 ${Math.round(p95)} ms` : 'failures' });
}

function conditional({ again }: Evidence): ConformanceCheck {
  const where = 'GET {feed} with If-None-Match or If-Modified-Since';
  const findings =
    again === undefined
      ? [{ where: 'GET {feed}', what: 'names neither ETag nor Last-Modified', mend: 'send an ETag, and 304 to whoever has it already' }]
      : again.status === 304
        ? []
        : [{ where, what: again.failure ?? `answers ${again.status} although nothing has changed`, mend: 'answer 304 without a body' }];
  return check('fast', 'not-modified', 'Who has it already is told so (304)', findings, { wanted: '304', measured: again === undefined ? 'no ETag' : String(again.status) });
}

function headAnswers({ head }: Evidence): ConformanceCheck {
  const findings = head.status === 200 && head.body === '' ? [] : [{ where: 'HEAD {feed}', what: head.failure ?? `answers ${head.status}`, mend: 'answer as to GET, without the body (RFC 9110, 9.3.2)' }];
  return check('fails-well', 'head', 'HEAD is answered as GET, without a body', findings, { wanted: '200', measured: String(head.status) });
}

function refusesMethod(reply: Reply): ConformanceCheck {
  const title = 'A method that is not served is refused by 405 with Allow, or by 501';
  const findings = reply.status === 405 && !reply.headers['allow'] ? [{ where: 'PROPFIND {feed}', what: 'answers 405 without Allow', mend: 'add Allow: GET, HEAD' }] : [405, 501].includes(reply.status) ? [] : [{ where: 'PROPFIND {feed}', what: reply.failure ?? `answers ${reply.status}`, mend: 'answer 405 with Allow: GET, HEAD' }];
  return check('fails-well', 'unknown-method', title, findings, { wanted: '405 or 501', measured: String(reply.status) });
}

/** Traces of Node, Python, Java, .NET, PHP, Ruby and Go. */
const trace = /\n?\s+at .+[:(][\w./\\-]+:\d+|Traceback \(most recent call last\)|Exception in thread|\bat [\w.$]+\([\w]+\.java:\d+\)|Stack trace:|in \/[\w/.-]+\.php(:| on line )\d+|\.rb:\d+:in [`']|goroutine \d+ \[/;

function noTraces({ unknownPlace, unknownCursor, unknownMethod }: Evidence): ConformanceCheck {
  const findings = ([['an unknown place', unknownPlace], ['an unknown cursor', unknownCursor], ['an unknown method', unknownMethod]] as const)
    .filter(([, { body }]) => trace.test(body))
    .map(([name]) => ({ where: name, what: 'the refusal shows a stack trace', mend: 'log it, and tell the caller no more than what went wrong' }));
  return check('fails-well', 'no-traces', 'Refusals show nothing of the program', findings);
}
