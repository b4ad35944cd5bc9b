/** What besides time can forbid a visit: groups, kinds and resources. */

import type { Model } from "./model.ts";
import type { State } from "./state.ts";

const rounding = 1e-9;

/** Whether the visit may be added to the route as far as limits go; resources that travel uses too are left to `wayAllowed`. */
export function allowed(model: Model, state: State, visit: number, route: number): boolean {
  const group = model.group[visit]!;
  if (group >= 0 && state.groupCount[group]! > 0) return false;
  const kinds = model.visitKinds[visit]!;
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i]!;
    if (state.kindCount[kind]! + 1 > model.kindLimit[kind]!) return false;
    if (state.kindCountPerRoute[route * model.kinds + kind]! + 1 > model.kindLimitPerRoute[kind]!) return false;
  }
  for (let resource = 0; resource < model.resources; resource++) {
    if (model.travelUse[resource]) continue;
    if (!affordable(model, state, route, resource, model.use[visit * model.resources + resource]!)) return false;
  }
  return true;
}

/** Whether the way over the visit, inserted before `position`, keeps within what travel and visit may use. */
export function wayAllowed(model: Model, state: State, visit: number, route: number, position: number): boolean {
  const at = route * state.stride + position;
  const from = state.placeAt[at - 1]! * model.locations;
  const to = state.placeAt[at]!;
  const via = model.location[visit]!;
  for (let resource = 0; resource < model.resources; resource++) {
    const travelUse = model.travelUse[resource];
    if (!travelUse) continue;
    let more = model.use[visit * model.resources + resource]! + travelUse[from + via]! + travelUse[via * model.locations + to]!;
    if (state.length[route]! > 0) more -= travelUse[from + to]!;
    if (!affordable(model, state, route, resource, more)) return false;
  }
  return true;
}

function affordable(model: Model, state: State, route: number, resource: number, more: number): boolean {
  return (
    state.used[resource]! + more <= model.resourceLimit[resource]! + rounding &&
    state.usedPerRoute[route * model.resources + resource]! + more <= model.resourceLimitPerRoute[resource * model.routes + route]! + rounding
  );
}

/** Whether the resources of every route are within limits; a shorter tour can use more where the triangle inequality is broken. */
export function withinLimits(model: Model, state: State): boolean {
  for (let resource = 0; resource < model.resources; resource++) {
    if (!(state.used[resource]! <= model.resourceLimit[resource]! + rounding)) return false;
    for (let route = 0; route < model.routes; route++) {
      if (!(state.usedPerRoute[route * model.resources + resource]! <= model.resourceLimitPerRoute[resource * model.routes + route]! + rounding)) return false;
    }
  }
  return true;
}
