/** Problems as RFC 9457 problem details (`application/problem+json`). */

import type { ServerResponse } from 'node:http';
import { problemKinds, type FieldProblem, type ProblemKind } from '@drystone/problems';

export interface ProblemDetails {
  /** Path below this server that names the kind of problem. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The request's id, to quote when reporting it. */
  readonly instance: string;
  readonly errors?: readonly FieldProblem[];
}

export function problemDetails(
  problem: { readonly kind: ProblemKind; readonly message: string; readonly errors?: readonly FieldProblem[] },
  requestId: string,
): ProblemDetails {
  return {
    type: `/problems/${problem.kind}`,
    ...problemKinds[problem.kind],
    detail: problem.message,
    instance: `urn:request:${requestId}`,
    ...(problem.errors && problem.errors.length > 0 ? { errors: problem.errors } : {}),
  };
}

export function sendProblem(response: ServerResponse, details: ProblemDetails, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(details.status, { ...headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(details));
}
