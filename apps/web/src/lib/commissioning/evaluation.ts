/** What the pages of an evaluation have in common. */

import { fail } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import { problemOf } from '#lib/problem.ts';

/** Does what a form asks; what the service refuses is told on the page. */
export async function orFailed(work: Promise<unknown>, kept: Readonly<Record<string, string>> = {}) {
  try {
    await work;
    return undefined;
  } catch (caught) {
    const problem = problemOf(caught);
    if (problem === undefined) throw caught;
    return fail(problem.status, { kept, errors: problem.errors.length > 0 ? problem.errors.map(({ field, message, mend }) => ({ field: '', message: field.includes('.') ? message : `${field} ${message}`, mend })) : [{ field: '', message: problem.message, mend: undefined }] });
  }
}

export const textsOf = (data: FormData): Record<string, string> => Object.fromEntries([...data].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.replaceAll('\r\n', '\n')]] : [])));

/** Hundredths of a point, as everybody reads them. */
export const points = (hundredths: number): string => (hundredths / 100).toFixed(2);

export const groundName = (ground: string): string =>
  ({ 'abnormally-low': m.evaluation_ground_low(), 'mandatory-exclusion': m.evaluation_ground_mandatory(), 'discretionary-exclusion': m.evaluation_ground_discretionary(), 'does-not-satisfy': m.evaluation_ground_not_satisfied(), 'breaks-the-rules': m.evaluation_ground_rules() })[ground] ?? ground;
