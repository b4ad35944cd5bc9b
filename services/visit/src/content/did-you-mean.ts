/** Which names somebody may have meant who wrote one that there is not. Pure. */

const mostNames = 3;
/** A part of a name says nothing before it has so many letters. */
const tellingLetters = 4;

/** `did you mean belfast?`, the nearest first; undefined where nothing is near. */
export function didYouMean(given: string, names: Iterable<string>): string | undefined {
  const farthest = Math.max(1, Math.floor(given.length / 3));
  const near = [...names]
    .map((name) => ({ name, slips: isPartOf(given, name) ? 1 : slipsBetween(given, name) }))
    .filter(({ slips }) => slips <= farthest)
    .sort((a, b) => a.slips - b.slips)
    .slice(0, mostNames)
    .map(({ name }) => name);
  const last = near.pop();
  return last === undefined ? undefined : `did you mean ${near.length === 0 ? last : `${near.join(', ')} or ${last}`}?`;
}

function isPartOf(given: string, name: string): boolean {
  return given.length >= tellingLetters && `-${name}`.includes(`-${given}`);
}

/** Letters too many, too few, wrong or swapped with their neighbour: optimal string alignment (Boytsov 2011, section 2.1). */
function slipsBetween(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const differs = one[row - 1] === other[column - 1] ? 0 : 1;
      let least = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + differs);
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) least = Math.min(least, beforeLast[column - 2]! + 1);
      current.push(least);
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length]!;
}
