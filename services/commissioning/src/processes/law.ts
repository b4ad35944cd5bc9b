/** What the Procurement Act 2023 has against publishing a tender as it stands. Pure: facts and the moment in, hindrances out. */

import { methodOf, type Method, type MethodStage } from '../methods/method.ts';
import { standstillException } from '../methods/standstill.ts';
import { thresholdOf, thresholdSource, type Threshold } from '../methods/thresholds.ts';
import { earliestDeadline, groundProblem, timeLimitOf, timeLimitSource, type TimeLimit } from '../methods/time-limits.ts';
import { questionsUntil } from '../engagement/enquiry.ts';
import { totalPence, type ProcessForm } from './process.ts';

export interface Hindrance {
  readonly field: string;
  readonly message: string;
  readonly mend: string;
}

/** What the law, or plain sense, has against publishing it now. */
export function hindrances(content: ProcessForm, now: Temporal.Instant, areas: ReadonlySet<string>, timeZone: string): Hindrance[] {
  const found: Hindrance[] = gapsOf(content);
  if (content.lots.length === 0) found.push({ field: 'lots', message: 'there is none', mend: 'say what is bought, in at least one lot' });
  content.lots.forEach(({ areas: named, term }, index) => {
    const strange = named.filter((area) => !areas.has(area));
    if (strange.length > 0) found.push({ field: `lots.${index}.areas`, message: `"${strange[0]}" is not an area there is`, mend: 'use areas of GET /api/areas' });
    if (term.to < now.toZonedDateTimeISO(timeZone).toPlainDate().toString()) found.push({ field: `lots.${index}.term.to`, message: `${term.to} is past`, mend: 'let the term end later' });
  });
  return [...found, ...criteriaHindrances(content), ...hindrancesOfLaw(content, now, timeZone)];
}

/** What is judged, by what, and how much it counts: Procurement Act 2023, sections 19 and 23. */
function criteriaHindrances({ method, lots }: ProcessForm): Hindrance[] {
  const competes = methodOf(method).ocds !== 'direct';
  return lots.flatMap(({ asked, criteria, socialValue }, index): Hindrance[] => {
    const field = `lots.${index}.criteria`;
    const sum = criteria.reduce((total, { weight }) => total + weight, 0);
    const strangers = asked.flatMap(({ criterion }, at) => (criterion === null || criteria.some(({ id }) => id === criterion) ? [] : [{ field: `lots.${index}.asked.${at}.criterion`, message: `"${criterion}" is none of the lot’s criteria`, mend: criteria.length === 0 ? 'name the criteria first' : `use one of: ${criteria.map(({ id }) => id).join(', ')}` }]));
    if (criteria.length === 0) return competes ? [{ field, message: 'are missing: bids are judged by criteria that were published, and by nothing else (Procurement Act 2023, sections 19 and 23)', mend: 'say what counts, and how much' }, ...strangers] : strangers;
    return [
      ...(sum === 100 ? [] : [{ field, message: `weigh ${sum} % together (Procurement Act 2023, section 23(3))`, mend: 'let the weights add up to 100' }]),
      ...(criteria.some(({ kind }) => kind === 'quality') ? [] : [{ field, message: 'have none of quality: an award goes to the most advantageous tender, not to the lowest price (Procurement Act 2023, section 19)', mend: 'add one that says what a good bid has' }]),
      ...(criteria.filter(({ kind }) => kind === 'price').length > 1 ? [{ field, message: 'have more than one of price, and a bid has one price', mend: 'keep one' }] : []),
      ...(socialValue.length > 0 && !criteria.some(({ kind }) => kind === 'social-value') ? [{ field, message: 'have none of social value, though promises are asked for', mend: 'add one, or ask for no promises' }] : []),
      ...criteria.flatMap(({ description, kind }, at) => (description === '' && kind !== 'price' ? [{ field: `${field}.${at}.description`, message: 'is missing: a criterion says what a good answer has (Procurement Act 2023, section 23(2))', mend: 'say it' }] : [])),
      ...strangers,
    ];
  });
}

