/** What a plan is worth, and what one more visit would add where scores diminish. */

import type { Model } from "./model.ts";
import type { State } from "./state.ts";

export interface Scoring {
  /** What each unplanned visit would add, as of the last `renewGains`. */
  readonly gain: Float64Array;
  /** Diminished score of the planned visits of each family. */
  readonly familyScore: Float64Array;
  readonly factor: Float64Array;
  readonly below: Float64Array;
}

export function createScoring(model: Model): Scoring {
  return {
    gain: Float64Array.from(model.worth),
    familyScore: new Float64Array(model.families),
    factor: new Float64Array(model.kinds),
    below: new Float64Array(model.kinds),
  };
}

/** Score of the plan with the worth of mandatory visits, before the cost of travel. */
export function totalWorth(model: Model, state: State, scoring: Scoring): number {
  renewGains(model, state, scoring);
  let sum = state.constantWorth;
  for (let family = 0; family < model.families; family++) sum += scoring.familyScore[family]!;
  return sum;
}

/** Score alone, as told to the caller. */
export function totalScore(model: Model, state: State, scoring: Scoring): number {
  return totalWorth(model, state, scoring) - (model.mandatoryCount - state.missingMandatory) * model.mandatoryWorth;
}

/** Brings `gain` and `familyScore` up to date with the plan. */
export function renewGains(model: Model, state: State, scoring: Scoring): void {
  for (let family = 0; family < model.families; family++) {
    if (state.familyStale[family]! === 0) continue;
    state.familyStale[family] = 0;
    renewFamily(model, state, scoring, family);
  }
}

/** The score is exact; gains are for visits of one diminishing kind, and close for visits of several. */
function renewFamily(model: Model, state: State, scoring: Scoring, family: number): void {
  const { gain, factor, below } = scoring;
  const { familyVisit, diminishing, diminishingFirst, diminishingKind, score, constantWorth } = model;
  const { routeOf } = state;
  const first = model.familyFirst[family]!;
  const last = model.familyFirst[family + 1]! - 1;
  for (let i = first; i <= last; i++) {
    const visit = familyVisit[i]!;
    for (let k = diminishingFirst[visit]!; k < diminishingFirst[visit + 1]!; k++) {
      factor[diminishingKind[k]!] = 1;
      below[diminishingKind[k]!] = 0;
    }
  }
  let sum = 0;
  for (let i = first; i <= last; i++) {
    const visit = familyVisit[i]!;
    const end = diminishingFirst[visit + 1]!;
    let worth = score[visit]!;
    for (let k = diminishingFirst[visit]!; k < end; k++) worth *= factor[diminishingKind[k]!]!;
    gain[visit] = worth;
    if (routeOf[visit]! < 0) continue;
    sum += worth;
    for (let k = diminishingFirst[visit]!; k < end; k++) factor[diminishingKind[k]!]! *= diminishing[diminishingKind[k]!]!;
  }
  for (let i = last; i >= first; i--) {
    const visit = familyVisit[i]!;
    const end = diminishingFirst[visit + 1]!;
    if (routeOf[visit]! >= 0) {
      for (let k = diminishingFirst[visit]!; k < end; k++) below[diminishingKind[k]!]! += gain[visit]!;
    } else {
      for (let k = diminishingFirst[visit]!; k < end; k++) gain[visit]! -= (1 - diminishing[diminishingKind[k]!]!) * below[diminishingKind[k]!]!;
    }
    gain[visit]! += constantWorth[visit]!;
  }
  scoring.familyScore[family] = sum;
}
