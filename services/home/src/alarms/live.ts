/**
 * Which cases have changed, told to consoles as it happens: ids and nothing else. Whoever is told reads
 * what changed again, by operations that ask for their right, so that a lost line loses nothing.
 */

import { may, maySomewhere, type Caller } from '@drystone/access';
import { sql, type Database, type Transaction } from '@drystone/database';
import { committedSince, follow, isPosition, positionNow, type EventType, type News, type Repeating } from '@drystone/events';
import { Problem } from '@drystone/problems';
import { scopeOf } from '../signals/reading.ts';

export interface CaseNews {
  /** Where in the log this leads to. */
  readonly position: string;
  /** `all`: nobody can say which, read everything again. None: a sign of life. */
  readonly cases: readonly string[] | 'all';
  /** The same person has opened more of these than one can have; this is the oldest, and the last it hears. */
  readonly isReplaced?: true;
}

export interface LiveCases {
  /**
   * What happens from now on, or what has happened since a place in the log. It ends when `signal` says so, and
   * within seconds when the right ends.
   *
   * @param identify asked again and again, who listens.
   * @throws Problem 401, 403; 429 where more listen than one process takes.
   */
  liveCases(identify: () => Promise<Caller | undefined>, after: string | undefined, signal: AbortSignal): Promise<AsyncIterable<CaseNews>>;
  /** Ends them all. */
  endLive(): Promise<void>;
}

export interface LiveLimits {
  /** In one process. */
  readonly streams: number;
  /** Of one person or program. Browsers open six connections to one address, and the pages want some. */
  readonly streamsEach: number;
  readonly aliveEveryMs: number;
  /** Besides when somebody signs out or their membership changes, which is known at once. */
  readonly identifyEveryMs: number;
}

const usual: LiveLimits = { streams: 400, streamsEach: 4, aliveEveryMs: 5_000, identifyEveryMs: 15_000 };
/** Of which more has changed than is told one by one. */
const mostCases = 200;
/** After these somebody may have no right any more. */
const rights: ReadonlySet<string> = new Set<EventType>(['session.ended', 'member.changed', 'api_key.revoked']);

interface Listener {
  readonly actor: string;
  /** What it is to be told of. Null: everything. */
  pending: Map<string, readonly string[]> | null;
  position: string;
  mustIdentify: boolean;
  isReplaced: boolean;
  wake(): void;
}

/** What a look at the log means to consoles. */
interface Change {
  readonly position: string;
  /** With the organisations that each concerns. */
  readonly cases: ReadonlyMap<string, readonly string[]> | null;
  readonly mayEndRights: boolean;
}

