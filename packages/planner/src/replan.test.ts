import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyProblem } from "./any-problem.ts";
import { checkPlan, ProblemError, replan, solve } from "./index.ts";
import type { Break, Change, Now, Plan, PlannedRoute, Problem, Replan, ReplanOptions, Visit } from "./index.ts";
import { refusal } from "./refusal.ts";

const always = [[{ opens: 0, closes: 1000 }]];

/** Places along one road, ten minutes from one to the next; two days from 0 to 200, from and to the first place. */
function road(visits: readonly Partial<Visit>[], rest: Partial<Problem> = {}): Problem {
  const places = visits.length + 1;
  return {
    locations: places,
    travel: Float64Array.from({ length: places * places }, (_, at) => 10 * Math.abs(Math.floor(at / places) - (at % places))),
    visits: visits.map((visit, index) => ({ location: index + 1, duration: 30, score: 10, windows: always, ...visit })),
    routes: [0, 1].map(() => ({ start: 0, end: 0, opens: 0, closes: 200 })),
    ...rest,
  };
}

function sequences({ routes }: Plan): number[][] {
  return routes.map(({ visits }) => visits.map(({ visit }) => visit));
}

/** What the search maximises: the score less the cost of travel. */
function worth({ score, routes, problem }: Pick<Replan, "score" | "routes" | "problem">): number {
  return score - (problem.travelCost ?? 0) * routes.reduce((sum, { visits, travel }) => sum + (visits.length > 0 ? travel : 0), 0);
}

/**
 * Faults of a plan made anew, told by `checkPlan`: the whole of it for what is chosen, and what lies ahead of the visitor
 * today as a day of its own that begins where they are. Written apart from the code it checks.
 */
function faultsOf(old: Plan, now: Now, begins: number, plan: Replan): string[] {
  const { problem } = plan;
  const whole = checkPlan(problem, plan).filter((fault) => {
    const route = /^route (\d+): (?!uses|\d+ visits)/.exec(fault)?.[1];
    return route === undefined || Number(route) > now.route;
  });
  const before = old.routes[now.route]!;
  const today = plan.routes[now.route]!;
  const begun = begunOf(before, now);
  // From elsewhere than a stop, what the way uses cannot be told by the stops alone.
  const bySteps = now.location === undefined && (now.begun !== undefined || begun === before.visits.length || today.visits[begun]?.visit === before.visits[begun]!.visit);
  const faults = whole.filter((fault) => bySteps || !/uses/.test(fault));
  for (let route = 0; route < now.route; route++) if (plan.routes[route] !== old.routes[route]) faults.push(`route ${route}, which is over, has changed`);
  for (let at = 0; at < begun; at++) if (today.visits[at] !== before.visits[at]) faults.push(`visit ${at} of today, which has begun, has changed`);
  const ahead = today.visits.slice(begun);
  if (ahead.length === 0) return faults;

  const rested = before.breaks.filter(({ afterVisits, start }) => afterVisits < begun || (afterVisits === begun && start < now.time));
  for (const pause of rested) if (!today.breaks.includes(pause)) faults.push(`break ${pause.break}, which has begun, has changed`);
  const pauses = today.breaks.filter((pause) => !rested.includes(pause));
  const route = problem.routes[now.route]!;
  const here = problem.locations;
  const size = here + 1;
  const travel = new Float64Array(size * size).fill(Infinity);
  for (let from = 0; from < here; from++) for (let to = 0; to < here; to++) travel[from * size + to] = problem.travel[from * here + to]!;
  for (let to = 0; to < here; to++) travel[here * size + to] = wayFromHere(problem, before, now, begun, to);
  const left = (route.breaks ?? []).flatMap((pause, index) => (rested.some((taken) => taken.break === index) ? [] : [{ ...pause, index }]));
  const givenUp = pauses.length === 0 && left.length > 0;
  // By the hour, the way from here is not told apart from the hour at which it is begun: it is not held against the plan.
  const steps = route.timetable === undefined ? undefined : problem.timetables![route.timetable]!.map((step) => ({ from: step.from, matrix: withFreeWayFromHere(step.matrix, here) }));
  if (!steps && givenUp && canRest(left, begins, travel[here * size + route.end]!, route.closes)) faults.push("breaks that could be taken have been given up");
  const restOfDay: Problem = {
    locations: size,
    travel,
    visits: problem.visits.map((visit) => ({ location: visit.location, duration: visit.duration, score: 0, windows: [visit.windows.length === 1 ? visit.windows[0]! : visit.windows[now.route]!] })),
    ...(steps && { timetables: [steps] }),
    routes: [{ ...(steps && { timetable: 0 }), start: here, end: route.end, opens: begins, closes: route.closes, breaks: givenUp ? [] : left.map((pause) => ({ ...pause, closes: Math.max(pause.closes, earliest(left, pause.index, begins)) })) }],
  };
  const stops = [here, ...ahead.map(({ visit }) => problem.visits[visit]!.location), route.end];
  const planned: PlannedRoute = {
    visits: ahead,
    breaks: pauses.map((pause) => ({ ...pause, afterVisits: pause.afterVisits - begun, break: left.findIndex(({ index }) => index === pause.break) })),
    start: begins,
    end: today.end,
    travel: stops.slice(1).reduce((sum, to, at) => sum + Math.min(...(steps?.map(({ matrix }) => matrix) ?? [travel]).map((matrix) => matrix[stops[at]! * size + to]!)), 0),
  };
  const unplannedVisits = problem.visits.flatMap((_, visit) => (ahead.some((each) => each.visit === visit) ? [] : [visit]));
  faults.push(...checkPlan(restOfDay, { ...plan, score: 0, routes: [planned], unplannedVisits }));
  return faults;
}

