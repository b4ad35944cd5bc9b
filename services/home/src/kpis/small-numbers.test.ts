/** What a reader can work out from a published table, by all that it could be. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownRows } from './small-numbers.ts';

describe('shownRows', () => {
  it('shows what has no small number', () => expect(shownRows([[5, 0], [12, 7]])).toEqual([true, true]));
  it('hides a second row where one alone could be worked out from the total', () => expect(shownRows([[3], [40], [9]])).toEqual([false, true, false]));
  it('hides more where what is hidden together is small', () => expect(shownRows([[1], [2], [40], [9]])).toEqual([false, false, true, false]));
  it('hides a row for what a difference of its cells would tell', () => expect(shownRows([[96, 4], [50, 10], [60, 12]])).toEqual([false, false, true]));
  it('keeps hidden what is hidden already', () => expect(shownRows([[50], [60], [70]], [true])).toEqual([false, false, true]));
  it('of nothing is nothing', () => expect(shownRows([])).toEqual([]));

  it('leaves no small number that only one table could have, except where one row is all there is', () => {
    const table = fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 6 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(table, (rows) => {
        const shown = shownRows(rows);
        const hidden = rows.filter((_, index) => !shown[index]);
        for (const [index, row] of rows.entries()) if (shown[index]) expect(row.some((count) => count > 0 && count < 5)).toBe(false);
        if (rows.filter(([a, b]) => a + b > 0).length < 2) return;
        // The reader knows the sum of each hidden row as well: the calls of an area are shown when its shares are not.
        const sums = hidden.map(([a, b]) => a + b);
        const missing = [0, 1].map((column) => hidden.reduce((sum, row) => sum + row[column]!, 0));
        // All of one column: the sums of the rows, which are no small numbers where they are shown, are all there is.
        if (missing.includes(0)) return;
        for (const [index, row] of hidden.entries()) {
          for (const [column, count] of row.entries()) {
            if (count === 0 || count > 4) continue;
            const others = sums.reduce((sum, each) => sum + each, 0) - sums[index]!;
            const least = Math.max(0, missing[column]! - others);
            const most = Math.min(sums[index]!, missing[column]!);
            expect(most).toBeGreaterThan(least);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
