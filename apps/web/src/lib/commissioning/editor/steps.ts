/** The pages of the editor, each a group of questions, in the order in which a tender is best thought through. */

import { m } from '@drystone/messages';
import type { Draft, Lot, Method, MethodAdvice, ProcessForm } from '@drystone/commissioning';
import { amount } from '../../words/figures.ts';
import { unitOfFigure } from '../words.ts';
import { categoryWords, fitWords, panelWords, priceBasisWords, reservationWords } from './words.ts';
import { deadlineInWords, deadlineOf } from './deadline.ts';
import { withValueAt, type Choice, type Field, type Question } from './fields.ts';

export interface StepContext {
  readonly draft: Draft;
  /** Which of the lots; undefined on the pages of the whole. */
  readonly at: number | undefined;
  readonly areas: readonly { readonly slug: string; readonly name: string }[];
  readonly parts: readonly { readonly id: string; readonly name: string; readonly metrics: readonly { readonly id: string; readonly title: string; readonly unit: 'percent' | 'times'; readonly better: string }[] }[];
  readonly methods: readonly Method[];
  readonly advice: readonly MethodAdvice[];
  readonly measures: readonly { readonly id: string; readonly title: string; readonly unit: string }[];
}

/** The draft with what the form needs beside it; parsed by the service, whatever it holds. */
export type Content = ProcessForm & Readonly<Record<string, unknown>>;

export interface StepError {
  readonly field: string;
  readonly message: string;
  readonly mend?: string;
}

export interface Step {
  readonly id: string;
  readonly title: () => string;
  readonly intro?: (context: StepContext) => string;
  readonly questions: (context: StepContext) => readonly Question[];
  /** Puts what the form asks in a form of its own into the draft. */
  readonly before?: (content: Content, context: StepContext) => Content;
  /** Takes it out again. */
  readonly after?: (content: Content, context: StepContext) => { readonly content: Content; readonly errors?: readonly StepError[] };
}

const yesNo = (label: string): Pick<Field, 'kind' | 'label'> => ({ kind: 'checks', label });