function withFreeWayFromHere(matrix: Float64Array, here: number): Float64Array {
  const size = here + 1;
  const result = new Float64Array(size * size);
  for (let from = 0; from < here; from++) for (let to = 0; to < size; to++) result[from * size + to] = to === here ? Infinity : matrix[from * here + to]!;
  return result;
}

function begunOf(before: PlannedRoute, now: Now): number {
  if (now.begun !== undefined) return now.begun;
  let begun = 0;
  while (begun < before.visits.length && before.visits[begun]!.start < now.time) begun++;
  return begun;
}

/** Straight on to where the visitor is going, or back to where they come from. */
function wayFromHere({ travel, locations, visits, routes }: Problem, before: PlannedRoute, now: Now, begun: number, to: number): number {
  const way = (from: number) => (from === to ? 0 : travel[from * locations + to]!);
  if (now.location !== undefined) return way(now.location);
  const last = begun === 0 ? routes[now.route]!.start : visits[before.visits[begun - 1]!.visit]!.location;
  const next = before.visits[begun];
  if (now.begun !== undefined || (next && now.time <= next.arrive - travel[last * locations + visits[next.visit]!.location]!)) return way(last);
  if (next && now.time >= next.arrive) return way(visits[next.visit]!.location);
  const target = next ? visits[next.visit]!.location : routes[now.route]!.end;
  const leg = travel[last * locations + target]!;
  if (leg === Infinity) return way(last);
  const departures = [begun === 0 ? before.start : before.visits[begun - 1]!.depart, ...before.breaks.filter(({ afterVisits }) => afterVisits === begun).map(({ end }) => end)];
  // On the way home any of the departures that the breaks allow may be the true one: the way must fit one of them.
  const arrive = next ? next.arrive : departures.map((leave) => leave + leg).find((home) => before.breaks.every(({ afterVisits, start, end }) => afterVisits < begun || end <= home - leg || start >= home)) ?? Infinity;
  if (now.time <= arrive - leg) return way(last);
  if (now.time >= arrive) return way(target);
  return Math.min(arrive - now.time + way(target), leg - (arrive - now.time) + way(last));
}

function earliest(left: readonly (Break & { index: number })[], index: number, begins: number): number {
  let clock = begins;
  for (const pause of [...left].sort((a, b) => a.opens - b.opens || a.closes - b.closes)) {
    if (pause.index === index) return clock;
    clock = Math.max(clock, pause.opens) + pause.duration;
  }
  return clock;
}

