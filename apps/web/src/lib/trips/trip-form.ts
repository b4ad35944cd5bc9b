/**
 * The form a visitor plans with: what stands in its fields, how that becomes a trip request, and
 * which field each of the service's objections belongs to. Nothing typed is ever lost: the fields
 * go back as they came.
 */

import { m } from '@drystone/messages';
import type { Problem, TripRequest, TripRequestInput } from '@drystone/visit';
import type { FormError } from '../form-error.ts';
import { sentence } from '../words/sentence.ts';

export interface TripForm {
  readonly arriveAt: string;
  readonly arriveDate: string;
  readonly arriveTime: string;
  readonly leaveAt: string;
  readonly leaveDate: string;
  readonly leaveTime: string;
  /** Name or slug of a town or an attraction. */
  readonly baseAt: string;
  readonly interests: readonly string[];
  /** Those of the interests that the stay is for; the others weigh half beside them. */
  readonly most: readonly string[];
  readonly pace: string;
  readonly mode: string;
  readonly discovery: string;
  readonly adults: string;
  readonly children: string;
  readonly concessions: string;
  readonly needs: readonly string[];
  readonly needsMode: string;
  readonly weatherProof: boolean;
  readonly dayStart: string;
  readonly dayEnd: string;
  readonly budget: string;
  /** Names or slugs of attractions. */
  readonly mustSee: readonly string[];
  /** Kinds to leave out. */
  readonly avoid: readonly string[];
  readonly appointments: readonly AppointmentFields[];
}

export interface AppointmentFields {
  readonly name: string;
  /** Name or slug of a town or an attraction. */
  readonly at: string;
  readonly date: string;
  readonly time: string;
  readonly minutes: string;
}

/** Blank lines offered beyond what is filled in already. */
const mustSeeLines = 3;
const appointmentLines = 2;

/** A stay to begin from: three days from tomorrow at ten. Any field can be given in the address. */
export function startingForm({ gateway }: { readonly gateway: string }, today: Temporal.PlainDate, query: URLSearchParams): TripForm {
  const days = Math.min(14, Math.max(1, Number.parseInt(query.get('days') ?? '3', 10) || 3));
  const arrive = today.add({ days: 1 });
  const text = (name: string, otherwise: string): string => query.get(name) ?? otherwise;
  return {
    arriveAt: text('from', gateway),
    arriveDate: text('arriveDate', arrive.toString()),
    arriveTime: text('arriveTime', '10:00'),
    leaveAt: text('leaveAt', ''),
    leaveDate: text('leaveDate', arrive.add({ days: days - 1 }).toString()),
    leaveTime: text('leaveTime', '17:00'),
    baseAt: text('base', ''),
    interests: (query.get('interests') ?? '').split(',').filter(Boolean),
    most: (query.get('most') ?? '').split(',').filter(Boolean),
    pace: text('pace', 'steady'),
    mode: text('mode', 'car'),
    discovery: text('discovery', '50'),
    adults: text('adults', '2'),
    children: text('children', '0'),
    concessions: text('concessions', '0'),
    needs: (query.get('needs') ?? '').split(',').filter(Boolean),
    needsMode: text('needsMode', 'lenient'),
    weatherProof: query.get('weatherProof') === 'on',
    dayStart: text('dayStart', ''),
    dayEnd: text('dayEnd', ''),
    budget: text('budget', ''),
    mustSee: padded((query.get('mustSee') ?? '').split(',').filter(Boolean), mustSeeLines, ''),
    avoid: (query.get('avoid') ?? '').split(',').filter(Boolean),
    appointments: padded([], appointmentLines, emptyAppointment),
  };
}

const emptyAppointment: AppointmentFields = { name: '', at: '', date: '', time: '', minutes: '90' };

const padded = <T>(items: readonly T[], length: number, blank: T): readonly T[] => [
  ...items,
  ...Array.from({ length: Math.max(1, length - items.length) }, () => blank),
];

