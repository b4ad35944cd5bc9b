/** A conformance report that is attached to a bid, as a page shows it. */

import type { SignedReport } from '@drystone/part';

export interface AttachedReport {
  readonly part: string;
  readonly endpoint: string;
  /** Day on which the suite was run. */
  readonly on: string;
  readonly passed: boolean;
  readonly checks: readonly { readonly title: string; readonly outcome: 'passed' | 'failed' | 'skipped'; readonly measured: string }[];
  /** Whose signature it bears: the thumbprint of a key. */
  readonly signedBy: string;
}

/** Attached ones were verified when they were attached. */
export function attachedReport(conformance: object | null): AttachedReport | null {
  if (conformance === null || !('report' in conformance)) return null;
  const { report, signature } = conformance as SignedReport;
  return { part: report.part, endpoint: report.endpoint, on: report.startedAt.slice(0, 10), passed: report.passed, checks: report.checks.map(({ title, outcome, measured }) => ({ title, outcome, measured })), signedBy: signature.keyId };
}
