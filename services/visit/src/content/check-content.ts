/**
 * What a schema cannot see: whether a record's facts can be true together. Inside its district,
 * near its town, no two at one point, hours that parse and open at least once a year.
 */

import type { Attraction } from '@drystone/part-visit-content';
import { distanceMetres, distanceToShape, insideShape } from './geometry.ts';
import type { ContentProblem, Place, PlacePack, Shape, Town } from './place-pack.ts';
import { openingSchedule } from './opening-schedule.ts';

/** Outlines that ship are simplified: a point this near to its district's edge counts as inside. */
const outlineToleranceMetres = 600;
const farthestTownMetres = 18_000;
const samePointMetres = 15;

/** Every problem found; `shapes` replaces the pack's own outlines by finer ones. */
export function checkContent(pack: PlacePack, shapes: ReadonlyMap<string, Shape> = pack.shapes, toleranceMetres = outlineToleranceMetres): ContentProblem[] {
  const known = { place: pack.place, towns: new Map(pack.towns.map((town) => [town.slug, town])), shapes: Object.fromEntries(shapes) };
  return pack.attractions.flatMap((record, index) => {
    const file = `${record.area}/${record.slug}.yaml`;
    const twins = pack.attractions.slice(0, index).filter((other) => distanceMetres(record.position, other.position) < samePointMetres);
    const pictures = record.pictures === undefined ? [] : [{ field: 'pictures', reason: 'a place pack has none yet: pictures are handed in by providers' }];
    return [...recordProblems(record, known, toleranceMetres), ...pictures, ...twins.map((other) => ({ field: 'position', reason: `is the same point as ${other.slug}` }))].map((problem) => ({ file, ...problem }));
  });
}

/** What cannot be true of one record, whoever wrote it. */
export function recordProblems(
  record: Attraction,
  { place, towns, shapes }: { readonly place: Place; readonly towns: ReadonlyMap<string, Town>; readonly shapes: Readonly<Record<string, Shape>> },
  toleranceMetres = outlineToleranceMetres,
): Omit<ContentProblem, 'file'>[] {
  const problems: Omit<ContentProblem, 'file'>[] = [];
  const shape = shapes[record.area];
  const outside = shape ? metresOutside(record.position, shape, toleranceMetres) : 0;
  if (outside > 0) {
    const { lat, lon } = record.position;
    const isMirrored = metresOutside({ lat, lon: -lon }, shape!, toleranceMetres) === 0;
    problems.push({ field: 'position', reason: `is ${Math.round(outside)} m outside ${record.area}${isMirrored ? `: is its longitude ${-lon}, ${lon > 0 ? 'with' : 'without'} a minus?` : ''}` });
  }
  const town = towns.get(record.town);
  // Of a point that is wrong the way to the town says nothing.
  if (town && outside === 0) {
    const away = distanceMetres(record.position, town);
    if (away > farthestTownMetres) problems.push({ field: 'town', reason: `${town.slug} is ${Math.round(away / 1000)} km away` });
  }
  return [...problems, ...hoursProblems(record, place).map((reason) => ({ field: 'hours.opening', reason }))];
}

/** 0 where it counts as inside. */
function metresOutside(point: { readonly lat: number; readonly lon: number }, shape: Shape, toleranceMetres: number): number {
  if (insideShape(point, shape)) return 0;
  const metres = distanceToShape(point, shape);
  return metres > toleranceMetres ? metres : 0;
}

function hoursProblems(record: Attraction, place: Place): string[] {
  if (record.hours === 'unknown') return [];
  try {
    const schedule = openingSchedule(record.hours.opening, record.position, place);
    const from = Temporal.PlainDate.from('2027-01-01');
    for (let day = 0; day < 366; day++) {
      if (schedule.windows(from.add({ days: day })).length > 0) return schedule.warnings;
    }
    return ['never opens in a year'];
  } catch (error) {
    return [String(error)];
  }
}
