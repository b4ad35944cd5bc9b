/** What whoever commissioned the service gets of a month: its figures, those of each area without small numbers, and each call that waited too long, in codes. */

import type { Figures } from './figures.ts';
import type { LongWait } from './queries.ts';
import { shownRows, smallBelow } from './small-numbers.ts';
import type { Terms } from './terms.ts';

export interface AreaFigures {
  /** Null: in no area. */
  readonly area: string | null;
  /** Null: not shown. */
  readonly calls: number | null;
  /** Null: not shown, or of no calls. */
  readonly percentWithin60: number | null;
  readonly percentWithin180: number | null;
  readonly percentFalse: number | null;
}

/** A call over three minutes. Its number is its place in this list: no id leads to the case, and no moment and no area to the home. */
export type ReportedWait = Pick<LongWait, 'group' | 'waitedSeconds' | 'reason' | 'actions' | 'outcome' | 'cause'> & { readonly number: number };

export interface Report {
  readonly month: string;
  readonly targets: { readonly within60: number; readonly within180: number };
  /** Null where the month has fewer calls than may be told. */
  readonly whole: Omit<Figures, 'part' | 'name' | 'silentUnits'> | null;
  readonly areas: readonly AreaFigures[];
  readonly longWaits: readonly ReportedWait[];
}

export function reportOf(month: string, { within60Target, within180Target }: Terms, { part: _part, name: _name, silentUnits: _silent, ...whole }: Figures, areas: readonly Figures[], waits: readonly LongWait[]): Report {
  const tooFew = whole.calls > 0 && whole.calls < smallBelow;
  const counted = shownRows(areas.map(({ calls }) => [calls]));
  const hidden = counted.map((shown) => !shown);
  // Each a table of disjoint counts beside the calls, so that neither their shares nor a difference of two of them tells a small one.
  const timed = shownRows(areas.map(({ calls, within60, within180 }) => [within60, within180 - within60, calls - within180]), hidden);
  const judged = shownRows(areas.map(({ calls, closed, falseAlarms }) => [falseAlarms, closed - falseAlarms, calls - closed]), hidden);
  return {
    month,
    targets: { within60: within60Target, within180: within180Target },
    whole: tooFew ? null : whole,
    areas: areas.map(({ part, calls, percentWithin60, percentWithin180, percentFalse }, index) => ({
      area: part,
      calls: counted[index] && !tooFew ? calls : null,
      percentWithin60: timed[index] && !tooFew ? percentWithin60 : null,
      percentWithin180: timed[index] && !tooFew ? percentWithin180 : null,
      percentFalse: judged[index] && !tooFew ? percentFalse : null,
    })),
    longWaits: tooFew ? [] : waits.map(({ group, waitedSeconds, reason, actions, outcome, cause }, index) => ({ number: index + 1, group, waitedSeconds: Math.round(waitedSeconds), reason, actions, outcome, cause })),
  };
}