export const processSteps: readonly Step[] = [
  {
    id: 'title',
    title: m.draft_step_title,
    questions: () => [{ kind: 'line', name: 'title', path: 'title', label: m.draft_title(), hint: m.draft_title_hint(), most: 200 }],
  },
  {
    id: 'problem',
    title: m.draft_step_problem,
    intro: () => m.draft_problem_intro(),
    questions: () => [
      { kind: 'text', name: 'who', path: 'problem.who', label: m.draft_who(), hint: m.draft_who_hint(), rows: 4, most: 2000 },
      { kind: 'text', name: 'today', path: 'problem.today', label: m.draft_today(), hint: m.draft_today_hint(), rows: 7, most: 4000 },
    ],
  },
  {
    id: 'good',
    title: m.draft_step_good,
    questions: () => [
      { kind: 'text', name: 'good', path: 'problem.good', label: m.draft_good(), hint: m.draft_good_hint(), rows: 5, most: 4000 },
      { kind: 'lines', name: 'measures', path: 'problem.measures', label: m.draft_measures(), hint: m.draft_measures_hint(), rows: 4 },
      { kind: 'text', name: 'known', path: 'problem.known', label: m.draft_known(), hint: m.draft_known_hint(), rows: 4, most: 4000, optional: true },
    ],
  },
  {
    id: 'kind',
    title: m.draft_step_kind,
    intro: ({ draft: { standing } }) => m.draft_kind_intro({ threshold: amount(standing.threshold.pence), value: amount(standing.valuePence) }),
    questions: () => [
      { kind: 'radios', name: 'category', path: 'category', label: m.draft_category(), choices: Object.entries(categoryWords).map(([value, words]) => ({ value, ...words() })) },
      { kind: 'radios', name: 'authority', path: 'authority', label: m.draft_authority(), choices: [{ value: 'sub-central', label: m.draft_authority_sub() }, { value: 'central', label: m.draft_authority_central() }] },
    ],
  },
  {
    id: 'method',
    title: m.draft_step_method,
    intro: ({ draft: { standing } }) => (standing.public ? m.draft_method_above({ threshold: amount(standing.threshold.pence), value: amount(standing.valuePence) }) : m.draft_method_below({ threshold: amount(standing.threshold.pence), value: amount(standing.valuePence) })),
    questions: ({ advice, methods }) => [
      { kind: 'radios', name: 'method', path: 'method', label: m.draft_method(), choices: advice.map((each): Choice => {
        const method = methods.find(({ id }) => id === each.method)!;
        return { value: each.method, label: `${method.name}${each.fit === 'possible' ? '' : `: ${fitWords[each.fit]()}`}`, hint: [method.summary, ...each.reasons.map(({ basis, text }) => `${basis === 'law' ? m.draft_law() : m.draft_habit()}: ${text}`)].join(' ') };
      }) },
      { kind: 'text', name: 'methodReason', path: 'methodReason', label: m.draft_method_reason(), hint: m.draft_method_reason_hint(), rows: 4, most: 4000, optional: true },
    ],
  },
  {
    id: 'stages',
    title: m.draft_step_stages,
    intro: ({ draft, methods }) => (methods.find(({ id }) => id === draft.process.content.method)!.ownStages === 'allowed' ? m.draft_stages_intro() : m.draft_stages_fixed()),
    questions: ({ draft }) => [
      {
        kind: 'rows',
        name: 'stages',
        path: 'stages',
        label: m.draft_stages(),
        hint: m.draft_stages_hint(),
        each: (number) => {
          const stage = draft.stages[number - 1];
          return stage === undefined ? m.draft_stage_new() : m.draft_stage({ number, basis: stage.basis === 'law' ? m.draft_law() : stage.basis === 'habit' ? m.draft_habit() : m.draft_own() });
        },
        ids: true,
        columns: [
          { kind: 'line', name: 'title', label: m.draft_stage_title(), most: 120 },
          { kind: 'number', name: 'days', label: m.draft_stage_days() },
          { kind: 'number', name: 'place', label: m.draft_stage_place() },
          { kind: 'text', name: 'note', label: m.draft_stage_note(), rows: 2, most: 1000, optional: true },
        ],
      },
    ],
    before: (content, { draft }) => ({ ...content, stages: draft.stages.map(({ id, title, days }, index) => ({ id, title, days: days ?? null, place: index + 1, ...noteOf(content, id) })) as never }),
    after: (content, { methods }) => {
      const typed = content.stages as readonly (ProcessForm['stages'][number] & { readonly place?: number | null })[];
      const ordered = typed.map((stage, index) => ({ stage, place: typeof stage.place === 'number' ? stage.place : index + 1 })).toSorted((a, b) => a.place - b.place);
      const stages = ordered.map(({ stage: { place: _, ...stage } }) => stage);
      const given = methods.find(({ id }) => id === content.method)!.stages;
      const asGiven = stages.length === given.length && stages.every(({ id, title, days, note }, index) => id === given[index]!.id && title === given[index]!.title && days === (given[index]!.days ?? null) && note === undefined);
      return { content: { ...content, stages: asGiven ? [] : stages } };
    },
  },
  {
    id: 'deadline',
    title: m.draft_step_deadline,
    intro: ({ draft: { standing, earliest, timeZone } }) => {
      const { date, time, zone } = deadlineInWords(earliest, timeZone);
      return standing.timeLimit.basis === 'law' ? m.draft_deadline_law({ days: standing.timeLimit.days, date: dateWords(date), time, zone, why: standing.timeLimit.why }) : m.draft_deadline_habit({ days: standing.timeLimit.days, date: dateWords(date), time, zone, why: standing.timeLimit.why });
    },
    questions: ({ draft: { standing } }) => [
      { kind: 'date', name: 'date', path: 'until.date', becomes: 'deadline', label: m.draft_deadline_date(), optional: true, hint: m.draft_date_hint() },
      { kind: 'time', name: 'time', path: 'until.time', label: m.draft_deadline_time(), hint: m.draft_deadline_time_hint() },
      { kind: 'date', name: 'asking', path: 'asking.date', becomes: 'questionsUntil', label: m.draft_questions_date(), optional: true, hint: m.draft_questions_hint() },
      ...(standing.public
        ? [
            { kind: 'radios', name: 'why', path: 'shorter.why', becomes: 'shorter', label: m.draft_shorter(), optional: true, choices: [{ value: 'none', label: m.draft_shorter_none() }, { value: 'planned-notice', label: m.draft_shorter_notice(), hint: m.draft_shorter_notice_hint() }, { value: 'urgency', label: m.draft_shorter_urgency() }, { value: 'pre-selected', label: m.draft_shorter_selected() }, { value: 'agreed', label: m.draft_shorter_agreed() }] },
            { kind: 'date', name: 'noticeOn', path: 'shorter.noticeOn', label: m.draft_notice_on(), hint: m.draft_date_hint(), optional: true },
            { kind: 'text', name: 'reason', path: 'shorter.reason', label: m.draft_urgency_reason(), rows: 3, most: 4000, optional: true },
          ] satisfies Question[]
        : []),
    ],
    before: (content, { draft: { timeZone } }) => {
      const { deadline, questionsUntil } = content;
      const until = deadline === null ? { date: '', time: '' } : deadlineInWords(deadline, timeZone);
      const asking = { date: questionsUntil === undefined ? '' : deadlineInWords(questionsUntil, timeZone).date };
      return { ...content, until, asking, shorter: content.shorter ?? ({ why: 'none' } as never) };
    },
    after: ({ until, asking, ...rest }, { draft: { timeZone } }) => {
      const { date = '', time = '' } = until as { date?: string; time?: string };
      const read = deadlineOf(date, time.trim(), timeZone);
      const { questionsUntil: _, ...content } = rest;
      const lastDay = (asking as { date?: string }).date ?? '';
      // Questions are taken until the same time of day as bids.
      const questions = lastDay === '' ? undefined : deadlineOf(lastDay, time.trim(), timeZone);
      if (questions !== undefined && 'problem' in questions && 'at' in read) return { content: content as Content, errors: [{ field: 'asking', message: deadlineProblemWords[questions.problem]() }] };
      const asked = questions !== undefined && 'at' in questions ? { questionsUntil: questions.at } : {};
      const shorter = shorterOf(content.shorter as Readonly<Record<string, string>> | null);
      if ('at' in read) return { content: { ...content, ...asked, deadline: read.at, shorter } as Content };
      if (read.problem === 'none') return { content: { ...content, deadline: null, shorter } as Content };
      const at = read.problem === 'no-date' ? 'date' : 'time';
      return { content: content as Content, errors: [{ field: at, message: deadlineProblemWords[read.problem]() }] };
    },
  },
];

