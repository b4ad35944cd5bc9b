/**
 * What a caller did wrong or the service cannot do, as RFC 9457 problem details will say it.
 * `status` is the HTTP status a door answers with.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  /** Kebab-case name of the kind of problem; doors publish it as `type: /problems/<kind>`. */
  readonly kind: string;
  readonly title: string;
  /** Each field at fault, what was given and how to mend it. */
  readonly errors: readonly FieldProblem[];
  readonly retryAfterSeconds?: number;

  constructor(problem: {
    status: number;
    kind: string;
    title: string;
    detail: string;
    errors?: readonly FieldProblem[];
    retryAfterSeconds?: number;
  }) {
    super(problem.detail);
    this.status = problem.status;
    this.kind = problem.kind;
    this.title = problem.title;
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
