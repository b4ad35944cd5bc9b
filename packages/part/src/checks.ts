/** What conformance suites have in common: a check and its findings, and how a request should be refused. */

import type { Aspect, ConformanceCheck, ConformanceFinding } from './conformance.ts';

/** What came back. Status 0: nothing came, `failure` says why. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly failure?: string;
}

const mostFindings = 20;

export function check(aspect: Aspect, id: string, title: string, findings: readonly ConformanceFinding[], figures: Partial<Pick<ConformanceCheck, 'wanted' | 'measured'>> = {}): ConformanceCheck {
  const cut = (text: string) => (text.length > 500 ? `${text.slice(0, 499)}…` : text);
  return {
    id,
    aspect,
    title,
    outcome: findings.length === 0 ? 'passed' : 'failed',
    wanted: figures.wanted ?? '',
    measured: figures.measured ?? '',
    findings: findings.slice(0, mostFindings).map(({ where, what, mend }) => ({ where: cut(where), what: cut(what), mend: cut(mend) })),
    findingsLeftOut: Math.max(0, findings.length - mostFindings),
  };
}

export function refuses(id: string, title: string, reply: Reply, statuses: readonly number[]): ConformanceCheck {
  return check('fails-well', id, title, refusalFaults(title, reply, statuses), { wanted: statuses.join(' or '), measured: reply.status === 0 ? (reply.failure ?? '') : String(reply.status) });
}

function refusalFaults(where: string, { status, type, body, failure }: Reply, statuses: readonly number[]): ConformanceFinding[] {
  if (!statuses.includes(status)) return [{ where, what: failure ?? `answers ${status}`, mend: `answer ${statuses.join(' or ')}` }];
  const mend = 'send application/problem+json with type, title and status (RFC 9457)';
  if (type !== 'application/problem+json') return [{ where, what: `the refusal is ${type === '' ? 'of no type' : type}`, mend }];
  try {
    const { title, status: told } = JSON.parse(body) as { title?: unknown; status?: unknown };
    return typeof title === 'string' && title !== '' && (told === undefined || told === status) ? [] : [{ where, what: 'the problem details have no title, or another status', mend }];
  } catch {
    return [{ where, what: 'the refusal is not JSON', mend }];
  }
}

/** Of times in milliseconds, by the nearest rank; Infinity where there are none. */
export function percentile95(timesMs: readonly number[]): number {
  return timesMs.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(timesMs.length * 0.95) - 1)] ?? Infinity;
}
