/**
 * How promptly alarm calls are answered: 97.5 % within 60 s and 99 % within 180 s are what British
 * services promise (TSA and TEC Quality standards, as the Camden Careline manual applies them); the
 * targets themselves belong to the contract.
 *
 * Answer time is from when the receiver took the alarm over to when an operator accepts, by our clock.
 */

import type { SignalKind } from '@drystone/alarm-protocols';

export interface Call {
  readonly id: string;
  readonly kind: SignalKind;
  readonly receivedAt: Temporal.Instant;
  /** When an operator accepted; null where none has. */
  readonly acceptedAt: Temporal.Instant | null;
  /** When the home cleared it before anybody had accepted. */
  readonly abandonedAt: Temporal.Instant | null;
  /** Answered by a machine: left out of the figures. */
  readonly automatic: boolean;
}

export interface AnsweringRules {
  /** Kinds that the contract leaves out, for example background alarms. */
  readonly outOfScope: readonly SignalKind[];
}

export interface Period {
  readonly from: Temporal.Instant;
  /** Not included. */
  readonly to: Temporal.Instant;
}

export interface Answering {
  /** Calls in scope that began in the period: what the percentages are of. */
  readonly calls: number;
  readonly within60Seconds: number;
  readonly within180Seconds: number;
  /** Null where there is nothing in scope: no data, not 100 %. */
  readonly percentWithin60Seconds: number | null;
  readonly percentWithin180Seconds: number | null;
  /** Each over three minutes asks for a report of its reasons, action and outcome. */
  readonly over180Seconds: readonly string[];
  /** Cleared from the home before an answer; they count with the time they had waited. */
  readonly abandoned: readonly string[];
  /** Without an answer so far; in the period they began in, and within no limit. */
  readonly waiting: readonly string[];
  /** Left out: automatic, or out of scope. */
  readonly leftOut: number;
}

/** The figures of a period, as they stand at `asOf`. */
export function answering(calls: readonly Call[], { from, to }: Period, { outOfScope }: AnsweringRules, asOf: Temporal.Instant): Answering {
  const begun = calls.filter(({ receivedAt }) => Temporal.Instant.compare(receivedAt, from) >= 0 && Temporal.Instant.compare(receivedAt, to) < 0);
  const counted = begun.filter(({ kind, automatic }) => !automatic && !outOfScope.includes(kind)).map((call) => ({ ...call, ...waited(call, asOf) }));
  const within = (seconds: number) => counted.filter(({ ended, milliseconds }) => ended && milliseconds <= seconds * 1000).length;
  const percent = (count: number) => (counted.length === 0 ? null : (100 * count) / counted.length);
  const ids = (some: readonly Call[]) => some.map(({ id }) => id);
  return {
    calls: counted.length,
    within60Seconds: within(60),
    within180Seconds: within(180),
    percentWithin60Seconds: percent(within(60)),
    percentWithin180Seconds: percent(within(180)),
    over180Seconds: ids(counted.filter(({ milliseconds }) => milliseconds > 180_000)),
    abandoned: ids(counted.filter(({ cleared }) => cleared)),
    waiting: ids(counted.filter(({ ended }) => !ended)),
    leftOut: begun.length - counted.length,
  };
}

function waited({ receivedAt, acceptedAt, abandonedAt }: Call, asOf: Temporal.Instant): { readonly ended: boolean; readonly cleared: boolean; readonly milliseconds: number } {
  // Called off, and taken afterwards to be closed: it waited until it was called off.
  const cleared = abandonedAt !== null && (acceptedAt === null || Temporal.Instant.compare(abandonedAt, acceptedAt) < 0);
  const end = cleared ? abandonedAt : acceptedAt;
  return { ended: end !== null, cleared, milliseconds: receivedAt.until(end ?? asOf).total('milliseconds') };
}

/** A calendar month where the service is, for example `2026-10` in `Europe/London`. */
export function monthOf(month: string, timeZone: string): Period {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  return daysOf(first, first.add({ months: 1 }).subtract({ days: 1 }), timeZone);
}

/** Whole days where the service is, the last included. */
export function daysOf(first: Temporal.PlainDate, last: Temporal.PlainDate, timeZone: string): Period {
  const begin = (date: Temporal.PlainDate) => date.toZonedDateTime(timeZone).toInstant();
  return { from: begin(first), to: begin(last.add({ days: 1 })) };
}
