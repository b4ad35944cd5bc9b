/**
 * Which rows of a published table may be shown, so that no number from 1 to 4 can be read in it or
 * worked out from it: by subtracting what is shown from a total, or a cell from its row.
 */

/** Less than this, and more than nothing, may point to a person. */
export const smallBelow = 5;

const isSmall = (count: number): boolean => count > 0 && count < smallBelow;

/**
 * A row holds disjoint counts: they add up to nothing that is not published as well. Rows are shown or
 * hidden whole; beyond those with a small number, more are hidden (the smallest first) until what is
 * hidden together gives nothing away either.
 *
 * @param total of each column, which is published. @param hidden rows that are hidden already.
 */
export function shownRows(rows: readonly (readonly number[])[], hidden: readonly boolean[] = []): readonly boolean[] {
  const sums = rows.map((row) => row.reduce((sum, count) => sum + count, 0));
  const shown = rows.map((row, index) => hidden[index] !== true && !row.some(isSmall));
  const total = columnSums(rows);
  for (;;) {
    const away = rows.filter((_, index) => !shown[index]);
    const sizes = sums.filter((sum, index) => !shown[index] && sum > 0);
    if (sizes.length === 0) return shown;
    // Two at least share what is missing, and what is missing is no small number, unless the total itself is it.
    const told = columnSums(away).some((count, column) => isSmall(count) && count < total[column]!);
    if (sizes.length > 1 && !told) return shown;
    const smallest = sums.reduce<number | undefined>((best, sum, index) => (shown[index] && sum > 0 && (best === undefined || sum < sums[best]!) ? index : best), undefined);
    if (smallest === undefined) return shown;
    shown[smallest] = false;
  }
}

function columnSums(rows: readonly (readonly number[])[]): readonly number[] {
  return rows.reduce<readonly number[]>((sums, row) => row.map((count, column) => count + (sums[column] ?? 0)), []);
}
