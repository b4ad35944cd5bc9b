/**
 * What an attraction is worth to a visitor, and why. About 60 is a good hour. Pure and explainable: every
 * factor is a plain fact of the two, so that a stop can say in one sentence why it is there.
 */

export type Need = 'stepFree' | 'accessibleToilet' | 'hearingLoop' | 'quietHours' | 'parking';
export type Known = 'yes' | 'limited' | 'no' | 'unknown';

export interface Visitor {
  /** Weight of each interest, 0…1. None at all: a bit of everything. */
  readonly interests: Readonly<Record<string, number>>;
  /** 0 well-trodden … 1 undiscovered. */
  readonly discovery: number;
  readonly weatherProof: boolean;
  readonly needs: readonly Need[];
  readonly needsMode: 'lenient' | 'strict';
}

export interface Candidate {
  readonly slug: string;
  /** How much it gives to each interest, 0…1. */
  readonly interests: Readonly<Record<string, number>>;
  /** 0 unknown … 1 on every postcard. */
  readonly renown: number;
  readonly setting: 'indoor' | 'outdoor' | 'both';
  /** How long people usually stay. */
  readonly usualMinutes: number;
  readonly accessibility: Readonly<Record<Need, Known>>;
}

export interface Recommendation {
  readonly slug: string;
  /** 0 means: not for this visitor; a place that fills half a day may pass 200. */
  readonly score: number;
  /** The visitor's interests that it serves, the strongest first. */
  readonly interests: readonly string[];
  /** Needs it does not surely meet. */
  readonly needs: readonly { readonly need: Need; readonly known: Exclude<Known, 'yes'> }[];
  /** True where a strict visitor must leave it out. */
  readonly excluded: boolean;
}

/** Below this renown most visitors have never heard of a place. */
export const hiddenBelow = 0.4;

/** A visitor who names no interest still likes what is good of its kind. */
const unstated = 0.45;
const shownInterest = 0.12;
const settingInRain = { indoor: 1.25, both: 1, outdoor: 0.45 } as const;
const lenientFactor: Readonly<Record<Known, number>> = { yes: 1, limited: 0.8, unknown: 0.88, no: 0.3 };

export function recommend(visitor: Visitor, candidates: readonly Candidate[]): Recommendation[] {
  const stated = Object.values(visitor.interests).some((weight) => weight > 0);
  return candidates.map((candidate) => {
    const needs = visitor.needs.flatMap((need) => {
      const known = candidate.accessibility[need];
      return known === 'yes' ? [] : [{ need, known }];
    });
    const excluded = visitor.needsMode === 'strict' && needs.length > 0;
    const served = Object.entries(candidate.interests)
      .map(([slug, gives]) => ({ slug, worth: gives * (stated ? (visitor.interests[slug] ?? 0) : unstated) }))
      .filter(({ worth }) => worth > 0)
      .sort((a, b) => b.worth - a.worth);
    const score = excluded ? 0 : 100 * fit(served) * renownFactor(candidate.renown, visitor.discovery) * substance(candidate.usualMinutes) * comfort(visitor, candidate, needs);
    return {
      slug: candidate.slug,
      score,
      interests: served.filter(({ worth }) => worth >= shownInterest).map(({ slug }) => slug),
      needs,
      excluded,
    };
  });
}

/** Several interests served add up, each less than the one before, and never pass 1. */
function fit(served: readonly { worth: number }[]): number {
  return 1 - served.reduce((missed, { worth }) => missed * (1 - 0.9 * worth), 1);
}

/**
 * From "the famous ones" at 0 to "the ones I never heard of" at 1. In the middle both count, and a
 * little of renown's promise of quality is kept: no plan of unknowns alone.
 */
export function renownFactor(renown: number, discovery: number): number {
  const famous = 0.15 + 0.85 * renown;
  const unheard = 1 - 0.8 * renown;
  return (1 - discovery) * famous + discovery * unheard + 0.9 * renown ** 1.5 * (1 - Math.abs(2 * discovery - 1));
}

/**
 * A place that deserves an afternoon is worth more than one that is seen in ten minutes, or a plan
 * would be a string of quick stops; less than in proportion, or it would be one stop a day.
 */
function substance(usualMinutes: number): number {
  return (usualMinutes / 60) ** 0.65;
}

function comfort(visitor: Visitor, candidate: Candidate, needs: Recommendation['needs']): number {
  const weather: number = visitor.weatherProof ? settingInRain[candidate.setting] : 1;
  return needs.reduce((factor, { known }) => factor * lenientFactor[known], weather);
}