export function createLiveCases({ database, limits = usual }: { readonly database: Database; readonly limits?: LiveLimits }): LiveCases {
  const listeners = new Set<Listener>();
  const over = new AbortController();
  let following: Promise<Repeating> | undefined;
  let lookedAt = -Infinity;

  async function begin(): Promise<Repeating> {
    const from = await database.as('system:home', positionNow);
    lookedAt = performance.now();
    const look = async (news: News): Promise<void> => hear(await database.as('system:home', (transaction) => changeOf(transaction, news)));
    // Consoles hear of it by hearing nothing.
    return follow(database, from, look, () => undefined);
  }

  function hear({ position, cases, mayEndRights }: Change): void {
    lookedAt = performance.now();
    for (const listener of listeners) {
      listener.position = position;
      listener.mustIdentify ||= mayEndRights;
      add(listener, cases);
      if (isAnythingNew(listener)) listener.wake();
    }
  }

  async function leave(listener: Listener): Promise<void> {
    listeners.delete(listener);
    listener.wake();
    // Nobody listens: nobody looks.
    if (listeners.size > 0 || following === undefined) return;
    const last = following;
    following = undefined;
    await (await last.catch(() => undefined))?.stop();
  }

  async function* listen(listener: Listener, identify: () => Promise<Caller | undefined>, first: Caller, signal: AbortSignal): AsyncGenerator<CaseNews> {
    let caller = first;
    let identifiedAt = performance.now();
    try {
      while (!signal.aborted && !over.signal.aborted) {
        if (listener.isReplaced) {
          yield { position: listener.position, cases: [], isReplaced: true };
          return;
        }
        if (listener.mustIdentify || performance.now() - identifiedAt > limits.identifyEveryMs) {
          listener.mustIdentify = false;
          const now = await identify().catch(() => undefined);
          if (now === undefined || now.actor !== listener.actor || !mayListen(now)) return;
          caller = now;
          identifiedAt = performance.now();
        }
        const { pending, position } = listener;
        listener.pending = new Map();
        const cases = pending === null ? 'all' : [...pending].filter(([, concerned]) => caller.administrator || concerned.some((organisation) => may(caller, 'case.read', organisation))).map(([id]) => id);
        // No sign of life where the log cannot be read: whoever waits for one knows that what they see is old.
        if (cases.length > 0 || performance.now() - lookedAt < limits.aliveEveryMs) yield { position, cases };
        await somethingNew(listener, limits.aliveEveryMs);
      }
    } finally {
      await leave(listener);
    }
  }

  return {
    async liveCases(identify, after, signal) {
      const caller = await identify();
      scopeOf(caller, 'case.read');
      const { actor } = caller!;
      if (listeners.size >= limits.streams) throw new Problem({ kind: 'too-many-requests', detail: `More than ${limits.streams} consoles listen here already.`, retryAfterSeconds: 30 });
      const mine = [...listeners].filter((each) => each.actor === actor && !each.isReplaced);
      // The one that is left over may be of a line that is dead and does not know it yet.
      for (const oldest of mine.slice(0, Math.max(0, mine.length - limits.streamsEach + 1))) {
        oldest.isReplaced = true;
        oldest.wake();
      }
      const listener: Listener = { actor, pending: new Map(), position: '', mustIdentify: false, isReplaced: false, wake: () => undefined };
      listeners.add(listener);
      signal.addEventListener('abort', () => void leave(listener), { once: true });
      try {
        following ??= begin();
        await following;
        const since = after !== undefined && isPosition(after) ? after : undefined;
        const missed = await database.as('system:home', async (transaction) => (since === undefined ? { position: await positionNow(transaction), cases: new Map(), mayEndRights: false } : changeOf(transaction, await committedSince(transaction, since))));
        listener.position ||= missed.position;
        add(listener, after === since ? missed.cases : null);
      } catch (error) {
        await leave(listener);
        throw error;
      }
      return listen(listener, identify, caller!, signal);
    },
    async endLive() {
      over.abort();
      for (const listener of listeners) listener.wake();
      await (await following?.catch(() => undefined))?.stop();
    },
  };
}

const mayListen = (caller: Caller): boolean => caller.administrator || maySomewhere(caller, 'case.read');

const isAnythingNew = ({ pending, mustIdentify, isReplaced }: Listener): boolean => pending === null || pending.size > 0 || mustIdentify || isReplaced;

function add(listener: Listener, cases: Change['cases']): void {
  if (listener.pending === null) return;
  for (const [id, concerned] of cases ?? []) listener.pending.set(id, [...(listener.pending.get(id) ?? []), ...concerned]);
  if (cases === null || listener.pending.size > mostCases) listener.pending = null;
}

function somethingNew(listener: Listener, withinMs: number): Promise<void> {
  if (isAnythingNew(listener)) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, withinMs);
    listener.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/** Which cases events are about, and whose they are: those who answer them now, and a provider that has just lost one. */
async function changeOf(transaction: Transaction, { position, events }: News): Promise<Change> {
  if (events === null) return { position, cases: null, mayEndRights: true };
  const concerned = new Map<string, string[]>();
  for (const { type, subject, data } of events) {
    const { case: of, provider } = data as { readonly case?: unknown; readonly provider?: unknown };
    const id = type === 'alarm.received' ? of : /^case(_note)?\./.test(type) ? subject : undefined;
    if (typeof id === 'string') concerned.set(id, [...(concerned.get(id) ?? []), ...(type === 'case.passed_on' && typeof provider === 'string' ? [provider] : [])]);
  }
  const mayEndRights = events.some(({ type }) => rights.has(type));
  if (concerned.size > 0) {
    const { rows } = await sql<{ id: string; organisation: string; responder: string | null }>`select id, organisation, responder from home.alarm_case where id = any (${[...concerned.keys()]}::uuid[])`.execute(transaction);
    for (const { id, organisation, responder } of rows) concerned.get(id)!.push(organisation, ...(responder === null ? [] : [responder]));
  }
  return { position, cases: concerned, mayEndRights };
}
