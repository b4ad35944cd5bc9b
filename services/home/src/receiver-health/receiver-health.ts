/** Whether alarms can be kept at this moment, and when they could not: for whoever answers them. */

import type { Caller } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import { rfc3339, scopeOf } from '../signals/reading.ts';
import { outageMs } from './beating.ts';

export interface ReceiverHealth {
  /** `degraded`: some servers take alarms in, others that should do not. `failing`: none does. */
  readonly state: 'working' | 'degraded' | 'failing';
  readonly servers: readonly ReceivingServer[];
  /** Of the last 24 hours, the newest first. What was not acknowledged in them, devices send again or elsewhere. */
  readonly outages: readonly Outage[];
  /** Of the last 24 hours: times told around then are not to be relied on. */
  readonly clocksSet: readonly ClockSet[];
}

export interface ReceivingServer {
  readonly server: string;
  readonly doors: readonly string[];
  readonly isKeeping: boolean;
  /** When it last showed that it can keep an alarm. */
  readonly keptAt: string;
  /** By how much its clock is ahead of the database's; negative: behind. */
  readonly clockAheadSeconds: number;
  /** Of its doors over TLS: from then on no device connects to them. Null where it has none. */
  readonly certificateEndsAt: string | null;
}

export interface Outage {
  readonly server: string;
  readonly until: string;
  readonly seconds: number;
  /** Messages that were not acknowledged, however often each was sent. */
  readonly turnedAway: number;
}

export interface ClockSet {
  readonly server: string;
  readonly at: string;
  readonly bySeconds: number;
}

export interface ReceiverHealthOperations {
  /** @throws Problem 401, 403. Rejects where the database does not answer: then no alarm is kept either. */
  receiverHealth(caller: Caller | undefined): Promise<ReceiverHealth>;
  /** For a watchdog that has no account. */
  receiverState(): Promise<ReceiverHealth['state']>;
}

/** A server that has said nothing for so long is not missed any more. */
const missedDays = 7;

export function createReceiverHealth(database: Database): ReceiverHealthOperations {
  return {
    async receiverHealth(caller) {
      scopeOf(caller, 'signal.read');
      const { found, told } = await database.as('system:home', async (transaction) => ({ found: await findServers(transaction), told: await findTold(transaction) }));
      return {
        state: stateOf(found),
        servers: found,
        outages: told.flatMap(({ type, server, at, data }) => (type === 'receiver.outage' ? [{ server, until: at, seconds: data.seconds, turnedAway: data.turnedAway }] : [])),
        clocksSet: told.flatMap(({ type, server, at, data }) => (type === 'receiver.clock_set' ? [{ server, at, bySeconds: data.bySeconds }] : [])),
      };
    },
    receiverState: async () => stateOf(await database.as('system:home', findServers)),
  };
}

function stateOf(servers: readonly ReceivingServer[]): ReceiverHealth['state'] {
  if (!servers.some(({ isKeeping }) => isKeeping)) return 'failing';
  return servers.every(({ isKeeping }) => isKeeping) ? 'working' : 'degraded';
}

async function findServers(transaction: Transaction): Promise<readonly ReceivingServer[]> {
  const { rows } = await sql<ReceivingServer>`
    select server, doors, kept_at > clock_timestamp() - make_interval(secs => ${outageMs / 1000}) as "isKeeping", ${rfc3339('kept_at')} as "keptAt", clock_ahead_seconds as "clockAheadSeconds", ${rfc3339('certificate_ends_at')} as "certificateEndsAt"
    from home.receiver where not stopped and kept_at > clock_timestamp() - make_interval(days => ${missedDays}) order by server`.execute(transaction);
  return rows;
}

async function findTold(transaction: Transaction) {
  const { rows } = await sql<{ type: string; server: string; at: string; data: { seconds: number; turnedAway: number; bySeconds: number } }>`
    select type, subject as server, ${rfc3339('at')} as at, data from platform.event
    where type in ('receiver.outage', 'receiver.clock_set') and at > now() - interval '24 hours' order by at desc limit 100`.execute(transaction);
  return rows;
}
