/** `drystone plan`: a trip that is not kept, planned on the spot. */

import { defaultIterations, fieldProblems, tripRequest, type Day, type Itinerary } from '@drystone/visit';
import { list, number, printJson, readOptions, UsageError, within, type Command } from './command.ts';
import { refusedOptions } from './refused-options.ts';
import { whereabouts } from './whereabouts.ts';
import { openPlace } from './place.ts';

const help = `Plan a trip; it is not kept.

  drystone plan --arrive 2027-06-11T13:00@belfast --leave 2027-06-13T18:00@belfast --interests history,coast

  --arrive TIME@WHERE     when and where the stay begins; WHERE is a town's or attraction's slug, or lat,lon
  --leave TIME@WHERE      when and where it ends
  --base WHERE[;WHERE…]   where they sleep: one for all nights, or one for each, parted by semicolons
  --interests LIST        history,coast or history:1,coast:0.4 (drystone attractions --interests lists them)
  --pace PACE             relaxed, steady (default) or full
  --mode MODE             car (default), cycle or walk
  --discovery 0..1        0 well-trodden … 1 undiscovered (default 0.5)
  --adults N --children N --concessions N
  --needs LIST            stepFree, accessibleToilet, hearingLoop, quietHours, parking
  --strict                only what is known to meet the needs
  --weather-proof         prefer what is under a roof
  --hours HH:MM-HH:MM     when a day begins and ends
  --budget POUNDS         for entry, the whole party, the whole trip
  --must-see LIST         attractions that must be in the plan
  --avoid LIST            attractions or kinds that must not
  --appointment TIME@WHERE;MINUTES;NAME
                          be there then, such as 2027-06-12T19:00@bangor;90;Dinner; may be given again
  --place SLUG            default northern-ireland
  --json                  for programs: the API's answer
`;

const options = {
  arrive: { type: 'string' },
  leave: { type: 'string' },
  base: { type: 'string' },
  interests: { type: 'string' },
  pace: { type: 'string' },
  mode: { type: 'string' },
  discovery: { type: 'string' },
  adults: { type: 'string' },
  children: { type: 'string' },
  concessions: { type: 'string' },
  needs: { type: 'string' },
  strict: { type: 'boolean' },
  'weather-proof': { type: 'boolean' },
  hours: { type: 'string' },
  budget: { type: 'string' },
  'must-see': { type: 'string' },
  avoid: { type: 'string' },
  appointment: { type: 'string', multiple: true },
  place: { type: 'string', default: 'northern-ireland' },
  json: { type: 'boolean', default: false },
} as const;

/** Which option a field of a trip comes of. */
const optionOf = { 'party.adults': 'adults', 'party.children': 'children', 'party.concessions': 'concessions', party: 'adults', needsMode: 'strict', weatherProof: 'weather-proof', dayHours: 'hours', budgetPence: 'budget', mustSee: 'must-see', appointments: 'appointment' } as const;

export const plan: Command = {
  help,
  async run(words) {
    const given = readOptions(words, options);
    const body = {
      place: given.place,
      arrive: moment('arrive', given.arrive),
      leave: moment('leave', given.leave),
      ...optional('base', given.base === undefined ? undefined : bases(given.base)),
      ...optional('interests', given.interests === undefined ? undefined : interests(given.interests)),
      ...optional('pace', given.pace),
      ...optional('mode', given.mode),
      ...optional('discovery', number('discovery', given.discovery)),
      ...party(given),
      ...optional('needs', list(given.needs)),
      ...optional('needsMode', given.strict ? 'strict' : undefined),
      ...optional('weatherProof', given['weather-proof']),
      ...optional('dayHours', given.hours === undefined ? undefined : hours(given.hours)),
      ...optional('budgetPence', given.budget === undefined ? undefined : Math.round(within('budget', number('budget', given.budget)!, 0, 100_000) * 100)),
      ...optional('mustSee', list(given['must-see'])),
      ...optional('avoid', list(given.avoid)),
      ...optional('appointments', given.appointment?.map(appointment)),
    };
    const parsed = tripRequest.safeParse(body);
    if (!parsed.success) throw refusedOptions(fieldProblems(parsed.error), given, optionOf);
    const { planner } = await openPlace(given.place);
    const answer = await planner.plan({ request: parsed.data, limits: { iterations: defaultIterations, timeLimitMs: 10_000 } });
    if (!answer.ok) throw refusedOptions(answer.errors, given, optionOf);
    if (given.json) printJson({ place: parsed.data.place, request: parsed.data, ...answer.itinerary });
    else process.stdout.write(inWords(answer.itinerary));
  },
};

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };
}

