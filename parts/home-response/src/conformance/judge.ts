/** The suite itself: what is wanted of a provider's system, judged from what it did. Pure. */

import { check, percentile95, refuses, type ConformanceCheck, type ConformanceFinding, type Reply } from '@drystone/part';
import { offerAnswer } from '../offer.ts';
import type { Evidence } from './evidence.ts';
import type { HeardStep } from './listener.ts';

/** What the suite wants, in figures. */
export const wanted = { p95Ms: 1_000, acknowledgeMs: 60_000, closeMs: 120_000 } as const;

export const suiteVersion = '1';

/** Every check, in the order of the report. */
export function judge(evidence: Evidence): ConformanceCheck[] {
  const { first, again, withUnknownMember, unsigned, tampered, misfit, withdrawal, unknownWithdrawal, strangeSteps } = evidence;
  return [
    check('correct', 'accepts', 'An offered case is accepted, with a reference of yours', acceptedFaults('POST {endpoint}/cases', first)),
    check('correct', 'same-again', 'The same case offered again is the same case: one reference', sameFaults(first, again)),
    check('correct', 'unknown-member', 'A member that you do not know is passed over', acceptedFaults('POST {endpoint}/cases with a member of a later version', withUnknownMember)),
    acknowledges(evidence),
    once(evidence),
    closes(evidence),
    check('correct', 'withdrawal', 'A case that is taken away is let go', withdrawal.status >= 200 && withdrawal.status < 300 ? [] : [{ where: 'POST {endpoint}/cases/{id}/withdrawal', what: withdrawal.failure ?? `answers ${withdrawal.status}`, mend: 'answer 204' }]),
    fast(evidence),
    refuses('unsigned', 'A case that nobody signed is refused', unsigned, [401]),
    refuses('tampered', 'A case that was changed after it was signed is refused', tampered, [401]),
    check('fails-well', 'not-taken', 'What was refused is not acknowledged', strangeSteps.length === 0 ? [] : [{ where: 'steps', what: `${strangeSteps.length} came for a case that was not signed`, mend: 'verify the signature before anything else' }]),
    refuses('misfit', 'What is no case is refused by 400 with problem details', misfit, [400]),
    refuses('unknown-case', 'Taking away a case that never came is refused by 404 with problem details', unknownWithdrawal, [404]),
  ];
}

function answerOf({ status, body }: Reply) {
  if (status < 200 || status > 299) return undefined;
  try {
    return offerAnswer.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

function acceptedFaults(where: string, reply: Reply): ConformanceFinding[] {
  if (answerOf(reply) !== undefined) return [];
  const what = reply.failure ?? (reply.status >= 200 && reply.status < 300 ? 'does not answer {"accepted": true, "reference": "…"}' : `answers ${reply.status}`);
  return [{ where, what, mend: 'answer 200 with {"accepted": true, "reference": "what you call it"} once an operator can see it' }];
}

function sameFaults(first: Reply, again: Reply): ConformanceFinding[] {
  const [one, two] = [answerOf(first), answerOf(again)];
  if (two === undefined) return acceptedFaults('POST {endpoint}/cases again', again);
  return one?.reference === two.reference ? [] : [{ where: 'POST {endpoint}/cases again', what: `is called ${two.reference.slice(0, 60)}, and was ${one?.reference.slice(0, 60) ?? 'nothing'}`, mend: 'know a case by its id' }];
}

const toOf = ({ body }: HeardStep): unknown => (body as { to?: unknown } | null | undefined)?.to;

function acknowledges({ steps, offeredAtMs }: Evidence): ConformanceCheck {
  const step = steps.find((each) => toOf(each) === 'acknowledged');
  const afterMs = step === undefined ? Infinity : step.atMs - offeredAtMs;
  const findings: ConformanceFinding[] = [];
  if (step === undefined || afterMs > wanted.acknowledgeMs) findings.push({ where: 'links.steps', what: step === undefined ? 'nobody acknowledged it' : `was acknowledged after ${Math.round(afterMs / 1000)} s`, mend: 'POST {"to": "acknowledged"} there when an operator takes it, and by yourself where test is true' });
  if (step !== undefined && !step.authorized) findings.push({ where: 'links.steps', what: 'no key was sent', mend: 'send your key: Authorization: Bearer …' });
  return check('correct', 'acknowledges', 'A test case is acknowledged', findings, { wanted: `within ${wanted.acknowledgeMs / 1000} s`, measured: Number.isFinite(afterMs) ? `after ${(afterMs / 1000).toFixed(1)} s` : 'never' });
}

function once({ steps }: Evidence): ConformanceCheck {
  const times = steps.filter((each) => toOf(each) === 'acknowledged').length;
  return check('correct', 'once', 'It is acknowledged once', times <= 1 ? [] : [{ where: 'links.steps', what: `acknowledged ${times} times`, mend: 'a case that is offered again is not a new one' }], { wanted: 'once', measured: String(times) });
}

function closes({ steps, offeredAtMs }: Evidence): ConformanceCheck {
  const step = steps.find((each) => toOf(each) === 'closed');
  const afterMs = step === undefined ? Infinity : step.atMs - offeredAtMs;
  const { outcome, cause } = (step?.body ?? {}) as { outcome?: unknown; cause?: unknown };
  const findings: ConformanceFinding[] = [];
  if (step === undefined || afterMs > wanted.closeMs) findings.push({ where: 'links.steps', what: step === undefined ? 'nobody closed it' : `was closed after ${Math.round(afterMs / 1000)} s`, mend: 'POST {"to": "closed", "outcome": "no-help-needed", "cause": "test"} there' });
  else if (cause !== 'test' || typeof outcome !== 'string') findings.push({ where: 'links.steps', what: 'a test case was closed without an outcome, or with another cause than "test"', mend: 'send "outcome": "no-help-needed", "cause": "test"' });
  return check('complete', 'closes', 'A test case is closed with outcome and cause', findings, { wanted: `within ${wanted.closeMs / 1000} s`, measured: Number.isFinite(afterMs) ? `after ${(afterMs / 1000).toFixed(1)} s` : 'never' });
}

function fast({ timesMs }: Evidence): ConformanceCheck {
  const p95 = percentile95(timesMs);
  const findings = p95 <= wanted.p95Ms ? [] : [{ where: 'POST {endpoint}/cases', what: Number.isFinite(p95) ? `95 of 100 answers take up to ${Math.round(p95)} ms` : 'more than one in twenty was not accepted', mend: 'store the case and answer; do the rest after that' }];
  return check('fast', 'quick', `${timesMs.length} cases one after another: 95 of 100 are accepted in time`, findings, { wanted: `p95 at most ${wanted.p95Ms} ms`, measured: Number.isFinite(p95) ? `p95 ${Math.round(p95)} ms` : 'failures' });
}
