/** What goes wrong on the caller's side, in the words every door uses. */

import type { z } from 'zod';
import { halves, speakPlainly } from './misfits.ts';

speakPlainly();

/** Every kind of problem there is; published as `type: /problems/<kind>`. */
export const problemKinds = {
  'invalid-request': { status: 400, title: 'The request cannot be understood' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'not-allowed': { status: 403, title: 'You may not do this' },
  'code-needed': { status: 403, title: 'Your bid code is needed' },
  'not-yours': { status: 403, title: 'Only its planner can change this trip' },
  'not-found': { status: 404, title: 'Not found' },
  'unknown-place': { status: 404, title: 'No such place' },
  'unknown-attraction': { status: 404, title: 'No such attraction' },
  'unknown-trip': { status: 404, title: 'No such trip' },
  'unknown-link': { status: 404, title: 'This link does not work any more' },
  'unknown-invitation': { status: 404, title: 'No such invitation' },
  'unknown-barrier': { status: 404, title: 'No such barrier' },
  'unknown-process': { status: 404, title: 'No such contracting process' },
  'unknown-bid': { status: 404, title: 'No such bid' },
  'unknown-opener': { status: 404, title: 'This link opens no bids' },
  'unknown-award': { status: 404, title: 'No such award' },
  'unknown-evaluation': { status: 404, title: 'No such evaluation' },
  'unknown-local-unit': { status: 404, title: 'No such local unit' },
  'unknown-service-user': { status: 404, title: 'No such service user' },
  'unknown-dwelling': { status: 404, title: 'No such dwelling' },
  'unknown-case': { status: 404, title: 'No such alarm case' },
  'unknown-organisation': { status: 404, title: 'No such organisation' },
  'method-not-allowed': { status: 405, title: 'This cannot be done here' },
  taken: { status: 409, title: 'It is there already' },
  'too-early': { status: 409, title: 'The deadline has not passed yet' },
  'too-late': { status: 409, title: 'The deadline has passed' },
  overtaken: { status: 412, title: 'It has changed meanwhile' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'It is not of the type that is read here' },
  'impossible-request': { status: 422, title: 'This cannot be planned' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong here' },
  'sign-in-unreachable': { status: 502, title: 'The sign-in does not answer' },
  'not-kept': { status: 503, title: 'This could not be kept' },
  busy: { status: 503, title: 'Too many plans at once' },
} as const;
export type ProblemKind = keyof typeof problemKinds;

/**
 * What a caller did wrong or the service cannot do, as RFC 9457 problem details will say it.
 * `status` is the HTTP status a door answers with.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly kind: ProblemKind;
  readonly title: string;
  /** Each field at fault, what was given and how to mend it. */
  readonly errors: readonly FieldProblem[];
  readonly retryAfterSeconds?: number;

  constructor(problem: {
    kind: ProblemKind;
    detail: string;
    errors?: readonly FieldProblem[];
    retryAfterSeconds?: number;
  }) {
    super(problem.detail);
    this.kind = problem.kind;
    this.status = problemKinds[problem.kind].status;
    this.title = problemKinds[problem.kind].title;
    this.errors = problem.errors ?? [];
    if (problem.retryAfterSeconds !== undefined) this.retryAfterSeconds = problem.retryAfterSeconds;
  }
}

export interface FieldProblem {
  /** Dotted path into the request, for example `leave.time`. */
  readonly field: string;
  readonly message: string;
  readonly mend?: string;
}

/** One field at fault, thrown by what finds it; whoever knows the whole request makes a Problem of it. */
export class FieldError extends Error implements FieldProblem {
  readonly field: string;
  readonly mend: string;

  constructor(field: string, message: string, mend: string) {
    super(message);
    this.field = field;
    this.mend = mend;
  }
}

/** Each thing wrong with the shape of some input, by dotted path; `root` names the whole. */
export function fieldProblems(error: z.ZodError, root = 'body'): FieldProblem[] {
  return error.issues.flatMap((issue) => issueProblems(issue, [], root));
}

function issueProblems(issue: z.core.$ZodIssue, above: readonly PropertyKey[], root: string): FieldProblem[] {
  const path = [...above, ...issue.path];
  const field = path.map(String).join('.') || root;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...path, key].map(String).join('.'), ...halves(issue.message) }));
  }
  if (issue.code === 'invalid_union') {
    // The alternative that came farthest is the one that was meant.
    const meant = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? [];
    if (meant.length > 0) return meant.flatMap((inner) => issueProblems(inner, path, root));
  }
  if (issue.code !== 'custom') return [{ field, ...halves(issue.message) }];
  const mend: unknown = issue.params?.['mend'];
  return [{ field, message: issue.message, ...(typeof mend === 'string' && { mend }) }];
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length + (issue.code === 'custom' || issue.code === 'invalid_format' ? 0.5 : 0)));
}

/** What a door or a service was given, by its schema. @throws Problem 400 naming each field at fault. */
export function parsed<Schema extends z.ZodType>(schema: Schema, given: unknown, root = 'body'): z.output<Schema> {
  const result = schema.safeParse(given);
  if (!result.success) throw invalid(fieldProblems(result.error, root));
  return result.data;
}

/** What is wrong and the mend, with a mark at its end. */
export function sentence({ message, mend }: Pick<FieldProblem, 'message' | 'mend'>): string {
  const words = mend === undefined ? message : `${message}; ${mend}`;
  return /[.?]$/.test(words) ? words : `${words}.`;
}

export function invalid(errors: readonly FieldProblem[], kind: 'invalid-request' | 'impossible-request' = 'invalid-request'): Problem {
  const detail = errors.map(({ field, ...words }) => `${field}: ${sentence(words)}`).join(' ');
  return new Problem({ kind, detail, errors });
}