/** The fields as they were posted. */
export function postedForm(data: FormData): TripForm {
  const one = (name: string): string => String(data.get(name) ?? '').trim();
  const all = (name: string): readonly string[] => data.getAll(name).map((value) => String(value).trim());
  const [names, places, dates, times, minutes] = [
    'appointmentName',
    'appointmentAt',
    'appointmentDate',
    'appointmentTime',
    'appointmentMinutes',
  ].map(all);
  const appointments = (names ?? []).map((name, i) => ({
    name,
    at: places?.[i] ?? '',
    date: dates?.[i] ?? '',
    time: times?.[i] ?? '',
    minutes: minutes?.[i] ?? '',
  }));
  return {
    arriveAt: one('arriveAt'),
    arriveDate: one('arriveDate'),
    arriveTime: one('arriveTime'),
    leaveAt: one('leaveAt'),
    leaveDate: one('leaveDate'),
    leaveTime: one('leaveTime'),
    baseAt: one('baseAt'),
    interests: all('interests'),
    most: all('most'),
    pace: one('pace'),
    mode: one('mode'),
    discovery: one('discovery'),
    adults: one('adults'),
    children: one('children'),
    concessions: one('concessions'),
    needs: all('needs'),
    needsMode: one('needsMode'),
    weatherProof: data.has('weatherProof'),
    dayStart: one('dayStart'),
    dayEnd: one('dayEnd'),
    budget: one('budget'),
    mustSee: padded(all('mustSee').filter(Boolean), mustSeeLines, ''),
    avoid: all('avoid'),
    appointments: padded(
      appointments.filter(({ name, date }) => name !== '' || date !== ''),
      appointmentLines,
      emptyAppointment,
    ),
  };
}

interface Named {
  readonly slug: string;
  readonly name: string;
}

/** Slugs of what there is in a place, by slug or name. A name that a town and an attraction share is the town's where both would do. */
export interface KnownPlaces {
  readonly attraction: (nameOrSlug: string) => string | undefined;
  readonly anywhere: (nameOrSlug: string) => string | undefined;
}

export function knownPlaces(attractions: Iterable<Named>, towns: Iterable<Named>): KnownPlaces {
  const folded = (text: string): string => text.trim().toLocaleLowerCase('en');
  const slugs = (places: Iterable<Named>) => new Map([...places].flatMap(({ slug, name }) => [[slug, slug] as const, [folded(name), slug] as const]));
  const [ofAttractions, ofTowns] = [slugs(attractions), slugs(towns)];
  const attraction = (text: string) => ofAttractions.get(folded(text));
  return { attraction, anywhere: (text) => ofTowns.get(folded(text)) ?? attraction(text) };
}

