/** What a plan is worth, and what one more visit would add where scores diminish. */

import type { Model } from "./model.ts";
import type { State } from "./state.ts";

export interface Scoring {
  /** What each unplanned visit would add now. The model's own `worth` where nothing diminishes. */
  readonly gain: Float64Array;
  readonly factor: Float64Array;
  readonly below: Float64Array;
}

export function createScoring(model: Model): Scoring {
  return {
    gain: model.diminishes ? Float64Array.from(model.worth) : model.worth,
    factor: new Float64Array(model.kinds),
    below: new Float64Array(model.kinds),
  };
}

/** Score of the plan with the worth of mandatory visits, before the cost of travel. */
export function totalWorth(model: Model, state: State, scoring: Scoring): number {
  if (!model.diminishes) return state.worth;
  const { factor } = scoring;
  const { byScore, diminishing, visitKinds, score } = model;
  factor.fill(1);
  let sum = 0;
  for (let i = 0; i < byScore.length; i++) {
    const visit = byScore[i]!;
    if (state.routeOf[visit]! < 0) continue;
    const kinds = visitKinds[visit]!;
    let worth = score[visit]!;
    for (let k = 0; k < kinds.length; k++) {
      worth *= factor[kinds[k]!]!;
      factor[kinds[k]!]! *= diminishing[kinds[k]!]!;
    }
    sum += worth;
  }
  return sum + (model.mandatoryCount - state.missingMandatory) * model.mandatoryWorth;
}

/** Score alone, as told to the caller. */
export function totalScore(model: Model, state: State, scoring: Scoring): number {
  return totalWorth(model, state, scoring) - (model.mandatoryCount - state.missingMandatory) * model.mandatoryWorth;
}

/** Renews `gain`: exact for visits of one diminishing kind, close for visits of several. */
export function renewGains(model: Model, state: State, scoring: Scoring): void {
  const { gain, factor, below } = scoring;
  const { byScore, diminishing, diminishingFirst, diminishingKind, score, mandatory, mandatoryWorth } = model;
  const { routeOf } = state;
  factor.fill(1);
  below.fill(0);
  for (let i = 0; i < byScore.length; i++) {
    const visit = byScore[i]!;
    const end = diminishingFirst[visit + 1]!;
    let worth = score[visit]!;
    for (let k = diminishingFirst[visit]!; k < end; k++) worth *= factor[diminishingKind[k]!]!;
    gain[visit] = worth;
    if (routeOf[visit]! >= 0) for (let k = diminishingFirst[visit]!; k < end; k++) factor[diminishingKind[k]!]! *= diminishing[diminishingKind[k]!]!;
  }
  for (let i = byScore.length - 1; i >= 0; i--) {
    const visit = byScore[i]!;
    const end = diminishingFirst[visit + 1]!;
    if (routeOf[visit]! >= 0) {
      for (let k = diminishingFirst[visit]!; k < end; k++) below[diminishingKind[k]!]! += gain[visit]!;
    } else {
      for (let k = diminishingFirst[visit]!; k < end; k++) gain[visit]! -= (1 - diminishing[diminishingKind[k]!]!) * below[diminishingKind[k]!]!;
    }
    if (mandatory[visit]) gain[visit]! += mandatoryWorth;
  }
}
