import { describe, expect, it } from "vitest";
import { checkPlan } from "./check-plan.ts";
import type { Plan, PlannedRoute, PlannedVisit, Problem } from "./problem.ts";

/** A day of three visits ten minutes apart, lunch after the first, 10 units of a budget of 30 each. */
const problem: Problem = {
  locations: 4,
  travel: Float64Array.from({ length: 16 }, (_, at) => 10 * Math.abs(Math.floor(at / 4) - (at % 4))),
  visits: [1, 2, 3, 3].map((location, index) => ({
    location,
    duration: 30,
    score: 10 - index,
    windows: [[{ opens: 50 * (index + 1), closes: 50 * (index + 1) + 60 }]],
    kinds: [index % 2],
    uses: [10],
    mandatory: index === 0,
    ...(index >= 2 && { group: 1 }),
  })),
  routes: [{ start: 0, end: 0, opens: 0, closes: 300, breaks: [{ duration: 20, opens: 60, closes: 120 }] }],
  resources: [{ limit: 30, limitPerRoute: 30 }],
  kinds: [{ limit: 2, limitPerRoute: 2, diminishing: 0.5 }, { limit: 1 }],
};

const day: PlannedRoute = {
  visits: [
    { visit: 0, arrive: 50, start: 50, depart: 80 },
    { visit: 1, arrive: 110, start: 110, depart: 140 },
    { visit: 2, arrive: 150, start: 150, depart: 180 },
  ],
  breaks: [{ start: 80, end: 100, afterVisits: 1, break: 0 }],
  start: 40,
  end: 210,
  travel: 60,
};
const plan: Plan = { score: 10 + 9 + 4, routes: [day], unplannedVisits: [3], iterations: 0, seed: 1 };

function planWith(change: Partial<PlannedRoute>, rest: Partial<Plan> = {}): Plan {
  return { ...plan, routes: [{ ...day, ...change }], ...rest };
}

function visitsWith(index: number, change: Partial<PlannedVisit>): PlannedVisit[] {
  return day.visits.map((visit, at) => (at === index ? { ...visit, ...change } : visit));
}

function breaksWith(change: object): PlannedRoute["breaks"] {
  return [{ ...day.breaks[0]!, ...change }];
}

describe("the checker", () => {
  it("finds nothing in a sound plan", () => {
    expect(checkPlan(problem, plan)).toEqual([]);
  });

  it("allows the break on arrival", () => {
    const visits = visitsWith(1, { arrive: 90 });
    expect(checkPlan(problem, planWith({ visits, breaks: breaksWith({ start: 90, end: 110 }) }))).toEqual([]);
  });

  const swapped = [{ ...day.visits[0]!, visit: 1 }, { ...day.visits[1]!, visit: 0 }, day.visits[2]!];
  const broken: readonly (readonly [string, RegExp, Plan])[] = [
    ["two visits swapped", /too early|closed/, planWith({ visits: swapped })],
    ["travel left out", /reached at 140, too early/, planWith({ visits: visitsWith(2, { arrive: 140 }) })],
    ["an arrival after the start", /starts before it is reached/, planWith({ visits: visitsWith(2, { arrive: 155 }) })],
    ["a visit cut short", /left too soon/, planWith({ visits: visitsWith(2, { depart: 170 }) })],
    ["a visit before the door opens", /closed/, planWith({ visits: visitsWith(0, { arrive: 49, start: 49 }), start: 39 })],
    ["a visit after the door has closed", /closed/, planWith({ visits: visitsWith(0, { start: 111, depart: 141 }) })],
    ["a departure before the day opens", /leaves at -1/, planWith({ start: -1 })],
    ["a return after the day closes", /back at 301/, planWith({ end: 301 })],
    ["a return sooner than the way home", /back too early/, planWith({ end: 209 })],
    ["no break", /break 0 is taken 0 times/, planWith({ breaks: [] })],
    ["the break twice", /break 0 is taken 2 times/, planWith({ breaks: [...day.breaks, { start: 180, end: 200, afterVisits: 3, break: 0 }] })],
    ["a break too short", /too short/, planWith({ breaks: breaksWith({ end: 95 }) })],
    ["a break too early", /starts at 40, outside/, planWith({ breaks: breaksWith({ start: 40, end: 60 }) })],
    ["a break during a visit", /no room for the breaks/, planWith({ breaks: breaksWith({ start: 75, end: 95 }) })],
    ["a break during travel", /no room for the breaks/, planWith({ breaks: breaksWith({ start: 85, end: 105 }) })],
    ["a break told at the wrong place", /no room for the breaks/, planWith({ breaks: breaksWith({ afterVisits: 2 }) })],
    ["an unknown break", /no break 1/, planWith({ breaks: breaksWith({ break: 1 }) })],
    ["travel misreported", /travels 60, not 50/, planWith({ travel: 50 })],
    ["a score misreported", /score is 23, not 27/, { ...plan, score: 27 }],
    ["a route missing", /0 routes/, { ...plan, routes: [] }],
    ["an unknown visit", /no visit 9/, planWith({ visits: visitsWith(2, { visit: 9 }) })],
    ["a visit made twice", /visit 0 is made 2 times/, planWith({ visits: visitsWith(1, { visit: 0 }) })],
    ["a mandatory visit missing", /mandatory visit 0 is missing/, planWith({ visits: day.visits.slice(1) }, { unplannedVisits: [0, 3] })],
    ["a visit neither planned nor left over", /wrongly told/, { ...plan, unplannedVisits: [] }],
    ["a visit both planned and left over", /wrongly told/, { ...plan, unplannedVisits: [1, 3] }],
    ["times that are no numbers", /no proper times/, planWith({ visits: visitsWith(1, { arrive: NaN, start: NaN, depart: NaN }) })],
  ];
  it.each(broken)("catches %s", (_, fault, brokenPlan) => {
    expect(checkPlan(problem, brokenPlan).join("\n")).toMatch(fault);
  });

  it("catches two visits of one group", () => {
    const visits = [...day.visits, { visit: 3, arrive: 200, start: 200, depart: 230 }];
    expect(checkPlan(problem, planWith({ visits, end: 260 }, { unplannedVisits: [] })).join("\n")).toMatch(/group 1/);
  });

  it.each([
    ["a budget", /uses 30 of resource 0, at most 29/, { resources: [{ limit: 29 }] }],
    ["a budget of one day", /route 0: uses 30 of resource 0/, { resources: [{ limitPerRoute: [29] }] }],
    ["a budget that travel uses too", /uses 90 of resource 0/, { resources: [{ limit: 89, travelUse: problem.travel }] }],
    ["the limit of a kind", /2 visits of kind 0, at most 1/, { kinds: [{ limit: 1, diminishing: 0.5 }, {}] }],
    ["the limit of a kind on one day", /route 0: 2 visits of kind 0/, { kinds: [{ limitPerRoute: 1, diminishing: 0.5 }, {}] }],
    ["a way that is not there", /no way to visit 1/, { travel: problem.travel.map((value, at) => (at === 6 ? Infinity : value)) }],
    ["a door closed on that day", /closed/, { visits: problem.visits.map((visit, index) => (index === 1 ? { ...visit, windows: [[]] } : visit)) }],
  ])("catches %s that is not kept", (_, fault, change) => {
    expect(checkPlan({ ...problem, ...change }, plan).join("\n")).toMatch(fault);
  });
});
