/** The conformance suite of `visit.content`: run by a provider before it bids, and by the platform again. */

import type { Outbound } from '@drystone/outbound';
import { allPassed, type ConformanceReport } from '@drystone/part';
import { visitContent } from '../part.ts';
import { gather } from './evidence.ts';
import { judge, suiteVersion, type RecordProblems } from './judge.ts';

export interface Proving {
  readonly endpoint: string;
  readonly outbound: Outbound;
  readonly recordProblems: RecordProblems;
  readonly clock: () => Temporal.Instant;
  /** Whose program runs it, for example `drystone 0.1.0`. */
  readonly runner: string;
  readonly onStep?: (step: string) => void;
}

/**
 * Runs the suite: about thirty requests and one a page. The report is not signed yet.
 * @throws OutboundError where the endpoint cannot be asked at all.
 */
export async function proveContent({ endpoint, outbound, recordProblems, clock, runner, onStep = () => undefined }: Proving): Promise<ConformanceReport> {
  const startedAt = clock();
  const evidence = await gather(endpoint, outbound, onStep);
  onStep(`judging ${evidence.items.length} items`);
  const checks = judge({ evidence, recordProblems, today: startedAt.toZonedDateTimeISO('UTC').toPlainDate() });
  return {
    format: 'drystone-conformance/1',
    part: visitContent.id,
    suite: suiteVersion,
    endpoint,
    startedAt: startedAt.toString({ smallestUnit: 'second' }),
    tookMs: Math.max(0, Math.round(clock().since(startedAt).total('milliseconds'))),
    runner,
    items: evidence.items.length,
    checks,
    passed: allPassed(checks),
  };
}

export type { RecordProblems } from './judge.ts';
