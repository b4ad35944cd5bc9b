/** What a part of a service is, as far as commissioning has to know: how awards join, and what can be measured. */

export interface Part {
  /** Service and part, for example `visit.content`. */
  readonly id: string;
  readonly name: string;
  /**
   * How the awards in force for an area work together: `all` of them do, `one` of them does each
   * piece of work by its share, or they work `beside` the built-in default, which keeps running.
   */
  readonly joins: 'all' | 'one' | 'beside';
  readonly metrics: readonly Metric[];
  /** What an event of the log says about the work done for its awards; left out where nothing does yet. */
  readonly observe?: (event: ObservedEvent) => readonly Observation[];
}

/** A figure that comes from the event log and from nowhere else. */
export interface Metric {
  readonly id: string;
  readonly title: string;
  readonly unit: 'percent' | 'times';
  readonly better: 'higher' | 'lower';
  /** Types of the events it is made of. */
  readonly events: readonly string[];
  /**
   * How it comes from what was observed: how often something happened; in how many of those something
   * else did; or what share of a provider's things was confirmed so many months ago at most. Left out where it
   * cannot be measured yet.
   */
  readonly figure?: { readonly count: string } | { readonly share: string; readonly of: string } | { readonly confirmedWithinMonths: number };
}

/** An event as far as a part has to know it. */
export interface ObservedEvent {
  readonly type: string;
  readonly subject: string;
  readonly awardId: string | null;
  readonly data: unknown;
}

export type Observation =
  /** It happened so often, for an award. */
  | { readonly kind: 'count'; readonly counter: string; readonly awardId: string; readonly times: number }
  /** A thing of a provider's was confirmed, or is gone. */
  | { readonly kind: 'thing'; readonly provider: string; readonly thing: string; readonly stands: boolean };

export { allPassed, aspects, conformanceReport, publicJwk, signedReport, signReport, thumbprint, verifyReport } from './conformance.ts';
export type { Aspect, ConformanceCheck, ConformanceFinding, ConformanceReport, SignedReport, SigningKey, Verified } from './conformance.ts';
export { check, percentile95, refuses, type Reply } from './checks.ts';
