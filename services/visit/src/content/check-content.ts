/**
 * What a schema cannot see: whether a record's facts can be true together. Inside its district,
 * near its town, no two at one point, hours that parse and open at least once a year.
 */

import type { Attraction } from '@drystone/part-visit-content';
import { distanceMetres, distanceToShape, insideShape } from './geometry.ts';
import type { ContentProblem, PlacePack, Shape } from './place-pack.ts';
import { openingSchedule } from './opening-schedule.ts';

/** Outlines that ship are simplified: a point this near to its district's edge counts as inside. */
const outlineToleranceMetres = 600;
const farthestTownMetres = 18_000;
const samePointMetres = 15;

/** Every problem found; `shapes` replaces the pack's own outlines by finer ones. */
export function checkContent(pack: PlacePack, shapes: ReadonlyMap<string, Shape> = pack.shapes, toleranceMetres = outlineToleranceMetres): ContentProblem[] {
  const towns = new Map(pack.towns.map((town) => [town.slug, town]));
  return pack.attractions.flatMap((record, index) => {
    const file = `${record.area}/${record.slug}.yaml`;
    const problem = (field: string, reason: string): ContentProblem => ({ file, field, reason });
    const problems: ContentProblem[] = [];

    const shape = shapes.get(record.area);
    if (shape && !insideShape(record.position, shape)) {
      const outside = distanceToShape(record.position, shape);
      if (outside > toleranceMetres) problems.push(problem('position', `is ${Math.round(outside)} m outside ${record.area}`));
    }
    const town = towns.get(record.town);
    if (town) {
      const away = distanceMetres(record.position, town);
      if (away > farthestTownMetres) problems.push(problem('town', `${town.slug} is ${Math.round(away / 1000)} km away`));
    }
    for (const other of pack.attractions.slice(0, index)) {
      if (distanceMetres(record.position, other.position) < samePointMetres) problems.push(problem('position', `is the same point as ${other.slug}`));
    }
    problems.push(...hoursProblems(record, pack).map((reason) => problem('hours.opening', reason)));
    return problems;
  });
}

function hoursProblems(record: Attraction, pack: PlacePack): string[] {
  if (record.hours === 'unknown') return [];
  try {
    const schedule = openingSchedule(record.hours.opening, record.position, pack.place);
    const from = Temporal.PlainDate.from('2027-01-01');
    for (let day = 0; day < 366; day++) {
      if (schedule.windows(from.add({ days: day })).length > 0) return schedule.warnings;
    }
    return ['never opens in a year'];
  } catch (error) {
    return [String(error)];
  }
}
