/**
 * A made-up alarm service to look at: a hundred homes in a London borough that there is not, who lives there, who has
 * a key, and what happened in the last three weeks. All of it is titled so, and belongs to an organisation of its own,
 * whose figures are nobody else's. It comes about by the operations that everybody uses, with the clock of back then;
 * signals go through the intake, without a door.
 *
 * Telephone numbers are those that Ofcom keeps for drama: 020 7946 0000 to 0999 and 07700 900000 to 900999. No
 * postcode begins with ZZ.
 */

import type { SignalKind } from '@drystone/alarm-protocols';
import { readDeviceMessage } from '@drystone/alarm-protocols/device';
import { demonstrationAddress, type Accounts, type DemonstrationKey } from '@drystone/accounts';
import type { Database } from '@drystone/database';
import type { Home } from '@drystone/home';
import type { Intake } from '@drystone/home/intake';
import { keptMail } from '@drystone/mail';
import { createRandom } from '@drystone/planner';
import { demonstrationUnits, demonstrationVendor, type DemonstrationUnit } from './demonstration-units.ts';

type Caller = Awaited<ReturnType<Accounts['demonstrationCaller']>>;
type Step = Parameters<Home['stepCase']>[2];
type Closing = Extract<Step, { to: 'closed' }>;

export interface DemonstrationHomesOptions {
  readonly accounts: Accounts;
  readonly database: Database;
  /** The service with another clock than the real one. */
  readonly homeAt: (clock: () => Temporal.Instant) => Home;
  readonly intakeAt: (clock: () => Temporal.Instant) => Pick<Intake, 'receive'>;
  readonly clock: () => Temporal.Instant;
  readonly timeZone: string;
  readonly signal: AbortSignal;
}

const days = 21;
const alarmsADay = 6;
/** Of a hundred homes so many have forgotten their test call, and so many are silent. */
const [forgetful, silent] = [8, 5];

const firstNames = ['Elsie', 'Winston', 'Amrit', 'Doreen', 'Kofi', 'Bronagh', 'Stanley', 'Yasmin', 'Ivor', 'Mabel', 'Tadeusz', 'Precious', 'Harold', 'Leila', 'Gwen', 'Mehmet', 'Sylvia', 'Anjali', 'Reginald', 'Ngozi'];
const lastNames = ['Marlowe', 'Okonjo', 'Bhandal', 'Thackery', 'Penhallow', 'Osei', 'Quill', 'Rahmani', 'Fenwick', 'Larkmoor', 'Zielak', 'Adeyinka', 'Tolliver', 'Haddadin', 'Prys', 'Yildizoglu'];
const notes = [
  ['Uses a frame. Slow to answer the door.', 'The lift is often out of order; the stairs are on the left.'],
  ['Hard of hearing: speak slowly, and wait.', 'The dog is loud and friendly.'],
  ['Has fallen before. Wants to be asked before an ambulance is sent.', 'Ring twice, then use the intercom of number 3.'],
  ['Diabetic.', null],
  [null, 'The back gate is not locked by day.'],
] as const;

/** How often each comes, of a hundred, and how it ends. */
const happenings: readonly (readonly [kind: SignalKind, share: number, ends: readonly (readonly [outcome: Closing['outcome'], cause: Closing['cause'], share: number])[]])[] = [
  ['personal-alarm', 52, [['no-help-needed', 'pressed-by-mistake', 46], ['advice', 'unwell', 24], ['keyholder', 'unwell', 18], ['ambulance', 'unwell', 12]]],
  ['fall', 22, [['keyholder', 'fall', 40], ['no-help-needed', 'pressed-by-mistake', 26], ['ambulance', 'fall', 18], ['responder', 'fall', 16]]],
  ['smoke', 6, [['no-help-needed', 'environment', 75], ['fire-service', 'fire', 25]]],
  ['inactivity', 7, [['no-help-needed', 'inactivity', 70], ['keyholder', 'unwell', 30]]],
  ['flood', 4, [['technician', 'environment', 100]]],
  ['battery-low', 9, [['technician', 'technical', 100]]],
];

