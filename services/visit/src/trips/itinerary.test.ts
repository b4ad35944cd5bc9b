import fc from 'fast-check';
import { join } from 'node:path';
import { interestSlugs } from '@drystone/part-visit-content';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogueOfPack, type Catalogue } from '../content/place-data.ts';
import { readPlacePack } from '../content/place-pack.ts';
import { checkItinerary } from './check-itinerary.ts';
import { createTripPlanner, type TripPlanner } from './trip-planner.ts';
import { needs, tripRequest, type Itinerary, type TripChange, type TripRequest, type TripRequestInput } from './trip.ts';
import { noWishes } from './wishes.ts';

let catalogue: Catalogue;
let planner: TripPlanner;
const limits = { iterations: 60, timeLimitMs: 10_000 };

beforeAll(async () => {
  catalogue = catalogueOfPack(await readPlacePack(join(import.meta.dirname, '../../../../places/northern-ireland')));
  planner = createTripPlanner({ catalogue, routingUrl: undefined });
});

const weekend: TripRequestInput = {
  place: 'northern-ireland',
  arrive: { at: 'belfast', time: '2027-06-11T13:00' },
  leave: { at: 'belfast', time: '2027-06-13T18:00' },
  interests: { history: 1, coast: 0.8 },
};

async function planned(input: Partial<TripRequestInput> = {}): Promise<{ itinerary: Itinerary; request: TripRequest }> {
  const request = tripRequest.parse({ ...weekend, ...input });
  const answer = await planner.plan({ request, limits });
  if (!answer.ok) throw new Error(JSON.stringify(answer.errors));
  return { itinerary: answer.itinerary, request };
}

async function refusedAt(input: Partial<TripRequestInput>): Promise<readonly { field: string; message: string; mend?: string }[]> {
  const answer = await planner.plan({ request: tripRequest.parse({ ...weekend, ...input }), limits });
  if (answer.ok) throw new Error('was planned');
  return answer.errors;
}

async function changed(before: Itinerary, request: TripRequest, ...changes: TripChange[]): Promise<Itinerary> {
  const answer = await planner.change({ request, wishes: noWishes, itinerary: before, changes, now: '2027-01-01T00:00:00Z', limits });
  if (!answer.ok) throw new Error(JSON.stringify(answer.errors));
  expect(checkItinerary(answer.itinerary, request, catalogue.attractions, 'Europe/London')).toEqual([]);
  return answer.itinerary;
}

const slugsOf = (itinerary: Itinerary, date?: string): string[] => itinerary.days.filter((day) => date === undefined || day.date === date).flatMap((day) => day.stops.map((stop) => stop.slug));