function canRest(left: readonly (Break & { index: number })[], begins: number, home: number, closes: number): boolean {
  const breaks = left.map((pause) => ({ ...pause, closes: Math.max(pause.closes, earliest(left, pause.index, begins)) })).filter(({ opens }) => opens <= closes);
  const stay = { locations: 2, travel: Float64Array.of(0, home, Infinity, 0), visits: [{ location: 0, duration: 0, score: 1, windows: [[{ opens: begins, closes: begins }]] }] };
  return breaks.length > 0 && solve({ ...stay, routes: [{ start: 0, end: 1, opens: begins, closes, breaks }] }).score > 0;
}

interface Situation {
  readonly problem: Problem;
  readonly plan: Plan;
  readonly now: Now;
  /** When the visitor can go on if they are not late. */
  readonly free: number;
}

/** A problem, its plan, and a moment on one of its days. */
const anySituation: fc.Arbitrary<Situation> = fc
  .record({ problem: anyProblem({ visits: 16, routes: 3 }), route: fc.nat(2), share: fc.double({ min: 0, max: 1.1, noNaN: true }), mandatory: fc.array(fc.nat(15), { maxLength: 1 }), elsewhere: fc.option(fc.nat(20), { nil: undefined, freq: 4 }), slow: fc.boolean() })
  .map(({ problem: generated, route: anyRoute, share, mandatory, elsewhere, slow }) => {
    const wished = { ...generated, visits: generated.visits.map((visit, index) => ({ ...visit, mandatory: mandatory.includes(index) })) };
    const [problem, plan] = solvable(wished) ?? withoutMandatory(wished);
    const route = anyRoute % problem.routes.length;
    const { opens, closes } = problem.routes[route]!;
    const time = Math.floor(opens + share * (closes - opens));
    const planned = plan.routes[route]!;
    const begun = slow ? Math.max(0, begunOf(planned, { route, time }) - 1) : undefined;
    const now: Now = { route, time, ...(elsewhere !== undefined && { location: elsewhere % problem.locations }), ...(begun !== undefined && { begun }) };
    const count = begunOf(planned, now);
    const rested = planned.breaks.filter(({ afterVisits, start }) => afterVisits < count || (afterVisits === count && start < time));
    return { problem, plan, now, free: Math.max(time, ...planned.visits.slice(0, count).map(({ depart }) => depart), ...rested.map(({ end }) => end)) };
  });

function solvable(problem: Problem): [Problem, Plan] | undefined {
  try {
    return [problem, solve(problem, { iterations: 40 })];
  } catch {
    return undefined;
  }
}

function withoutMandatory(wished: Problem): [Problem, Plan] {
  const problem = { ...wished, visits: wished.visits.map((visit) => ({ ...visit, mandatory: false })) };
  return [problem, solve(problem, { iterations: 40 })];
}

function anyChange({ problem, now }: Situation): fc.Arbitrary<Change> {
  const visit = fc.nat(Math.max(0, problem.visits.length - 1));
  const ahead = fc.integer({ min: now.route, max: problem.routes.length - 1 });
  const changes: fc.Arbitrary<Change>[] = [fc.constant({ type: "none" }), fc.nat(60).map((by) => ({ type: "late", by }))];
  if (problem.visits.length > 0) {
    changes.push(
      fc.record({ type: fc.constant("closed" as const), visits: fc.uniqueArray(visit, { maxLength: 4 }) }),
      fc.record({ type: fc.constant("closed" as const), visits: fc.uniqueArray(visit, { maxLength: 4 }), routes: fc.uniqueArray(ahead, { maxLength: 2 }) }),
      fc.array(fc.tuple(visit, fc.nat(20)), { maxLength: 8 }).map((scores) => ({ type: "scores", scores: new Map(scores) })),
      visit.map((each) => ({ type: "must-see", visit: each })),
      fc.record({ type: fc.constant("must-see" as const), visit, route: ahead }),
    );
  }
  changes.push(
    fc.tuple(ahead, fc.nat(100)).map(([route, hours]) => ({ type: "route", route, closes: problem.routes[route]!.opens + hours })),
    ahead.map((route) => ({ type: "route", route, limits: (problem.resources ?? []).map(() => 25) })),
  );
  return fc.oneof(...changes);
}

const anyCase = anySituation.chain((situation) => fc.record({ situation: fc.constant(situation), change: anyChange(situation), cost: fc.constantFrom(0, 2, 50, undefined), pins: fc.array(fc.nat(15), { maxLength: 2 }) }));