/** Why a day and a time are no deadline. */
export const deadlineProblemWords = { none: m.draft_deadline_no_date, 'no-date': m.draft_deadline_no_date, 'no-time': m.draft_deadline_no_time, skipped: m.draft_deadline_skipped, twice: m.draft_deadline_twice } as const;

const dateWords = (date: string): string => new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));

const noteOf = (content: ProcessForm, id: string) => {
  const note = content.stages.find((each) => each.id === id)?.note;
  return note === undefined ? {} : { note };
};

function shorterOf(given: Readonly<Record<string, string>> | null): unknown {
  if (given === null || given['why'] === undefined || given['why'] === 'none') return null;
  if (given['why'] === 'planned-notice') return { why: 'planned-notice', noticeOn: given['noticeOn'] ?? '' };
  return given['why'] === 'urgency' ? { why: 'urgency', reason: given['reason'] ?? '' } : { why: given['why'] };
}

const ofLot = (at: number | undefined, field: string): string => `lots.${at}.${field}`;
const lotOf = ({ draft, at }: StepContext): Lot => draft.process.content.lots[at!]!;

export const lotSteps: readonly Step[] = [
  {
    id: 'what',
    title: m.lot_step_what,
    questions: ({ at, parts }) => [
      { kind: 'line', name: 'title', path: ofLot(at, 'title'), label: m.lot_title(), hint: m.lot_title_hint(), most: 200 },
      { kind: 'radios', name: 'part', path: ofLot(at, 'part'), label: m.lot_part(), hint: m.lot_part_hint(), choices: parts.map(({ id, name }) => ({ value: id, label: name })) },
      { kind: 'text', name: 'description', path: ofLot(at, 'description'), label: m.lot_description(), hint: m.lot_description_hint(), rows: 8, most: 10_000 },
    ],
    // What is measured of one part is not measured of another.
    after: (content, context) => {
      const lot = content.lots[context.at!]!;
      const metrics = new Set(context.parts.find(({ id }) => id === lot.part)?.metrics.map(({ id }) => id));
      return { content: withValueAt(content, ofLot(context.at, 'kpis'), lot.kpis.filter(({ metric }) => metrics.has(metric))) };
    },
  },
  {
    id: 'areas',
    title: m.lot_step_areas,
    questions: ({ at, areas }) => [{ kind: 'checks', name: 'areas', path: ofLot(at, 'areas'), label: m.lot_areas(), hint: m.lot_areas_hint(), choices: areas.map(({ slug, name }) => ({ value: slug, label: name })) }],
  },
  {
    id: 'term',
    title: m.lot_step_term,
    questions: ({ at }) => [
      { kind: 'date', name: 'from', path: ofLot(at, 'term.from'), label: m.lot_from(), hint: m.lot_from_hint() },
      { kind: 'date', name: 'to', path: ofLot(at, 'term.to'), label: m.lot_to(), hint: m.lot_to_hint() },
    ],
  },
  {
    id: 'money',
    title: m.lot_step_money,
    intro: ({ draft: { standing } }) => m.lot_money_intro({ threshold: amount(standing.threshold.pence), value: amount(standing.valuePence) }),
    questions: ({ at }) => [
      { kind: 'radios', name: 'priceBasis', path: ofLot(at, 'priceBasis'), label: m.lot_price_basis(), choices: Object.entries(priceBasisWords).map(([value, words]) => ({ value, ...words() })) },
      { kind: 'money', name: 'value', path: ofLot(at, 'valuePence'), label: m.lot_value(), hint: m.lot_value_hint() },
      { kind: 'text', name: 'priceDetails', path: ofLot(at, 'priceDetails'), label: m.lot_price_details(), hint: m.lot_price_details_hint(), rows: 3, most: 2000, optional: true },
    ],
  },
  {
    id: 'kpis',
    title: m.lot_step_kpis,
    intro: (context) => m.lot_kpis_intro({ part: partOf(context).name }),
    questions: (context) => [
      {
        kind: 'rows',
        name: 'kpis',
        path: ofLot(context.at, 'kpis'),
        label: m.lot_kpis(),
        each: (number) => m.lot_kpi({ number }),
        ids: false,
        columns: [
          { kind: 'select', name: 'metric', label: m.lot_kpi_metric(), choices: partOf(context).metrics.map(({ id, title, unit, better }) => ({ value: id, label: `${title} (${unitOfFigure[unit]()}, ${better === 'higher' ? m.lot_kpi_higher() : m.lot_kpi_lower()})` })) },
          { kind: 'number', name: 'target', label: m.lot_kpi_target() },
        ],
      },
    ],
  },
  {
    id: 'who',
    title: m.lot_step_who,
    questions: ({ at }) => [{ kind: 'radios', name: 'reservedFor', path: ofLot(at, 'reservedFor'), label: m.lot_reserved(), choices: Object.entries(reservationWords).map(([value, words]) => ({ value, ...words() })) }],
    before: (content, { at }) => withValueAt(content, ofLot(at, 'reservedFor'), content.lots[at!]!.reservedFor ?? 'all'),
    after: (content, { at }) => ({ content: (content.lots[at!]!.reservedFor as string | null) === 'all' ? withValueAt(content, ofLot(at, 'reservedFor'), null) : content }),
  },
  {
    id: 'criteria',
    title: m.lot_step_criteria,
    intro: () => m.lot_criteria_intro(),
    questions: ({ at }) => [
      {
        kind: 'rows',
        name: 'criteria',
        path: ofLot(at, 'criteria'),
        label: m.lot_criteria(),
        each: (number) => m.lot_criterion({ number }),
        ids: true,
        columns: [
          { kind: 'line', name: 'title', label: m.lot_criterion_title(), most: 200 },
          { kind: 'select', name: 'kind', label: m.lot_criterion_kind(), choices: [{ value: 'quality', label: m.lot_criterion_quality() }, { value: 'price', label: m.lot_criterion_price() }, { value: 'social-value', label: m.lot_criterion_social() }] },
          { kind: 'number', name: 'weight', label: m.lot_criterion_weight() },
          { kind: 'text', name: 'description', label: m.lot_criterion_description(), rows: 2, most: 4000 },
          { name: 'panel', ...yesNo(panelWords()) },
        ],
      },
    ],
  },
  {
    id: 'asked',
    title: m.lot_step_asked,
    intro: () => m.lot_asked_intro(),
    questions: (context) => [
      {
        kind: 'rows',
        name: 'asked',
        path: ofLot(context.at, 'asked'),
        label: m.lot_asked(),
        each: (number) => m.lot_question({ number }),
        ids: true,
        columns: [
          { kind: 'text', name: 'question', label: m.lot_question_text(), rows: 2, most: 2000 },
          { kind: 'number', name: 'mostWords', label: m.lot_question_words() },
          { kind: 'select', name: 'criterion', label: m.lot_question_criterion(), choices: [{ value: '', label: m.lot_question_unscored() }, ...lotOf(context).criteria.filter(({ kind }) => kind !== 'price').map(({ id, title }) => ({ value: id, label: title }))] },
        ],
      },
    ],
  },
  {
    id: 'documents',
    title: m.lot_step_documents,
    intro: () => m.lot_documents_intro(),
    questions: ({ at }) => [
      {
        kind: 'rows',
        name: 'documents',
        path: ofLot(at, 'documents'),
        label: m.lot_documents(),
        each: (number) => m.lot_document({ number }),
        ids: true,
        columns: [
          { kind: 'line', name: 'title', label: m.lot_document_title(), most: 200 },
          { kind: 'select', name: 'needed', label: m.lot_document_needed(), choices: [{ value: 'before-award', label: m.lot_document_before_award() }, { value: 'with-bid', label: m.lot_document_with_bid() }] },
        ],
      },
    ],
  },
  {
    id: 'social-value',
    title: m.lot_step_social,
    intro: () => m.lot_social_intro(),
    questions: ({ at, measures }) => [
      {
        kind: 'rows',
        name: 'socialValue',
        path: ofLot(at, 'socialValue'),
        label: m.lot_social(),
        each: (number) => m.lot_measure({ number }),
        ids: false,
        columns: [
          { kind: 'select', name: 'measure', label: m.lot_measure_which(), choices: measures.map(({ id, title, unit }) => ({ value: id, label: `${title} (${unit})` })) },
          { kind: 'number', name: 'weight', label: m.lot_measure_weight(), optional: true },
        ],
      },
    ],
  },
];

