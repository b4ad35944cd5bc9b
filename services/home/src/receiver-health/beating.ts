/**
 * Shows that alarms can be kept: every few seconds the intake writes and commits as it does for an alarm. What
 * keeps it from that, keeps alarms from being acknowledged. Once it can again, it tells the log how long it could not.
 */

import { sql, type Database } from '@drystone/database';
import { appendEvents, repeating, type Repeating } from '@drystone/events';

export interface Beating {
  /** With the rights of the intake. */
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonic: () => number;
  readonly turnedAway: TurnedAway;
  /** By which operators know it; one server, one name. */
  readonly server: string;
  /** Protocols of those that are open. */
  readonly doors: () => readonly string[];
  /** Of its doors over TLS, where it has some. */
  readonly certificateEndsAt: () => Temporal.Instant | undefined;
  readonly onError: (error: unknown) => void;
  readonly everyMs?: number;
}

/** Messages that were not acknowledged, because they could not be kept: since the last sign. */
export interface TurnedAway {
  add(): void;
  count(): number;
  /** So many have been told of. */
  forget(count: number): void;
}

export function createTurnedAway(): TurnedAway {
  let waiting = 0;
  return { add: () => void waiting++, count: () => waiting, forget: (count) => void (waiting -= count) };
}

const usualMs = 3_000;
/** Without a commit for so long is an outage: three that were due. */
export const outageMs = 10_000;
/** At the start, and every half a minute. */
const beatsPerTrial = 10;
/** A clock that was set by less is one that is kept right. */
const steppedSeconds = 2;

/** What it knew when it last could. */
interface LastBeat {
  readonly at: number;
  readonly clock: Temporal.Instant;
}

export interface KeptBeating extends Repeating {
  /** Ends in order: nobody is to miss it. */
  stop(): Promise<void>;
}

export function keepBeating({ database, clock, monotonic, turnedAway, server, doors, certificateEndsAt, onError, everyMs = usualMs }: Beating): KeptBeating {
  let last: LastBeat | undefined;

  let beats = 0;
  let turnedAwayBefore = 0;
  let isInDoubt = false;

  async function beat(stopped: boolean): Promise<void> {
    const now: LastBeat = { at: monotonic(), clock: clock() };
    const count = turnedAway.count();
    const more = count - turnedAwayBefore;
    turnedAwayBefore = count;
    // This one row is written where it was written before; alarms want room of their own.
    if (more > 0 && !stopped) {
      isInDoubt = true;
      throw new Error(`${more} messages were turned away`);
    }
    if (isInDoubt || beats++ % beatsPerTrial === 0) await tryForRoom();
    isInDoubt = false;
    await database.as('system:intake', async (transaction) => {
      const { rows } = await sql<{ silentSeconds: number; stopped: boolean }>`
        select extract(epoch from clock_timestamp() - kept_at)::float8 as "silentSeconds", stopped from home.receiver where server = ${server} for update`.execute(transaction);
      await sql`
        insert into home.receiver (server, doors, certificate_ends_at, kept_at, clock_ahead_seconds, stopped)
        values (${server}, ${[...doors()]}::text[], ${certificateEndsAt()?.toString() ?? null}, clock_timestamp(), extract(epoch from ${now.clock.toString()}::timestamptz - clock_timestamp()), ${stopped})
        on conflict (server) do update set doors = excluded.doors, certificate_ends_at = excluded.certificate_ends_at, kept_at = excluded.kept_at, clock_ahead_seconds = excluded.clock_ahead_seconds, stopped = excluded.stopped`.execute(transaction);
      // A clock that was set lies about how long it was; where the process has lived on, it knows better.
      const silentMs = last === undefined ? (rows[0] === undefined || rows[0].stopped ? 0 : rows[0].silentSeconds * 1000) : now.at - last.at;
      const stepped = last === undefined ? 0 : (now.clock.epochMilliseconds - last.clock.epochMilliseconds - (now.at - last.at)) / 1000;
      await appendEvents(transaction, [
        ...(silentMs > outageMs ? [{ type: 'receiver.outage' as const, subject: server, at: now.clock, data: { seconds: Math.round(silentMs / 1000), turnedAway: count } }] : []),
        ...(Math.abs(stepped) > steppedSeconds ? [{ type: 'receiver.clock_set' as const, subject: server, at: now.clock, data: { bySeconds: Math.round(stepped) } }] : []),
      ]);
    });
    turnedAway.forget(count);
    turnedAwayBefore -= count;
    last = now;
  }

  /** A new file, a page of it, and a commit. */
  async function tryForRoom(): Promise<void> {
    await database.as('system:intake', async (transaction) => {
      await sql`truncate home.receiver_trial`.execute(transaction);
      await sql`insert into home.receiver_trial (filling) values (repeat(${'.'}, 6000))`.execute(transaction);
    });
  }

  const running = repeating(async () => {
    await beat(false).catch(onError);
    return everyMs;
  });
  return {
    async stop() {
      await running.stop();
      await beat(true).catch(onError);
    },
  };
}
