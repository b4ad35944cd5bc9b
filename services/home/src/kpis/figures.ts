/** What the queries found of the whole and of each part, side by side. */

import type { answered, attended, falseAlarms, silent, tested } from './queries.ts';

/** Figures of the whole or a part; a share, in percent, is null where it would be of nothing. */
export interface Figures {
  /** Id of an organisation, slug of an area, day or month; null: the whole, or what lies in no area. */
  readonly part: string | null;
  /** The part's name, where it is an organisation. */
  readonly name: string | null;
  readonly calls: number;
  readonly within60: number;
  readonly within180: number;
  readonly over180: number;
  readonly abandoned: number;
  readonly waiting: number;
  readonly leftOut: number;
  readonly percentWithin60: number | null;
  readonly percentWithin180: number | null;
  readonly sent: number;
  readonly medianSecondsToSend: number | null;
  readonly ninetiethSecondsToSend: number | null;
  readonly arrived: number;
  readonly medianSecondsToAttend: number | null;
  readonly ninetiethSecondsToAttend: number | null;
  readonly closed: number;
  readonly falseAlarms: number;
  readonly percentFalse: number | null;
  readonly unitsExpectedToTest: number;
  readonly unitsTested: number;
  readonly percentTested: number | null;
  /** Null where signs of life that old are not kept. */
  readonly silentUnits: number | null;
}

type Rows<Query extends (...asked: never[]) => Promise<readonly unknown[]>> = Awaited<ReturnType<Query>>;

/** One row for each part that any of the queries names. */
export function together(answers: Rows<typeof answered>, attending: Rows<typeof attended>, mistakes: Rows<typeof falseAlarms>, tests: Rows<typeof tested>, silence: Rows<typeof silent>): { readonly whole: Figures; readonly parts: readonly Figures[] } {
  const figures = (is: (row: { readonly whole: boolean; readonly part: string | null }) => boolean, part: string | null): Figures => {
    const { calls = 0, within60 = 0, within180 = 0, over180 = 0, abandoned = 0, waiting = 0, leftOut = 0 } = answers.find(is) ?? {};
    const { sent = 0, medianSecondsToSend = null, ninetiethSecondsToSend = null, arrived = 0, medianSecondsToAttend = null, ninetiethSecondsToAttend = null } = attending.find(is) ?? {};
    const { closed = 0, falseAlarms: mistaken = 0 } = mistakes.find(is) ?? {};
    const { expected = 0, tested: done = 0 } = tests.find(is) ?? {};
    const heard = silence.find(is);
    return {
      ...{ part, name: null, calls, within60, within180, over180, abandoned, waiting, leftOut, percentWithin60: percent(within60, calls), percentWithin180: percent(within180, calls) },
      ...{ sent, medianSecondsToSend, ninetiethSecondsToSend, arrived, medianSecondsToAttend, ninetiethSecondsToAttend, closed, falseAlarms: mistaken, percentFalse: percent(mistaken, closed) },
      ...{ unitsExpectedToTest: expected, unitsTested: done, percentTested: percent(done, expected), silentUnits: heard === undefined || heard.units === 0 ? null : heard.silent },
    };
  };
  const names = [...new Set([...answers, ...tests, ...silence].flatMap(({ whole, part }) => (whole ? [] : [part])))].sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
  return { whole: figures(({ whole }) => whole, null), parts: names.map((name) => figures(({ whole, part }) => !whole && part === name, name)) };
}

const percent = (count: number, of: number): number | null => (of === 0 ? null : (100 * count) / of);
