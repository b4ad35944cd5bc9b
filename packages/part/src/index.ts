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
}

/** A figure that comes from the event log and from nowhere else. */
export interface Metric {
  readonly id: string;
  readonly title: string;
  readonly unit: 'percent' | 'times';
  readonly better: 'higher' | 'lower';
  /** Types of the events it is made of. */
  readonly events: readonly string[];
}

export { allPassed, aspects, conformanceReport, publicJwk, signedReport, signReport, thumbprint, verifyReport } from './conformance.ts';
export type { Aspect, ConformanceCheck, ConformanceFinding, ConformanceReport, SignedReport, SigningKey, Verified } from './conformance.ts';