describe('a planned stay', () => {
  it('has a day for each date, stops on each, and can be followed', async () => {
    const { itinerary, request } = await planned();
    expect(itinerary.days.map((day) => day.date)).toEqual(['2027-06-11', '2027-06-12', '2027-06-13']);
    for (const day of itinerary.days) expect(day.stops.length).toBeGreaterThan(1);
    expect(checkItinerary(itinerary, request, catalogue.attractions, 'Europe/London')).toEqual([]);
  });

  it('is the same for the same request', async () => {
    expect((await planned()).itinerary).toEqual((await planned()).itinerary);
  });

  it('keeps lunch out of the stops and says why each stop is there', async () => {
    const { itinerary } = await planned();
    expect(itinerary.days[1]!.breaks).toHaveLength(1);
    for (const stop of itinerary.days.flatMap((day) => day.stops)) expect(stop.why).toMatch(/^[A-Z].*\.$/);
  });

  it('turns to little-known places when asked', async () => {
    const known = await planned({ discovery: 0 });
    const unknown = await planned({ discovery: 1 });
    const share = ({ itinerary }: { itinerary: Itinerary }) => itinerary.days.flatMap((day) => day.stops).filter((stop) => stop.hidden).length / itinerary.totals.stops;
    expect(share(unknown)).toBeGreaterThan(share(known));
    expect(share(unknown)).toBeGreaterThan(0.8);
  });

  it('sees what must be seen and keeps what is booked', async () => {
    const { itinerary, request } = await planned({
      mustSee: ['navan-centre'],
      appointments: [{ at: 'bangor', time: '2027-06-12T19:00', minutes: 90, name: 'Dinner' }],
    });
    expect(slugsOf(itinerary)).toContain('navan-centre');
    expect(checkItinerary(itinerary, request, catalogue.attractions, 'Europe/London')).toEqual([]);
    expect(itinerary.days[1]!.stops.at(-1)).toMatchObject({ name: 'Dinner', arrive: '2027-06-12T19:00:00+01:00', appointment: true });
  });

  it('names what cannot be seen in time, and the nearest that works', async () => {
    const errors = await refusedAt({ leave: { at: 'belfast', time: '2027-06-11T15:00' }, mustSee: ['marble-arch-caves'] });
    expect(errors[0]).toMatchObject({ field: 'mustSee' });
    expect(errors[0]!.message).toContain('marble-arch-caves');
    expect(errors[0]!.mend).toMatch(/nearest that works is .+ \([a-z0-9-]+\)/);
  });

  it('says of what was left out why', async () => {
    const { itinerary } = await planned({ needs: ['hearingLoop'], needsMode: 'strict' });
    expect(itinerary.leftOut.length).toBeGreaterThan(5);
    expect(itinerary.leftOut.map((left) => left.reason)).toContain('needs');
    expect(slugsOf(itinerary)).not.toContain(itinerary.leftOut[0]!.slug);
  });

  it('leaves out for money only what costs too much', async () => {
    const { itinerary } = await planned({ budgetPence: 0 });
    expect(itinerary.totals.pricePence).toBe(0);
    expect(itinerary.leftOut.map((left) => left.reason)).toContain('budget');
  });

  it('tells what each member pays', async () => {
    const { itinerary } = await planned({ party: { adults: 2, children: 1, concessions: 0 }, mustSee: ['titanic-belfast'] });
    const { adult, child, car = 0 } = itinerary.totals.pricePenceEach;
    expect(2 * adult + child + car).toBe(itinerary.totals.pricePence);
  });

  it('asks for a car park only of those who come by car', async () => {
    const day = { arrive: { at: 'bushmills', time: '2027-06-11T10:00' }, leave: { at: 'bushmills', time: '2027-06-11T17:00' }, mustSee: ['giants-causeway'], party: { adults: 2, children: 1, concessions: 0 } };
    const stop = async (mode: TripRequest['mode'], slug: string, more: Partial<TripRequestInput> = {}) => {
      const { itinerary, request } = await planned({ ...day, mustSee: [slug], mode, ...more });
      expect(checkItinerary(itinerary, request, catalogue.attractions, 'Europe/London')).toEqual([]);
      const { pricePence, warnings } = itinerary.days[0]!.stops.find((each) => each.slug === slug)!;
      return { pricePence, parking: warnings.some(({ code }) => code === 'price_parking'), totals: itinerary.totals };
    };
    expect(await stop('car', 'giants-causeway')).toMatchObject({ pricePence: 3750, parking: true });
    expect(await stop('walk', 'giants-causeway', { budgetPence: 0 })).toMatchObject({ pricePence: 0, parking: false });
    expect(await stop('cycle', 'giants-causeway', { budgetPence: 0 })).toMatchObject({ pricePence: 0, parking: false });
    const castlewellan = { arrive: { at: 'newcastle', time: '2027-06-11T10:00' }, leave: { at: 'newcastle', time: '2027-06-11T17:00' }, party: { adults: 6, children: 0, concessions: 0 } };
    const { totals, pricePence } = await stop('car', 'castlewellan-forest-park', castlewellan);
    expect(pricePence).toBe(1000);
    expect(6 * totals.pricePenceEach.adult + 2 * (totals.pricePenceEach.car ?? 0)).toBe(totals.pricePence);
  });

  it('reaches a late arrival and an early departure with nothing but the way', async () => {
    const { itinerary, request } = await planned({ arrive: { at: 'belfast', time: '2027-06-11T22:30' }, base: 'newcastle', leave: { at: 'belfast', time: '2027-06-13T07:00' } });
    expect(itinerary.days[0]!.stops).toEqual([]);
    expect(itinerary.days[2]!.stops).toEqual([]);
    expect(checkItinerary(itinerary, request, catalogue.attractions, 'Europe/London')).toEqual([]);
  });

  it('keeps real time on the nights the clocks change', async () => {
    const spring = await planned({ arrive: { at: 'belfast', time: '2027-03-27T12:00' }, base: 'enniskillen', leave: { at: 'belfast', time: '2027-03-28T03:00' } });
    expect(checkItinerary(spring.itinerary, spring.request, catalogue.attractions, 'Europe/London')).toEqual([]);
    expect(spring.itinerary.days[1]!.end).toBe('2027-03-28T03:00:00+01:00');
    const autumn = await planned({
      arrive: { at: 'belfast', time: '2027-10-30T12:00' },
      leave: { at: 'belfast', time: '2027-10-31T18:00' },
      appointments: [{ at: 'belfast', time: '2027-10-31T01:30+00:00', minutes: 30, name: 'Owls' }],
    });
    expect(checkItinerary(autumn.itinerary, autumn.request, catalogue.attractions, 'Europe/London')).toEqual([]);
    expect(autumn.itinerary.days[1]!.stops[0]).toMatchObject({ name: 'Owls', arrive: '2027-10-31T01:30:00+00:00', depart: '2027-10-31T02:00:00+00:00' });
  });

  it('says of what costs too much that it is the money', async () => {
    const errors = await refusedAt({ budgetPence: 500, mustSee: ['titanic-belfast'] });
    expect(errors[0]).toMatchObject({ field: 'budgetPence', message: expect.stringContaining('Titanic Belfast') });
  });

  it.each<[string, Partial<TripRequestInput>, string]>([
    ['leaving before arriving', { leave: { at: 'belfast', time: '2027-06-10T18:00' } }, 'leave.time'],
    ['a stay over fourteen days', { leave: { at: 'belfast', time: '2027-06-25T18:00' } }, 'leave.time'],
    ['an unknown town', { arrive: { at: 'atlantis', time: '2027-06-11T13:00' } }, 'arrive.at'],
    ['a point outside the place', { arrive: { at: { lat: 53.35, lon: -6.26 }, time: '2027-06-11T13:00' } }, 'arrive.at'],
    ['an unknown must-see', { mustSee: ['eiffel-tower'] }, 'mustSee.0'],
    ['a must-see that is to be avoided', { mustSee: ['dunluce-castle'], avoid: ['dunluce-castle'] }, 'mustSee.0'],
    ['something to avoid that is nothing', { avoid: ['dragons'] }, 'avoid.0'],
    ['a time the clocks skip', { arrive: { at: 'belfast', time: '2027-03-28T01:30' }, leave: { at: 'belfast', time: '2027-03-28T18:00' } }, 'arrive.time'],
    ['a foreign offset', { arrive: { at: 'belfast', time: '2027-06-11T13:00-05:00' } }, 'arrive.time'],
    ['bases for another number of nights', { base: ['belfast', 'derry', 'omagh'] }, 'base'],
    ['a day that ends before it begins', { dayHours: { start: '18:00', end: '09:00' } }, 'dayHours.end'],
    ['too little time for the way', { leave: { at: 'enniskillen', time: '2027-06-11T13:30' } }, 'leave.time'],
    ['an appointment outside the stay', { appointments: [{ at: 'belfast', time: '2027-07-01T12:00', minutes: 30, name: 'Tea' }] }, 'appointments.0.time'],
    ['two appointments at once', { appointments: [{ at: 'belfast', time: '2027-06-12T12:00', minutes: 60, name: 'A' }, { at: 'derry', time: '2027-06-12T12:30', minutes: 60, name: 'B' }] }, 'appointments'],
  ])('refuses %s at its field, with the mend', async (_, input, field) => {
    const errors = await refusedAt(input);
    expect(errors[0]!.field).toBe(field);
    expect(errors[0]!.mend).toBeTruthy();
  });

  it('can be followed, whatever is asked', async () => {
    const towns = [...catalogue.towns.keys()].filter((town) => town !== 'rathlin');
    const anywhere = fc.constantFrom(...towns);
    const requests = fc.record(
      {
        date: fc.integer({ min: 0, max: 500 }),
        days: fc.integer({ min: 0, max: 4 }),
        arrives: fc.integer({ min: 0, max: 23 * 4 }),
        leaves: fc.integer({ min: 0, max: 23 * 4 }),
        from: anywhere,
        base: anywhere,
        to: anywhere,
        interests: fc.dictionary(fc.constantFrom(...interestSlugs), fc.double({ min: 0, max: 1, noNaN: true }), { maxKeys: 5 }),
        pace: fc.constantFrom('relaxed', 'steady', 'full'),
        mode: fc.constantFrom('car', 'car', 'cycle', 'walk'),
        discovery: fc.double({ min: 0, max: 1, noNaN: true }),
        needs: fc.uniqueArray(fc.constantFrom(...needs), { maxLength: 2 }),
        needsMode: fc.constantFrom('lenient', 'strict'),
        weatherProof: fc.boolean(),
        budgetPence: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined }),
        dayHours: fc.option(fc.constantFrom({ start: '08:00', end: '20:00' }, { start: '11:00', end: '15:00' }), { nil: undefined }),
      },
      { requiredKeys: ['date', 'days', 'arrives', 'leaves', 'from', 'base', 'to', 'interests', 'pace', 'mode', 'discovery', 'needs', 'needsMode', 'weatherProof'] },
    );
    const clock = (quarters: number): string => `${String(Math.floor(quarters / 4)).padStart(2, '0')}:${String((quarters % 4) * 15).padStart(2, '0')}`;
    let followed = 0;
    await fc.assert(
      fc.asyncProperty(requests, async ({ date, days, arrives, leaves, from, base, to, ...rest }) => {
        const first = Temporal.PlainDate.from('2027-01-01').add({ days: date });
        const request = tripRequest.parse({
          place: 'northern-ireland',
          arrive: { at: from, time: `${first.toString()}T${clock(arrives)}` },
          leave: { at: to, time: `${first.add({ days }).toString()}T${clock(leaves)}` },
          base,
          ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
        });
        const answer = await planner.plan({ request, limits: { iterations: 20, timeLimitMs: 10_000 } });
        if (!answer.ok) {
          for (const { field, message, mend } of answer.errors) expect([field, message, mend].every(Boolean)).toBe(true);
          return;
        }
        followed++;
        expect(checkItinerary(answer.itinerary, request, catalogue.attractions, 'Europe/London')).toEqual([]);
      }),
      { numRuns: Number(process.env['RANDOM_TRIPS'] ?? 250), seed: 7 },
    );
    expect(followed).toBeGreaterThan(100);
  }, 600_000);
});

