/** The trip planner: team orienteering with time windows and what a real trip adds. See README.md. */

export { withChange } from "./change.ts";
export type { Change, RouteChange } from "./change.ts";
export { checkPlan } from "./check-plan.ts";
export { ProblemError } from "./problem.ts";
export type {
  Break,
  KindRule,
  Plan,
  PlannedBreak,
  PlannedRoute,
  PlannedVisit,
  Problem,
  Resource,
  Route,
  SolveOptions,
  TimeWindow,
  TravelStep,
  Visit,
} from "./problem.ts";
export type { Now } from "./progress.ts";
export { createRandom, type Random } from "./random.ts";
export { replan, replanIterations } from "./replan.ts";
export type { Replan, ReplanOptions } from "./replan.ts";
export { solve } from "./search.ts";
export { validateProblem } from "./validate.ts";