/** Makes what of it is not there. */
export async function demonstrateHomes({ accounts, database, homeAt, intakeAt, clock, timeZone, signal }: DemonstrationHomesOptions): Promise<void> {
  const person = (key: DemonstrationKey) => accounts.demonstrationCaller(key);
  const [day, night, daughter] = [await person('fleetbridge'), await person('fleetbridge-night'), await person('daughter')];
  const organisation = day.memberships[0]!.organisationId;
  const random = createRandom(1).next;
  const begin = clock().toZonedDateTimeISO(timeZone).startOfDay();
  const before = homeAt(() => begin.subtract({ weeks: 7 }).toInstant());

  await settle(before, day, organisation, random, signal);
  const now = homeAt(clock);
  if ((await now.cases(day, { organisation, limit: 1 })).length > 0) return;
  await share({ before, now, database, day, daughter, organisation, today: begin.toPlainDate() });

  let at = begin.toInstant();
  const then = homeAt(() => at);
  const intake = intakeAt(() => at);
  const send = async (units: readonly DemonstrationUnit[], kind: SignalKind) => (await intake.receive(units.map((unit) => ({ signal: signalOf(unit, kind, at), outcome: 'accepted', sender: 'the demonstration' })))).map(({ caseId }) => caseId);
  const pick = <Of>(from: readonly Of[]): Of => from[Math.floor(random() * from.length)]!;

  for (let ago = days; ago > 0; ago--) {
    const morning = begin.subtract({ days: ago });
    const moments = Array.from({ length: alarmsADay }, () => morning.add({ seconds: Math.floor((6 + 17 * random()) * 3600) })).toSorted(Temporal.ZonedDateTime.compare);
    for (const moment of moments) {
      if (signal.aborted) return;
      at = moment.toInstant();
      const [kind, , ends] = drawn(happenings, random);
      const [caseId] = await send([pick(demonstrationUnits)], kind);
      if (caseId != null) await answer(caseId, drawn(ends, random), moment.hour >= 8 && moment.hour < 18 ? day : night);
    }
    at = morning.add({ hours: 23, minutes: 30 }).toInstant();
    await send(demonstrationUnits.filter(({ number }) => number % 100 >= forgetful && number % days === ago % days), 'test-call');
  }
  at = clock().subtract({ minutes: 20 });
  await send(demonstrationUnits.slice(0, -silent), 'heartbeat');

  /** As an operator would: taken, spoken with, somebody sent, closed. One in fifty waits too long. */
  async function answer(caseId: string, [outcome, cause]: readonly [Closing['outcome'], Closing['cause'], number], operator: Caller): Promise<void> {
    const luck = random();
    const wait = (seconds: number) => {
      at = at.add({ seconds: Math.round(seconds) });
    };
    const step = (one: Step) => then.stepCase(operator, caseId, one);
    wait(luck < 0.86 ? 5 + 40 * random() : luck < 0.98 ? 45 + 30 * random() : 190 + 60 * random());
    await step({ to: 'acknowledged' });
    wait(5 + 10 * random());
    await step({ to: 'talking' });
    if (outcome === 'keyholder' || outcome === 'responder' || outcome === 'ambulance' || outcome === 'fire-service' || outcome === 'technician') {
      wait(60 + 120 * random());
      await step({ to: 'sent', whom: outcome });
      wait(600 + 1200 * random());
      await step({ to: 'arrived', whom: outcome });
      wait(300 + 900 * random());
    }
    wait(60 + 240 * random());
    await step({ to: 'closed', outcome, cause });
  }
}