describe('a change of the plan', () => {
  it('keeps a pinned stop when the day is planned anew', async () => {
    const { itinerary, request } = await planned();
    const slug = itinerary.days[1]!.stops[0]!.slug;
    const after = await changed(itinerary, request, { op: 'pin', slug }, { op: 'replan', date: '2027-06-12' });
    expect(after.days[1]!.stops.find((stop) => stop.slug === slug)?.pinned).toBe(true);
  });

  it('removes a stop and keeps the others', async () => {
    const { itinerary, request } = await planned();
    const [gone, ...stay] = slugsOf(itinerary, '2027-06-12');
    const after = await changed(itinerary, request, { op: 'remove', slug: gone! });
    expect(slugsOf(after, '2027-06-12').sort()).toEqual(stay.sort());
    expect(after.days[0]).toEqual(itinerary.days[0]);
  });

  it('swaps a stop for another', async () => {
    const { itinerary, request } = await planned();
    const [gone] = slugsOf(itinerary, '2027-06-12');
    const after = slugsOf(await changed(itinerary, request, { op: 'swap', slug: gone! }), '2027-06-12');
    expect(after).not.toContain(gone);
    expect(after.length).toBeGreaterThanOrEqual(slugsOf(itinerary, '2027-06-12').length - 1);
  });

  it('adds an attraction on the day asked for', async () => {
    const { itinerary, request } = await planned();
    const after = await changed(itinerary, request, { op: 'add', slug: 'giants-ring', date: '2027-06-13' });
    expect(slugsOf(after, '2027-06-13')).toContain('giants-ring');
  });

  it('moves a stop to another day', async () => {
    const { itinerary, request } = await planned();
    const slug = itinerary.days[2]!.stops[0]!.slug;
    const after = await changed(itinerary, request, { op: 'move', slug, toDate: '2027-06-12' });
    expect(slugsOf(after, '2027-06-12')).toContain(slug);
    expect(slugsOf(after, '2027-06-13')).not.toContain(slug);
  });

  it('moves a stop to another place in its day, and it stays there', async () => {
    const { itinerary, request } = await planned({ interests: { walks: 1, viewpoints: 1 } });
    const order = slugsOf(itinerary, '2027-06-12');
    const after = await changed(itinerary, request, { op: 'move', slug: order[1]!, position: 0 });
    const kept = slugsOf(after, '2027-06-12');
    expect(kept[0]).toBe(order[1]);
    expect(kept).toEqual([order[1], order[0], ...order.slice(2)].filter((each) => kept.includes(each!)));
    expect(kept.length).toBeGreaterThanOrEqual(order.length - 1);
  });

  it('gives a day other hours', async () => {
    const { itinerary, request } = await planned();
    const after = await changed(itinerary, request, { op: 'hours', date: '2027-06-12', start: '11:00', end: '15:00' });
    expect(after.days[1]!.start >= '2027-06-12T11:00' && after.days[1]!.end <= '2027-06-12T15:00:00+01:00').toBe(true);
  });

  it('goes indoors on a wet day', async () => {
    const { itinerary, request } = await planned({ interests: { coast: 1, museums: 0.7 } });
    const after = await changed(itinerary, request, { op: 'wetDay', date: '2027-06-12' });
    const inTheOpen = (plan: Itinerary) => slugsOf(plan, '2027-06-12').filter((slug) => catalogue.attractions.get(slug)!.setting === 'outdoor').length;
    expect(inTheOpen(after)).toBeLessThan(inTheOpen(itinerary));
    expect(after.days[1]!.wetDay).toBe(true);
  });

  it('begins later when running late', async () => {
    const { itinerary, request } = await planned();
    const after = await changed(itinerary, request, { op: 'late', date: '2027-06-12', minutes: 40 });
    const first = (plan: Itinerary) => Date.parse(plan.days[1]!.stops[0]!.arrive);
    expect(first(after) - first(itinerary)).toBeGreaterThanOrEqual(40 * 60_000);
  });

  it('leaves what has begun as it was, whatever is changed', async () => {
    const { itinerary, request } = await planned();
    const [first, second] = itinerary.days[1]!.stops;
    const now = Temporal.Instant.from(second!.arrive).add({ minutes: 5 }).toString();
    for (const change of [{ op: 'wetDay', date: '2027-06-12' }, { op: 'late', date: '2027-06-12', minutes: 30 }, { op: 'replan' }] as const) {
      const answer = await planner.change({ request, wishes: noWishes, itinerary, changes: [change], now, limits });
      if (!answer.ok) throw new Error(JSON.stringify(answer.errors));
      const after = answer.itinerary.days[1]!.stops;
      expect(after.slice(0, 2).map((stop) => [stop.slug, stop.arrive]), change.op).toEqual([first, second].map((stop) => [stop!.slug, stop!.arrive]));
      for (const stop of after.slice(2)) expect(stop.arrive >= second!.depart).toBe(true);
    }
  });

  it('stays close to the plan, and finds another day for what does not fit any more', async () => {
    const { itinerary, request } = await planned();
    const now = itinerary.days[1]!.stops[0]!.depart;
    const before = slugsOf(itinerary);
    for (const change of [{ op: 'late', date: '2027-06-12', minutes: 90 }, { op: 'hours', date: '2027-06-12', start: '09:00', end: '17:00' }, { op: 'add', slug: 'giants-ring' }] as const) {
      const answer = await planner.change({ request, wishes: noWishes, itinerary, changes: [change], now, limits });
      if (!answer.ok) throw new Error(JSON.stringify(answer.errors));
      expect(checkItinerary(answer.itinerary, request, catalogue.attractions, 'Europe/London'), change.op).toEqual([]);
      const lost = before.filter((slug) => !slugsOf(answer.itinerary).includes(slug));
      expect(lost.length, change.op).toBeLessThanOrEqual(3);
      expect(answer.itinerary.days[0]).toEqual(itinerary.days[0]);
    }
  });

  it('goes on from a door that is closed, with something else', async () => {
    const { itinerary, request } = await planned();
    const shut = itinerary.days[1]!.stops[1]!;
    const now = Temporal.Instant.from(shut.arrive).add({ minutes: 3 });
    const answer = await planner.change({ request, wishes: noWishes, itinerary, changes: [{ op: 'closed', slug: shut.slug }], now: now.toString(), limits });
    if (!answer.ok) throw new Error(JSON.stringify(answer.errors));
    expect(checkItinerary(answer.itinerary, request, catalogue.attractions, 'Europe/London')).toEqual([]);
    const after = answer.itinerary.days[1]!.stops;
    expect(after[0]).toEqual(itinerary.days[1]!.stops[0]);
    expect(after.map((stop) => stop.slug)).not.toContain(shut.slug);
    expect(after.length).toBeGreaterThanOrEqual(itinerary.days[1]!.stops.length - 1);
    for (const stop of after.slice(1)) expect(Temporal.Instant.compare(stop.arrive, now)).toBe(1);
    expect(answer.itinerary.leftOut.map(({ slug }) => slug)).not.toContain(shut.slug);
  });

  it('can be followed, whatever is changed and whenever', async () => {
    const kinds = ['pin', 'unpin', 'remove', 'swap', 'add', 'move', 'hours', 'wetDay', 'late', 'closed', 'replan'] as const;
    const slugs = [...catalogue.attractions.keys()];
    const change = fc.record({ op: fc.constantFrom(...kinds), stop: fc.nat(), other: fc.nat(), day: fc.nat(), position: fc.option(fc.nat(4), { nil: undefined }), minutes: fc.integer({ min: 5, max: 180 }) });
    const stay = fc.record({ days: fc.integer({ min: 0, max: 3 }), pace: fc.constantFrom('relaxed', 'steady', 'full'), mode: fc.constantFrom('car', 'cycle'), budgetPence: fc.option(fc.integer({ min: 3_000, max: 20_000 }), { nil: undefined }), seed: fc.nat(interestSlugs.length - 1) });
    let made = 0;
    await fc.assert(
      fc.asyncProperty(stay, fc.array(fc.tuple(fc.integer({ min: -600, max: 4 * 1440 }), change), { minLength: 1, maxLength: 4 }), async ({ days, seed, budgetPence, ...rest }, steps) => {
        const arrives = Temporal.ZonedDateTime.from('2027-06-11T10:00[Europe/London]');
        const { itinerary: first, request } = await planned({
          ...rest,
          leave: { at: 'belfast', time: `2027-06-${11 + days}T18:00` },
          interests: { [interestSlugs[seed]!]: 1, history: 0.5 },
          ...(budgetPence === undefined ? {} : { budgetPence }),
        });
        let itinerary = first;
        let wishes = noWishes;
        for (const [minutes, { op, stop, other, day, position, minutes: by }] of steps.toSorted(([a], [b]) => a - b)) {
          const now = arrives.add({ minutes }).toInstant();
          const stops = slugsOf(itinerary);
          const date = itinerary.days[day % itinerary.days.length]!.date;
          const slug = op === 'add' ? slugs[other % slugs.length]! : (stops[stop % Math.max(1, stops.length)] ?? slugs[0]!);
          const wanted: TripChange =
            op === 'hours' ? { op, date, start: '10:00', end: `${13 + (other % 8)}:30` }
            : op === 'wetDay' || op === 'replan' ? { op, date }
            : op === 'late' ? { op, date, minutes: by }
            : op === 'move' ? { op, slug, toDate: date, ...(position === undefined ? {} : { position }) }
            : { op, slug };
          const answer = await planner.change({ request, wishes, itinerary, changes: [wanted], now: now.toString(), limits: { iterations: 20, timeLimitMs: 10_000 } });
          if (!answer.ok) {
            for (const error of answer.errors) expect(error.mend).toBeTruthy();
            continue;
          }
          made++;
          expect(checkItinerary(answer.itinerary, request, catalogue.attractions, 'Europe/London'), `${JSON.stringify(wanted)} at ${now}`).toEqual([]);
          const today = now.toZonedDateTimeISO('Europe/London').toPlainDate().toString();
          const begun = itinerary.days.filter((each) => each.date === today).flatMap((each) => each.stops.filter((each) => Temporal.Instant.compare(Temporal.Instant.from(each.arrive), now) < 0 && each.slug !== slug));
          const after = answer.itinerary.days.flatMap((each) => each.stops);
          if (op !== 'move' && op !== 'remove' && op !== 'swap' && op !== 'closed') for (const each of begun) expect(after.find((stop) => stop.slug === each.slug)?.arrive, `${each.slug} after ${JSON.stringify(wanted)} at ${now}`).toBe(each.arrive);
          for (const pin of answer.wishes.pins) expect(answer.itinerary.days.find((each) => each.date === pin.date)?.stops.map((each) => each.slug)).toContain(pin.slug);
          ({ itinerary, wishes } = answer);
        }
      }),
      { numRuns: Number(process.env['RANDOM_TRIPS'] ?? 120), seed: 11 },
    );
    expect(made).toBeGreaterThan(120);
  }, 600_000);

  it.each<[string, TripChange, string]>([
    ['a stop that is not planned', { op: 'remove', slug: 'dunluce-castle-not' }, 'slug'],
    ['an attraction that is none', { op: 'add', slug: 'eiffel-tower' }, 'slug'],
    ['a day that is not in the trip', { op: 'wetDay', date: '2028-01-01' }, 'date'],
    ['hours without their end', { op: 'hours', date: '2027-06-12', start: '10:00' }, 'end'],
    ['a move to nowhere', { op: 'move', slug: 'FIRST' }, 'toDate'],
    ['no day where there are three', { op: 'wetDay' }, 'date'],
  ])('refuses %s at its field', async (_, change, field) => {
    const { itinerary, request } = await planned();
    const real = change.slug === 'FIRST' ? { ...change, slug: itinerary.days[1]!.stops[0]!.slug } : change;
    const answer = await planner.change({ request, wishes: noWishes, itinerary, changes: [real], now: '2027-01-01T00:00:00Z', limits });
    expect(answer).toMatchObject({ ok: false, errors: [{ field: `changes.0.${field}` }] });
  });

  it('says which attraction or stop was meant, as a request for a trip does', async () => {
    const { itinerary, request } = await planned();
    const refused = async (change: TripChange) => {
      const answer = await planner.change({ request, wishes: noWishes, itinerary, changes: [change], now: '2027-01-01T00:00:00Z', limits });
      return answer.ok ? [] : answer.errors.map(({ message, mend }) => ({ message, mend }));
    };
    const asked = (await refusedAt({ mustSee: ['titanic-belfst'] })).map(({ message, mend }) => ({ message, mend }));
    expect(asked[0]!.mend).toBe('did you mean titanic-belfast?');
    expect(await refused({ op: 'add', slug: 'titanic-belfst' })).toEqual(asked);
    const { slug } = itinerary.days[0]!.stops[0]!;
    expect((await refused({ op: 'remove', slug: `${slug}x` }))[0]!.mend).toContain(slug);
  });
});