function partOf(context: StepContext) {
  return context.parts.find(({ id }) => id === lotOf(context).part)!;
}

const placesOfFields: readonly (readonly [RegExp, string])[] = [
  [/^title/, 'title'],
  [/^problem\.(?:who|today)/, 'problem'],
  [/^problem/, 'good'],
  [/^(?:category|authority)/, 'kind'],
  [/^method/, 'method'],
  [/^stages/, 'stages'],
  [/^(?:shorter|deadline|questionsUntil)/, 'deadline'],
  [/^(?:lots$|oneLotReason)/, 'lots'],
];
const placesOfLotFields: readonly (readonly [RegExp, string])[] = [
  [/^(?:title|part|description|id)/, 'what'],
  [/^areas/, 'areas'],
  [/^term/, 'term'],
  [/^(?:valuePence|price)/, 'money'],
  [/^kpis/, 'kpis'],
  [/^reservedFor/, 'who'],
  [/^criteria/, 'criteria'],
  [/^asked/, 'asked'],
  [/^documents/, 'documents'],
  [/^socialValue/, 'social-value'],
];

/** The page on which a field of the draft is asked, as its key: `deadline`, or `lots.glens.money`; undefined where it is none. */
export function pageOfField(field: string, lots: readonly { readonly id: string }[]): string | undefined {
  const ofOne = /^lots\.(\d+)\.?(.*)$/.exec(field);
  if (ofOne === null) return placesOfFields.find(([place]) => place.test(field))?.[1];
  const lot = lots[Number(ofOne[1])];
  return lot === undefined ? undefined : `lots.${lot.id}.${placesOfLotFields.find(([place]) => place.test(ofOne[2]!))?.[1] ?? 'what'}`;
}

/** A page's key as the end of its address. */
export const addressOf = (key: string): string => key.replaceAll('.', '/');
