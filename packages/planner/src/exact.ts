/**
 * Tries every plan of a problem small enough for that, so that its answer is the optimum and "cannot be fitted in" is
 * certain, also where travel breaks the triangle inequality and no single insertion leads to the best plan.
 */

import { allowed, withinLimits } from "./limits.ts";
import type { Model } from "./model.ts";
import { schedule } from "./schedule.ts";
import { insertAt, removeAt } from "./state.ts";
import type { State } from "./state.ts";

/** Whether the problem has at most `most` plans: ordered choices of visits, parted among the routes. */
export function isTiny({ visits, routes }: Model, most: number): boolean {
  let plans = 1;
  let ofLength = 1;
  for (let length = 1; length <= visits; length++) {
    // One visit more: as many ways as visits are left, and one more place to part the routes.
    ofLength *= ((visits - length + 1) * (length + routes - 1)) / length;
    plans += ofLength;
    if (plans > most) return false;
  }
  return true;
}

/** Calls `onPlan` with the state holding each feasible plan in turn; the state is empty before and after. */
export function everyPlan(model: Model, state: State, onPlan: () => void): void {
  extend(0);

  function extend(route: number): void {
    if (schedule(model, state, route) && (model.resources === 0 || withinLimits(model, state))) {
      if (route + 1 < model.routes) extend(route + 1);
      else onPlan();
    }
    const position = state.length[route]! + 1;
    for (let visit = 0; visit < model.visits; visit++) {
      if (state.routeOf[visit]! >= 0 || (model.limited && !allowed(model, state, visit, route))) continue;
      insertAt(model, state, visit, route, position);
      extend(route);
      removeAt(model, state, route, position, 1);
      schedule(model, state, route);
    }
  }
}