/** Who lives where, and what is installed there. */
async function settle(home: Home, operator: Caller, organisation: string, random: () => number, signal: AbortSignal): Promise<void> {
  const known = await home.localUnit(operator, demonstrationUnits.at(-1)!).then(() => true, () => false);
  if (known) return;
  const names = demonstrationUnits.map((_, index) => ({ first: firstNames[(index * 7) % firstNames.length]!, last: lastNames[(index * 5 + Math.floor(index / 20)) % lastNames.length]! }));
  const lines = demonstrationUnits.map(({ number, dwelling }, index) => [dwelling, `Demo: ${names[index]!.first} ${names[index]!.last}`, names[index]!.first, 1930 + (number % 28), number % 17 === 0 ? 'en;tr' : 'en', `020 7946 ${String(number).padStart(4, '0')}`, notes[index % notes.length]![0] ?? ''].map((cell) => `"${cell}"`).join(','));
  await home.importServiceUsers(operator, organisation, new TextEncoder().encode(['dwelling,name,preferred_name,born_in,languages,phone,health_notes', ...lines].join('\n')), true);
  await home.putWebhook(operator, demonstrationVendor, organisation);
  for (const [index, unit] of demonstrationUnits.entries()) {
    if (signal.aborted) return;
    const { number, dwelling: reference, area, street, protocol, account, key } = unit;
    const keyholders = Array.from({ length: number % 3 }, (_, which) => ({ name: `Demo: ${firstNames[(index + 3 + which) % firstNames.length]!} ${which === 0 ? names[index]!.last : lastNames[(index + which) % lastNames.length]!}`, phone: `07700 9${String((number * 2 + which) % 1000).padStart(5, '0')}`, relation: which === 0 ? 'Daughter' : 'Neighbour', minutesAway: 5 + Math.floor(25 * random()) }));
    await home.putDwelling(operator, { organisation, reference }, { area, address: { lines: [street, 'Fleetbridge'], postcode: `ZZ${1 + (number % 3)} ${number % 9}AA` }, accessNotes: notes[index % notes.length]![1], keyholders, ...(number % 4 === 0 ? { keySafe: { code: `C${String(number * 37).padStart(4, '0')}`, where: 'By the meter cupboard' } } : {}) });
    await home.putLocalUnit(operator, { protocol, account }, {
      organisation,
      dwelling: { reference, area },
      keys: key === undefined ? [] : [key],
      // They say nothing by themselves, and are not silent for that.
      reception: { signOfLifeSeconds: null, ...(protocol === 'dc09' ? { window: null } : {}) },
      devices: [{ id: '1', type: 'Pendant', room: null }, { id: '2', type: 'Smoke alarm', room: 'Hall' }, ...(number % 2 === 0 ? [{ id: '3', type: 'Fall detector', room: null }] : []), ...(number % 5 === 0 ? [{ id: '4', type: 'Flood detector', room: 'Bathroom' }] : [])],
    } as Parameters<Home['putLocalUnit']>[2]);
  }
}

interface Sharing {
  readonly before: Home;
  readonly now: Home;
  readonly database: Database;
  readonly day: Caller;
  readonly daughter: Caller;
  readonly organisation: string;
  readonly today: Temporal.PlainDate;
}

/** One is in hospital, one on holiday; three share with somebody close to them what happens. */
async function share({ before, now, database, day, daughter, organisation, today }: Sharing): Promise<void> {
  const [away, holiday, ...sharing] = await before.serviceUsers(day, { organisation, limit: 5 });
  await before.suspendServiceUser(day, away!.id, { for: 'hospital' });
  await before.suspendServiceUser(day, holiday!.id, { for: 'holiday' });
  const email = demonstrationAddress('daughter');
  for (const { id } of sharing) {
    if ((await now.consents(day, id)).length > 0) continue;
    await now.giveConsent(day, id, { recipientName: daughter.name, relation: 'Daughter', email, categories: ['alarms', 'test-calls', 'devices'], how: 'spoken', givenOn: today.subtract({ days: days + 1 }).toString() });
    const token = (await keptMail(database, 200)).flatMap(({ to, body }) => (to === email ? (/invitation\?token=([\w-]{32})/.exec(body)?.[1] ?? []) : []))[0]!;
    await now.acceptInvitation(daughter, email, token);
  }
}

/** As the unit tells it, read as the door reads it. */
function signalOf({ protocol, account }: DemonstrationUnit, kind: SignalKind, at: Temporal.Instant) {
  const device = kind === 'heartbeat' || kind === 'test-call' ? {} : { device: { id: kind === 'smoke' ? '2' : kind === 'flood' ? '4' : '1' } };
  const message = { id: `demo-${at.epochMilliseconds}`, kind, ...device };
  return { ...readDeviceMessage(JSON.stringify(message), { protocol: protocol === 'mqtt' ? 'mqtt' : 'webhook', account: account.toUpperCase() }), protocol };
}

/** One of them, each as often as its share says. */
function drawn<Of extends readonly [unknown, ...unknown[]]>(from: readonly Of[], random: () => number): Of {
  const share = (one: Of) => one.find((part) => typeof part === 'number') as number;
  let left = random() * from.reduce((sum, one) => sum + share(one), 0);
  return from.find((one) => (left -= share(one)) < 0) ?? from.at(-1)!;
}