function moment(option: string, text: string | undefined): { at: string | { lat: number; lon: number }; time: string } {
  const [, time, at] = /^([^@]+)@(.+)$/.exec(text ?? '') ?? [];
  if (time === undefined || at === undefined) throw new UsageError(`--${option} is ${text === undefined ? 'missing' : `"${text}"`}: use TIME@WHERE such as 2027-06-11T13:00@belfast`);
  return { time, at: whereabouts(option, at) };
}

function bases(text: string) {
  const each = text.split(';').map((part) => whereabouts('base', part.trim()));
  return each.length === 1 ? each[0]! : each;
}

function appointment(text: string) {
  const [when, minutes, name, ...more] = text.split(';').map((part) => part.trim());
  if (!minutes || !name || more.length > 0) throw new UsageError(`--appointment is "${text}": use TIME@WHERE;MINUTES;NAME such as 2027-06-12T19:00@bangor;90;Dinner`);
  return { ...moment('appointment', when), minutes: number('appointment', minutes)!, name };
}

function interests(text: string): Record<string, number> {
  return Object.fromEntries(
    list(text)!.map((part) => {
      const [slug, weight] = part.split(':');
      return [slug!, weight === undefined ? 1 : number('interests', weight)!];
    }),
  );
}

function party(given: { readonly adults?: string; readonly children?: string; readonly concessions?: string }) {
  const named = Object.fromEntries((['adults', 'children', 'concessions'] as const).flatMap((member) => (given[member] === undefined ? [] : [[member, number(member, given[member])]])));
  return Object.keys(named).length === 0 ? {} : { party: named };
}

function hours(text: string): { start: string; end: string } {
  const [start, end] = text.split('-');
  if (start === undefined || end === undefined) throw new UsageError(`--hours is "${text}": use HH:MM-HH:MM such as 09:30-18:00`);
  return { start, end };
}

function inWords(itinerary: Itinerary): string {
  const lines = itinerary.days.flatMap(dayInWords);
  const { totals } = itinerary;
  lines.push(`${totals.stops} stops · ${kilometres(totals.distanceMetres)} · ${pounds(totals.pricePence)} entry for the party${totals.stopsWithUnknownPrice > 0 ? ` and ${totals.stopsWithUnknownPrice} of unknown price` : ''}`);
  if (itinerary.leftOut.length > 0) lines.push('', 'Left out:', ...itinerary.leftOut.slice(0, 8).map(({ name, reason }) => `  ${name} (${reason.replaceAll('_', ' ')})`));
  return `${[...lines, ...itinerary.notes].join('\n')}\n`;
}

function dayInWords(day: Day): string[] {
  const lines = [`${day.date}  ${time(day.start)} ${day.from.name} → ${time(day.end)} ${day.to.name}`];
  const happenings = [
    ...day.stops.map((stop) => ({
      at: stop.arrive,
      text: `${time(stop.arrive)}–${time(stop.depart)}  ${stop.name}${stop.pricePence ? ` (${pounds(stop.pricePence)})` : ''}\n               ${stop.why}${stop.warnings.map((warning) => `\n               ! ${warning.text}`).join('')}`,
    })),
    ...day.breaks.map((pause) => ({ at: pause.start, text: `${time(pause.start)}–${time(pause.end)}  ${pause.name}` })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  lines.push(...happenings.map(({ text }) => `  ${text}`), `  ${kilometres(day.distanceMetres)}, ${Math.round(day.travelMinutes)} minutes on the way`, '');
  return lines;
}

const time = (moment: string): string => moment.slice(11, 16);
const kilometres = (metres: number): string => `${Math.round(metres / 1000)} km`;
const pounds = (pence: number): string => `£${(pence / 100).toFixed(2)}`;