/** The request in these fields, or what keeps them from being one. */
export function tripRequestOf(
  form: TripForm,
  place: string,
  known: KnownPlaces,
): { readonly request: TripRequestInput } | { readonly errors: readonly FormError[] } {
  const errors: FormError[] = [];
  const required = (field: keyof TripForm & string, message: string): void => {
    if (form[field] === '') errors.push({ field, message });
  };
  required('arriveAt', m.error_arrive_at());
  required('arriveDate', m.error_arrive_date());
  required('arriveTime', m.error_arrive_time());
  required('leaveDate', m.error_leave_date());
  required('leaveTime', m.error_leave_time());
  if (errors.length === 0 && `${form.leaveDate}T${form.leaveTime}` <= `${form.arriveDate}T${form.arriveTime}`) {
    errors.push({ field: 'leaveDate', message: m.error_leave_before(), mend: m.error_leave_before_mend() });
  }

  const count = (field: 'adults' | 'children' | 'concessions'): number => {
    const number = form[field] === '' ? 0 : Number(form[field]);
    if (!Number.isInteger(number) || number < 0 || number > 50)
      errors.push({ field, message: m.error_count(), mend: m.error_count_mend() });
    return number;
  };
  const party = { adults: count('adults'), children: count('children'), concessions: count('concessions') };

  const budget = form.budget === '' ? undefined : Math.round(Number(form.budget.replace('£', '')) * 100);
  if (budget !== undefined && !(budget >= 0)) errors.push({ field: 'budget', message: m.error_budget(), mend: m.error_budget_mend() });
  if ((form.dayStart === '') !== (form.dayEnd === ''))
    errors.push({ field: form.dayStart === '' ? 'dayStart' : 'dayEnd', message: m.error_day_hours(), mend: m.error_day_hours_mend() });

  const slugIn = (field: string, text: string, slugOf: KnownPlaces['anywhere']): string => {
    const slug = slugOf(text);
    if (slug === undefined) errors.push({ field, message: m.error_unknown_place({ name: text }), mend: m.error_unknown_place_mend() });
    return slug ?? text;
  };
  const mustSee = form.mustSee.flatMap((text, index) => (text === '' ? [] : [slugIn(`mustSee-${index}`, text, known.attraction)]));
  const base = form.baseAt === '' ? undefined : slugIn('baseAt', form.baseAt, known.anywhere);

  const appointments = form.appointments.flatMap(({ name, at, date, time, minutes }, index) => {
    if (name === '' && date === '') return [];
    if (name === '') errors.push({ field: `appointmentName-${index}`, message: m.error_appointment_name() });
    if (date === '' || time === '') errors.push({ field: `appointmentDate-${index}`, message: m.error_appointment_time() });
    return [{ name, at: at === '' ? form.arriveAt : slugIn(`appointmentAt-${index}`, at, known.anywhere), time: `${date}T${time}`, minutes: Number(minutes) || 90 }];
  });
  if (errors.length > 0) return { errors };

  return {
    request: {
      place,
      arrive: { at: form.arriveAt, time: `${form.arriveDate}T${form.arriveTime}` },
      leave: { at: form.leaveAt || form.arriveAt, time: `${form.leaveDate}T${form.leaveTime}` },
      ...(base !== undefined && { base }),
      interests: weightsOf(form) as TripRequest['interests'],
      pace: form.pace as TripRequest['pace'],
      mode: form.mode as TripRequest['mode'],
      discovery: Number(form.discovery) / 100,
      party,
      needs: form.needs as TripRequest['needs'],
      needsMode: form.needsMode as TripRequest['needsMode'],
      weatherProof: form.weatherProof,
      ...(form.dayStart !== '' && { dayHours: { start: form.dayStart, end: form.dayEnd } }),
      ...(budget !== undefined && { budgetPence: budget }),
      mustSee,
      avoid: [...form.avoid],
      appointments,
    },
  };
}

/** Whoever marks nothing as the most loves all that is ticked alike. */
function weightsOf({ interests, most }: TripForm): Readonly<Record<string, number>> {
  const alike = !interests.some((interest) => most.includes(interest));
  return Object.fromEntries(interests.map((interest) => [interest, alike || most.includes(interest) ? 1 : 0.5]));
}

/** Where each path of a request stands in the form. Longer paths first. */
const fieldOfPath: readonly (readonly [path: RegExp, field: string])[] = [
  [/^arrive\.time/, 'arriveDate'],
  [/^arrive/, 'arriveAt'],
  [/^leave\.time/, 'leaveDate'],
  [/^leave/, 'leaveAt'],
  [/^base/, 'baseAt'],
  [/^interests/, 'interests'],
  [/^party\.(children|concessions)/, '$1'],
  [/^party/, 'adults'],
  [/^needsMode/, 'needsMode'],
  [/^needs/, 'needs'],
  [/^dayHours\.end/, 'dayEnd'],
  [/^dayHours/, 'dayStart'],
  [/^budgetPence/, 'budget'],
  [/^mustSee(?:\.|\[)(\d+)/, 'mustSee-$1'],
  [/^mustSee/, 'mustSee-0'],
  [/^avoid/, 'avoid'],
  [/^appointments(?:\.|\[)(\d+)\]?\.(?:time|minutes)/, 'appointmentDate-$1'],
  [/^appointments(?:\.|\[)(\d+)\]?\.at/, 'appointmentAt-$1'],
  [/^appointments(?:\.|\[)(\d+)/, 'appointmentName-$1'],
];

/** The service's objections, each at its field. */
export function formErrors(problem: Pick<Problem, 'message' | 'errors'>): readonly FormError[] {
  if (problem.errors.length === 0) return [{ field: '', message: problem.message }];
  return problem.errors.map(({ field, message, mend }) => {
    const known = fieldOfPath.find(([path]) => path.test(field));
    const place = known ? (field.match(known[0])?.[0] ?? '').replace(known[0], known[1]) : '';
    return { field: place, message: sentence(message), mend: mend === undefined ? undefined : sentence(mend) };
  });
}
