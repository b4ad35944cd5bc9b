/** Whether a record that somebody handed in can be of a place of the guide: in an area there is, near a town there is, open at all. */

import type { Attraction } from '@drystone/part-visit-content';
import type { FieldProblem } from '../problem.ts';
import { recordProblems } from './check-content.ts';
import type { Catalogue } from './place-data.ts';

export function placeOfRecord(record: Attraction, catalogues: readonly Catalogue[]): { readonly catalogue: Catalogue | undefined; readonly problems: readonly FieldProblem[] } {
  const catalogue = catalogues.find(({ areas }) => areas.has(record.area));
  if (catalogue === undefined) return { catalogue, problems: [{ field: 'area', message: `"${record.area}" is not an area there is`, mend: 'use an area of GET /api/areas' }] };
  const problems = recordProblems(record, catalogue).map(({ field, reason }): FieldProblem => ({ field, message: reason }));
  if (!catalogue.towns.has(record.town)) problems.push({ field: 'town', message: `"${record.town}" is not a town there is`, mend: 'use a town of GET /api/visit/towns' });
  return { catalogue, problems };
}
