/** The trip planner: team orienteering with time windows and what a real trip adds. See README.md. */

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
  Visit,
} from "./problem.ts";
export { solve } from "./search.ts";
export { validateProblem } from "./validate.ts";
