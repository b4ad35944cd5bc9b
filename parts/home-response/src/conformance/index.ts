/** The conformance suite of `home.response`. Offers test cases and nothing else; they say so. */

import { allPassed, type ConformanceReport } from '@drystone/part';
import { homeResponse } from '../part.ts';
import { gather, type Gathering } from './evidence.ts';
import { judge, suiteVersion, wanted } from './judge.ts';

export interface Proving extends Omit<Gathering, 'closeWithinMs' | 'onStep'> {
  /** Whose program runs it, for example `drystone 0.1.0`. */
  readonly runner: string;
  readonly onStep?: (step: string) => void;
  /** Two minutes by default. */
  readonly closeWithinMs?: number;
}

/** Runs the suite: about thirty requests. The report is not signed yet. @throws OutboundError where the endpoint cannot be asked at all. */
export async function proveResponse({ runner, onStep = () => undefined, closeWithinMs = wanted.closeMs, ...gathering }: Proving): Promise<ConformanceReport> {
  const { clock, endpoint } = gathering;
  const startedAt = clock();
  const evidence = await gather({ ...gathering, closeWithinMs, onStep });
  const checks = judge(evidence);
  return {
    format: 'drystone-conformance/1',
    part: homeResponse.id,
    suite: suiteVersion,
    endpoint,
    startedAt: startedAt.toString({ smallestUnit: 'second' }),
    tookMs: Math.max(0, Math.round(clock().since(startedAt).total('milliseconds'))),
    runner,
    items: evidence.offered,
    checks,
    passed: allPassed(checks),
  };
}

export { openListener, type Listener } from './listener.ts';
