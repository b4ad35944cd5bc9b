/** Who is asked to take a case, after how long, and how often whoever has it is reminded: as data, by service and group of alarm. */

import type { SignalGroup } from '@drystone/alarm-protocols';

export type Whom = 'operators' | 'second-operators' | 'duty-manager' | 'next-provider' | 'shared-fallback';

export interface Rung {
  readonly whom: Whom;
  /** After the rung before it was carried out; 0 for the first. */
  readonly afterSeconds: number;
}

export interface Ladder {
  /** From the first to the last resort. */
  readonly rungs: readonly [Rung, ...Rung[]];
  /** The last rung again, for as long as nobody takes the case. */
  readonly againSeconds: number;
  /** Taken, but nobody speaks or is sent: a reminder, and after as long again back to the queue. */
  readonly idleSeconds: number;
  /** Without anything new while speaking. */
  readonly talkingSeconds: number;
  /** Somebody is on the way: ask where they are. */
  readonly attendSeconds: number;
  /** Somebody is there: ask how it stands. */
  readonly thereSeconds: number;
  /** Resolved, but not closed with its outcome. */
  readonly closeSeconds: number;
}

const urgent: Ladder = {
  rungs: [
    { whom: 'operators', afterSeconds: 0 },
    { whom: 'second-operators', afterSeconds: 30 },
    { whom: 'duty-manager', afterSeconds: 30 },
    { whom: 'next-provider', afterSeconds: 60 },
    { whom: 'shared-fallback', afterSeconds: 60 },
  ],
  againSeconds: 60,
  idleSeconds: 60,
  talkingSeconds: 600,
  attendSeconds: 2700,
  thereSeconds: 1200,
  closeSeconds: 1800,
};
/** A technician's day is not an operator's minute. */
const technical: Ladder = {
  rungs: [
    { whom: 'operators', afterSeconds: 0 },
    { whom: 'duty-manager', afterSeconds: 3600 },
    { whom: 'next-provider', afterSeconds: 14_400 },
    { whom: 'shared-fallback', afterSeconds: 14_400 },
  ],
  againSeconds: 3600,
  idleSeconds: 3600,
  talkingSeconds: 3600,
  attendSeconds: 172_800,
  thereSeconds: 14_400,
  closeSeconds: 86_400,
};

/** By service, then by group; `any` stands for what is not named. */
export type Ladders = Readonly<Record<string, Readonly<Partial<Record<SignalGroup, Ladder>> & { any: Ladder }>>>;

export const ladders: Ladders = {
  any: { any: urgent, fire: { ...urgent, rungs: [{ whom: 'operators', afterSeconds: 0 }, { whom: 'second-operators', afterSeconds: 15 }, { whom: 'duty-manager', afterSeconds: 15 }, { whom: 'next-provider', afterSeconds: 30 }, { whom: 'shared-fallback', afterSeconds: 30 }] }, technical, test: technical, information: technical },
};

export function ladderOf(service: string, group: SignalGroup, among: Ladders = ladders): Ladder {
  const own = among[service] ?? among['any']!;
  return own[group] ?? own.any;
}
