/** Whether a record that somebody handed in can be of a place of the guide: in an area there is, near a town there is, open at all. */

import type { Attraction } from '@drystone/part-visit-content';
import type { FieldProblem } from '../problem.ts';
import { recordProblems } from './check-content.ts';
import { didYouMean } from './did-you-mean.ts';
import { distanceMetres } from './geometry.ts';
import type { Catalogue } from './place-data.ts';

export function placeOfRecord(record: Attraction, catalogues: readonly Catalogue[]): { readonly catalogue: Catalogue | undefined; readonly problems: readonly FieldProblem[] } {
  const catalogue = catalogues.find(({ areas }) => areas.has(record.area));
  const areas = catalogues.flatMap((each) => [...each.areas.keys()]);
  if (catalogue === undefined) return { catalogue, problems: [{ field: 'area', message: `"${record.area}" is not an area there is`, mend: didYouMean(record.area, areas) ?? `use one of ${areas.join(', ')}` }] };
  const problems = recordProblems(record, catalogue).map(({ field, reason }): FieldProblem => ({ field, message: reason }));
  if (!catalogue.towns.has(record.town)) problems.push({ field: 'town', message: `"${record.town}" is not a town there is`, mend: didYouMean(record.town, catalogue.towns.keys()) ?? `use the nearest, ${nearestTown(record, catalogue)}` });
  return { catalogue, problems };
}

function nearestTown({ position }: Attraction, { towns }: Catalogue): string {
  const away = new Map([...towns].map(([slug, town]) => [slug, distanceMetres(position, town)]));
  return [...away.keys()].reduce((nearest, slug) => (away.get(slug)! < away.get(nearest)! ? slug : nearest));
}