/** What a draft may leave open and a tender may not. */
function gapsOf({ problem, lots }: ProcessForm): Hindrance[] {
  const gap = (field: string, mend: string): Hindrance => ({ field, message: 'is missing', mend });
  return [
    ...(problem.who === '' ? [gap('problem.who', 'say whose problem it is')] : []),
    ...(problem.today === '' ? [gap('problem.today', 'say what it is like today')] : []),
    ...(problem.good === '' ? [gap('problem.good', 'say what good would look like')] : []),
    ...lots.flatMap(({ description, areas }, index) => [
      ...(description === '' ? [gap(`lots.${index}.description`, 'say what is to be done')] : []),
      ...(areas.length === 0 ? [gap(`lots.${index}.areas`, 'choose where')] : []),
    ]),
  ];
}

export interface Standing {
  readonly method: Method;
  readonly threshold: Threshold;
  /** Sum of the lots, VAT included: lots count together. */
  readonly valuePence: number;
  /** Whether the value reaches the threshold and the Act is the law that counts. */
  readonly public: boolean;
  readonly timeLimit: TimeLimit;
}

/** What hangs on the value, on what is bought and on who buys. */
export function standingOf(content: ProcessForm, on: Temporal.PlainDate): Standing {
  const method = methodOf(content.method);
  const threshold = thresholdOf(content, on);
  const valuePence = totalPence(content);
  const isPublic = method.law === 'procurement' && valuePence >= threshold.pence;
  return { method, threshold, valuePence, public: isPublic, timeLimit: timeLimitOf({ method, category: content.category, authority: content.authority, shorter: content.shorter, public: isPublic }) };
}

export interface StageOf extends Omit<MethodStage, 'basis'> {
  readonly basis: 'law' | 'habit' | 'own';
}

/** The stages of a process: the method's own, or as the commissioner adjusted them. */
export function stagesOf(content: ProcessForm): readonly StageOf[] {
  const { stages } = methodOf(content.method);
  if (content.stages.length === 0) return stages;
  return content.stages.map(({ id, title, days, note }) => {
    const given = stages.find((each) => each.id === id);
    return { id, title, ...(days !== null && { days }), ...(given?.notice !== undefined && { notice: given.notice }), basis: given?.basis ?? 'own', why: note ?? given?.why ?? '' };
  });
}

export interface StandstillOf {
  /** A voluntary one is given by whoever keeps the stage, and lasts as long. */
  readonly kind: 'mandatory' | 'voluntary' | 'none';
  readonly why: string;
}

/** Whether a contract has to wait after its award: Procurement Act 2023, section 51. */
export function standstillOf(content: ProcessForm, on: Temporal.PlainDate): StandstillOf {
  const { method, public: isPublic } = standingOf(content, on);
  if (method.standstill === 'none') return { kind: 'none', why: 'This way to buy has none.' };
  const exception = standstillException(content);
  if (isPublic && exception === undefined) return { kind: 'mandatory', why: 'Eight working days, the day of the contract award notice included (section 51(2)).' };
  const kind = stagesOf(content).some(({ id }) => id === 'standstill') ? 'voluntary' : 'none';
  return { kind, why: exception === undefined ? 'Below the threshold none is mandatory.' : `None is mandatory: ${exception.title.charAt(0).toLowerCase()}${exception.title.slice(1)} (section 51(3)(${exception.paragraph})).` };
}

const pounds = (pence: number) => `£${(pence / 100).toLocaleString('en-GB')}`;

function hindrancesOfLaw(content: ProcessForm, now: Temporal.Instant, timeZone: string): Hindrance[] {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const standing = standingOf(content, today);
  const { method, threshold, valuePence } = standing;
  const found: Hindrance[] = [];
  if (method.above === 'forbidden' && standing.public) {
    found.push({ field: 'method', message: `a ${method.name.toLowerCase()} may not reach ${pounds(threshold.pence)} with VAT, and the lots come to ${pounds(valuePence)} (${thresholdSource.title})`, mend: 'use the open or the competitive flexible procedure' });
  }
  if (standing.public && content.lots.length === 1 && content.oneLotReason === undefined) {
    found.push({ field: 'oneLotReason', message: 'is missing: from the threshold up, whoever does not divide into lots says why (Procurement Act 2023, section 18)', mend: 'divide it, or give the reason' });
  }
  content.lots.forEach(({ reservedFor }, index) => {
    const field = `lots.${index}.reservedFor`;
    if (reservedFor === 'supported-employment' && standing.public && method.ownStages === 'none') found.push({ field, message: 'only the competitive flexible procedure can be kept for supported employment providers (Procurement Act 2023, section 32)', mend: 'use that procedure, or open the lot to all' });
    if (reservedFor === 'small-and-social' && standing.public) found.push({ field, message: `only below ${pounds(threshold.pence)} with VAT can a lot be kept for small and social providers (PPN 005; Procurement Act 2023, section 32)`, mend: 'open the lot to all, and keep it small enough that they can win it' });
  });
  found.push(...stageHindrances(content, standing), ...deadlineHindrances(content, standing, now, today, timeZone), ...questionsHindrances(content, now));
  return found;
}