function pinnedOf({ plan }: Situation, pins: readonly number[]): number[] {
  const planned = sequences(plan).flat();
  return planned.length === 0 ? [] : [...new Set(pins.map((pin) => planned[pin % planned.length]!))];
}

describe("any plan made anew", () => {
  it("is feasible, leaves what has been done, keeps what is pinned and must be seen, or names what cannot be kept", () => {
    fc.assert(
      fc.property(anyCase, ({ situation, change, cost, pins }) => {
        const { problem, plan, now, free } = situation;
        const pinned = pinnedOf(situation, pins);
        const options: ReplanOptions = { iterations: 40, pinned, ...(cost !== undefined && { changeCost: cost }) };
        let made: Replan;
        try {
          made = replan(problem, plan, now, change, options);
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          const done = plan.routes.flatMap(({ visits }, route) => (route < now.route ? visits : route === now.route ? visits.slice(0, begunOf(plan.routes[route]!, now)) : []));
          const promised = new Set([...pinned, ...problem.visits.keys()].filter((visit) => pinned.includes(visit) || problem.visits[visit]!.mandatory || (change.type === "must-see" && change.visit === visit)));
          expect(error.visits?.length, error.message).toBeGreaterThan(0);
          // A must-see may also be at odds with what has been done of its group.
          const rivals = new Set(done.map(({ visit }) => visit));
          expect(error.visits!.every((visit) => promised.has(visit) || (/group/.test(error.field) && rivals.has(visit))), error.message).toBe(true);
          return;
        }
        const begins = free + (change.type === "late" ? change.by : 0);
        expect(faultsOf(plan, now, begins, made).filter((fault) => !excused(fault, change))).toEqual([]);

        const before = new Map(plan.routes.flatMap(({ visits }, route) => visits.map(({ visit }) => [visit, route] as const)));
        const after = new Map(made.routes.flatMap(({ visits }, route) => visits.map(({ visit }) => [visit, route] as const)));
        for (const visit of pinned) expect(after.get(visit)).toBe(before.get(visit));
        expect([...made.dropped].sort()).toEqual([...before.keys()].filter((visit) => !after.has(visit)).sort());
        expect([...made.moved].sort()).toEqual([...before.keys()].filter((visit) => after.has(visit) && after.get(visit) !== before.get(visit)).sort());
        if (change.type === "must-see") expect(after.has(change.visit)).toBe(true);
        if (change.type === "closed") {
          for (const visit of change.visits) {
            const route = after.get(visit);
            if (route === undefined || (route === before.get(visit) && route <= now.route && isDone(plan, now, visit))) continue;
            expect(change.routes === undefined || !change.routes.includes(route)).toBe(true);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it("is worth no less than the old one where nothing has changed, by the stated cost of change", () => {
    fc.assert(
      fc.property(anySituation, fc.constantFrom(0, 1, 5), (situation, changeCost) => {
        const { problem, plan } = situation;
        const now: Now = { route: situation.now.route, time: situation.now.time };
        // By the hour the search weighs the shortest that each way takes, and the way from between two places counts rather too long.
        fc.pre(problem.routes.every(({ timetable }) => timetable === undefined));
        const made = replan(problem, plan, now, { type: "none" }, { iterations: 40, changeCost });
        const held = replan(problem, plan, now, { type: "none" }, { iterations: 0, changeCost: 1e6 });
        expect([...held.dropped, ...held.moved]).toEqual([]);
        expect(worth(made) - changeCost * (made.dropped.length + made.moved.length)).toBeGreaterThanOrEqual(worth({ ...plan, problem }) - 1e-6);
      }),
      { numRuns: 200 },
    );
  });

  it("is the same for the same seed and iterations", () => {
    fc.assert(
      fc.property(anyCase, fc.integer(), ({ situation: { problem, plan, now }, change }, seed) => {
        const attempt = () => {
          try {
            return replan(problem, plan, now, change, { iterations: 30, seed });
          } catch (error) {
            return (error as Error).message;
          }
        };
        expect(attempt()).toEqual(attempt());
      }),
      { numRuns: 60 },
    );
  });
});

describe("a visitor under way", () => {
  // By nine visits along a road, two days of up to five each.
  const problem = road(Array.from({ length: 9 }, (_, index) => ({ score: 20 - index })));
  const plan = solve(problem, { seed: 1, iterations: 500 });
  const [today, tomorrow] = sequences(plan) as [number[], number[]];
  const at = (time: number): Now => ({ route: 0, time });
  const afterOne = at(plan.routes[0]!.visits[0]!.depart);

  it("keeps the plan as it is where nothing has changed", () => {
    const made = replan(problem, plan, afterOne, { type: "none" }, { changeCost: 100 });
    expect(sequences(made)).toEqual(sequences(plan));
    expect(made.score).toBe(plan.score);
    expect(made.routes[0]!.travel).toBe(plan.routes[0]!.travel);
    expect(made.routes[0]!.end).toBe(plan.routes[0]!.end);
  });

  it("keeps it at any moment of the day, also on the way between two places and on the way home", () => {
    for (let time = 0; time <= 200; time++) {
      const made = replan(problem, plan, at(time), { type: "none" }, { changeCost: 100, iterations: 0 });
      expect(sequences(made), `at ${time}`).toEqual(sequences(plan));
      expect(made.routes.map(({ travel }) => travel)).toEqual(plan.routes.map(({ travel }) => travel));
    }
  });

  it("who is late gives up what no longer fits, and nothing that has begun", () => {
    const made = replan(problem, plan, afterOne, { type: "late", by: 60 });
    expect(made.routes[0]!.visits[0]).toBe(plan.routes[0]!.visits[0]);
    expect(made.routes[0]!.visits[1]!.start).toBeGreaterThanOrEqual(afterOne.time + 60);
    expect(made.routes[0]!.end).toBeLessThanOrEqual(200);
    expect(made.dropped.length).toBeGreaterThan(0);
  });

  it("who is too late for anything goes home, late as it is", () => {
    const made = replan(problem, plan, afterOne, { type: "late", by: 500 });
    expect(sequences(made)[0]).toEqual([today[0]]);
    expect(made.routes[0]!.end).toBe(afterOne.time + 500 + 10 * (today[0]! + 1));
    expect(sequences(made)[1]!.length).toBeGreaterThan(0);
  });

  it("does not go where it is closed", () => {
    const closed = [today[1]!, tomorrow[0]!];
    const made = replan(problem, plan, afterOne, { type: "closed", visits: closed });
    expect(sequences(made).flat().filter((visit) => closed.includes(visit))).toEqual([]);
    const onlyToday = replan(problem, plan, afterOne, { type: "closed", visits: closed, routes: [0] });
    expect(sequences(onlyToday)[0]!.filter((visit) => closed.includes(visit))).toEqual([]);
    expect(sequences(onlyToday)[1]).toContain(tomorrow[0]);
  });

  it("sees a new must-see, at the cost of little else", () => {
    const mustSee = plan.unplannedVisits[0]!;
    const made = replan(problem, plan, afterOne, { type: "must-see", visit: mustSee });
    expect(sequences(made).flat()).toContain(mustSee);
    expect(made.dropped.length).toBeLessThanOrEqual(2);
    const onSecond = replan(problem, plan, afterOne, { type: "must-see", visit: mustSee, route: 1 });
    expect(sequences(onSecond)[1]).toContain(mustSee);
  });

  it("changes a stop only for more than its cost", () => {
    const better = plan.unplannedVisits[0]!;
    const scores = new Map([[better, problem.visits[tomorrow[0]!]!.score + 3]]);
    expect(sequences(replan(problem, plan, afterOne, { type: "scores", scores }, { changeCost: 30 }))).toEqual(sequences(plan));
    const free = replan(problem, plan, afterOne, { type: "scores", scores }, { changeCost: 0 });
    expect(free.score).toBeGreaterThan(replan(problem, plan, afterOne, { type: "none" }, { changeCost: 0, iterations: 500 }).score);
  });

  it("weighs the cost of change in full, also for stops whose score has diminished", () => {
    const [today, tomorrow] = [[always[0]!, []], [[], always[0]!]];
    const problem = road(
      [
        { kinds: [0], windows: today },
        { kinds: [0], windows: today },
        { location: 2, score: 1, kinds: [1], windows: today },
        { location: 1, score: 5, kinds: [2], windows: tomorrow, group: 0 },
        { location: 1, score: 1, kinds: [2], windows: tomorrow, group: 0 },
      ],
      { kinds: [{ diminishing: 0.5 }, {}, {}], routes: [100, 200].map((closes) => ({ start: 0, end: 0, opens: 0, closes })) },
    );
    const plan = solve(problem);
    expect(sequences(plan).map((visits) => visits.toSorted())).toEqual([[0, 1], [3]]);
    // The second of a kind is worth 5: for 8 it would not be given up at a cost of 4. What is worth 25 is.
    const scores = new Map([[2, 8], [4, 25]]);
    const made = replan(problem, plan, { route: 0, time: 0, begun: 0 }, { type: "scores", scores }, { changeCost: 4 });
    expect(made.dropped).toEqual([3]);
    expect(made.score).toBe(40);
  });

  it("keeps what is pinned, whatever it is worth", () => {
    const pinned = today[1]!;
    const made = replan(problem, plan, afterOne, { type: "scores", scores: new Map([[pinned, 0]]) }, { pinned: [pinned], changeCost: 0 });
    expect(sequences(made)[0]).toContain(pinned);
  });

  it("is told which promise cannot be kept", () => {
    const pinned = today[1]!;
    expect(refusal(() => replan(problem, plan, afterOne, { type: "closed", visits: [pinned] }, { pinned: [pinned] })).visits).toEqual([pinned]);
    const mustSee = { ...problem, visits: problem.visits.map((visit, index) => (index === pinned ? { ...visit, mandatory: true } : visit)) };
    expect(refusal(() => replan(mustSee, plan, afterOne, { type: "closed", visits: [pinned] })).visits).toEqual([pinned]);
    expect(sequences(replan(mustSee, plan, afterOne, { type: "closed", visits: [pinned], routes: [0] }))[1]).toContain(pinned);
  });

  it("keeps to a day made shorter, and to a limit made lower", () => {
    expect(replan(problem, plan, afterOne, { type: "route", route: 1, closes: 90 }).routes[1]!.end).toBeLessThanOrEqual(90);
    const priced = { ...problem, visits: problem.visits.map((visit) => ({ ...visit, uses: [10] })), resources: [{}] };
    const made = replan(priced, plan, afterOne, { type: "route", route: 0, limits: [20] });
    expect(sequences(made)[0]!.length).toBe(2);
    expect(sequences(replan(priced, plan, afterOne, { type: "route", route: 0, limits: [5] }))[0]).toEqual([today[0]]);
  });

  it("takes a break that is overdue at once", () => {
    const withLunch = { ...problem, routes: problem.routes.map((route) => ({ ...route, breaks: [{ duration: 20, opens: 60, closes: 100 }] })) };
    const day = solve(withLunch, { iterations: 500 });
    const made = replan(withLunch, day, { route: 0, time: 50, location: 0, begun: 0 }, { type: "late", by: 70 });
    expect(made.routes[0]!.breaks.map(({ start }) => start)).toEqual([120]);
  });

  it("goes on from where they say they are, with the visits they say they have begun", () => {
    const made = replan(problem, plan, { route: 0, time: 100, location: 0, begun: 0 }, { type: "none" });
    expect(made.routes[0]!.visits[0]!.arrive).toBe(100 + 10 * (made.routes[0]!.visits[0]!.visit + 1));
  });

  it("can be planned anew again and again, from the problem that the last time left", () => {
    let made: Replan = replan(problem, plan, at(20), { type: "closed", visits: [today[1]!] });
    for (const time of [35, 60, 95, 130]) {
      const before = made;
      made = replan(before.problem, before, at(time), { type: "late", by: 5 });
      const free = Math.max(time, ...before.routes[0]!.visits.filter(({ start }) => start < time).map(({ depart }) => depart));
      expect(faultsOf(before, at(time), free + 5, made)).toEqual([]);
      expect(sequences(made).flat()).not.toContain(today[1]);
    }
  });

  it("can stop the search at once, and get a sound plan", () => {
    expect(sequences(replan(problem, plan, afterOne, { type: "none" }, { signal: AbortSignal.abort(), changeCost: 50 }))).toEqual(sequences(plan));
  });

  const withVisit = (change: object): Plan => ({ ...plan, routes: plan.routes.map((route, index) => (index === 0 ? { ...route, visits: [{ ...route.visits[0]!, ...change }, ...route.visits.slice(1)] } : route)) });
  const none: Change = { type: "none" };
  const refused: readonly (readonly [string, string, () => unknown])[] = [
    ["a moment before the day begins", "now.time", () => replan(problem, plan, at(-1), none)],
    ["a moment that is not a number", "now.time", () => replan(problem, plan, at(NaN), none)],
    ["a moment without end", "now.time", () => replan(problem, plan, at(Infinity), none)],
    ["a route that is none", "now.route", () => replan(problem, plan, { route: 2, time: 0 }, none)],
    ["half a route", "now.route", () => replan(problem, plan, { route: 0.5, time: 0 }, none)],
    ["a place that is none", "now.location", () => replan(problem, plan, { route: 0, time: 0, location: 99 }, none)],
    ["more begun than planned", "now.begun", () => replan(problem, plan, { route: 0, time: 0, begun: 99 }, none)],
    ["lateness that is not a number", "change.by", () => replan(problem, plan, at(0), { type: "late", by: NaN })],
    ["negative lateness", "change.by", () => replan(problem, plan, at(0), { type: "late", by: -5 })],
    ["an unknown visit closed", "change.visits[1]", () => replan(problem, plan, at(0), { type: "closed", visits: [0, 99] })],
    ["an unknown route closed", "change.routes[0]", () => replan(problem, plan, at(0), { type: "closed", visits: [0], routes: [7] })],
    ["a score for an unknown visit", "change.scores", () => replan(problem, plan, at(0), { type: "scores", scores: new Map([[99, 1]]) })],
    ["a score that is not a number", "change.scores[3]", () => replan(problem, plan, at(0), { type: "scores", scores: new Map([[3, NaN]]) })],
    ["an unknown must-see", "change.visit", () => replan(problem, plan, at(0), { type: "must-see", visit: 99 })],
    ["a must-see on an unknown route", "change.route", () => replan(problem, plan, at(0), { type: "must-see", visit: 0, route: -1 })],
    ["new hours of a route that is over", "change.route", () => replan(problem, plan, { route: 1, time: 0 }, { type: "route", route: 0, closes: 100 })],
    ["hours that are no numbers", "change.closes", () => replan(problem, plan, at(0), { type: "route", route: 0, closes: NaN })],
    ["hours that close before they open", "change.closes", () => replan(problem, plan, at(0), { type: "route", route: 0, closes: -1 })],
    ["limits of resources there are not", "change.limits", () => replan(problem, plan, at(0), { type: "route", route: 0, limits: [1] })],
    ["an unknown change", "change.type", () => replan(problem, plan, at(0), { type: "earthquake" } as unknown as Change)],
    ["a plan of another number of routes", "plan.routes", () => replan(problem, { ...plan, routes: [] }, at(0), none)],
    ["a plan with an unknown visit", "plan.routes[0].visits[0].visit", () => replan(problem, withVisit({ visit: 99 }), at(0), none)],
    ["a plan with a visit made twice", "plan.routes[0].visits[1].visit", () => replan(problem, withVisit({ visit: today[1] }), at(0), none)],
    ["a plan without times", "plan.routes[0].visits[0]", () => replan(problem, withVisit({ start: NaN }), at(0), none)],
    ["a pinned visit that is not planned", "options.pinned[0]", () => replan(problem, plan, at(0), none, { pinned: [plan.unplannedVisits[0]!] })],
    ["a negative cost of change", "options.changeCost", () => replan(problem, plan, at(0), none, { changeCost: -1 })],
    ["a problem that is not sound", "routes", () => replan({ ...problem, routes: [] }, plan, at(0), none)],
  ];
  it.each(refused)("with %s is refused at %s", (_, field, act) => {
    expect(refusal(act).field).toBe(field);
  });
});

/** Limits that have been lowered below what has been used already cannot be kept; nothing more is used then. */
function excused(fault: string, change: Change): boolean {
  return change.type === "route" && change.limits !== undefined && /uses/.test(fault);
}

function isDone(plan: Plan, now: Now, visit: number): boolean {
  return plan.routes.some(({ visits }, route) => route < now.route || (route === now.route && visits.slice(0, begunOf(plan.routes[route]!, now)).some((each) => each.visit === visit)));
}
