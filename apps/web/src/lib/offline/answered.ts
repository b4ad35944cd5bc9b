/** What a page's script is told. Other sites cannot ask: JSON needs their permission, and the cookie stays with ours. */

import { json } from '@sveltejs/kit';
import { problemOf } from '../problem.ts';

/** @param operation parses what it is given, as every operation of a service does. */
export async function answered<Asked>(request: Request, operation: (asked: Asked) => Promise<unknown>): Promise<Response> {
  if (!/^application\/json\b/.test(request.headers.get('content-type') ?? '')) return json({ message: 'send JSON' }, { status: 415 });
  const asked: unknown = await request.json().catch(() => undefined);
  if (typeof asked !== 'object' || asked === null) return json({ message: 'send a JSON object' }, { status: 400 });
  try {
    return json(await operation(asked as Asked));
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return json({ message: problem.message, errors: problem.errors }, { status: problem.status });
  }
}