function stageHindrances(content: ProcessForm, { method, public: isPublic }: Standing): Hindrance[] {
  const { stages } = content;
  if (stages.length === 0) return [];
  const found: Hindrance[] = [];
  const place = (id: string) => stages.findIndex((each) => each.id === id);
  const required = method.stages.filter(({ id, basis }) => basis === 'law' && (id !== 'standstill' || standstillException(content) === undefined));
  for (const { id, title, why } of required) {
    if (isPublic && place(id) < 0) found.push({ field: 'stages', message: `“${title}” is missing. ${why}`, mend: 'put it back' });
  }
  const kept = method.stages.map(({ id }) => place(id)).filter((at) => at >= 0);
  if (kept.some((at, index) => index > 0 && at < kept[index - 1]!)) found.push({ field: 'stages', message: 'are in another order than the method has them', mend: 'keep their order' });
  stages.forEach(({ id, title, days }, index) => {
    const given = method.stages.find((each) => each.id === id);
    if (given === undefined && method.ownStages === 'none') found.push({ field: `stages.${index}`, message: `“${title}” cannot be put into a ${method.name.toLowerCase()}, which has one stage only (Procurement Act 2023, section 20(2)(a))`, mend: 'leave it out, or use the competitive flexible procedure' });
    if (isPublic && id === 'requests' && days !== null && days < 25) found.push({ field: `stages.${index}.days`, message: `requests to take part are taken for 25 days at the least (${timeLimitSource.title})`, mend: 'give 25 days' });
  });
  return found;
}

function deadlineHindrances(content: ProcessForm, { method, timeLimit, public: isPublic }: Standing, now: Temporal.Instant, today: Temporal.PlainDate, timeZone: string): Hindrance[] {
  if (method.ocds === 'direct') return content.methodReason === undefined ? [{ field: 'methodReason', message: 'is missing', mend: 'say in public why there is no competition' }] : [];
  if (content.deadline === null) return [{ field: 'deadline', message: 'is missing', mend: 'say until when bids are taken' }];
  const deadline = Temporal.Instant.from(content.deadline);
  if (Temporal.Instant.compare(deadline, now) <= 0) return [{ field: 'deadline', message: `${inWords(deadline.toZonedDateTimeISO(timeZone))} is past`, mend: 'set it later' }];
  const ground = isPublic && timeLimit.basis === 'law' ? groundProblem({ method, authority: content.authority, shorter: content.shorter }, today) : undefined;
  if (ground !== undefined) return [{ field: 'shorter', ...ground }];
  const earliest = earliestDeadline(now, timeLimit.days, timeZone);
  if (timeLimit.basis === 'habit' || Temporal.Instant.compare(deadline, earliest) >= 0) return [];
  const days = Math.floor((deadline.epochMilliseconds - now.epochMilliseconds) / 86_400_000);
  return [{ field: 'deadline', message: `leaves ${days} ${days === 1 ? 'day' : 'days'}, and the law asks for ${timeLimit.days} (${timeLimitSource.title}). ${timeLimit.why}`, mend: `set it to ${inWords(earliest.toZonedDateTimeISO(timeZone).round({ smallestUnit: 'hour', roundingMode: 'ceil' }))} or later` }];
}

/** Bidders ask while bids are taken. */
export function questionsHindrances(content: ProcessForm, now: Temporal.Instant): Hindrance[] {
  const { deadline, questionsUntil: until } = content;
  if (until === undefined || questionsUntil({ content }, now) === null) return [];
  if (Temporal.Instant.compare(until, now) <= 0) return [{ field: 'questionsUntil', message: `${until} is past`, mend: 'set it later, or leave it out' }];
  return Temporal.Instant.compare(until, deadline!) > 0 ? [{ field: 'questionsUntil', message: `is after the deadline, ${deadline}`, mend: 'set it before, so that an answer can still be used' }] : [];
}

const inWords = (moment: Temporal.ZonedDateTime) => `${moment.toPlainDate()}, ${moment.toPlainTime().toString({ smallestUnit: 'minute' })}`;
