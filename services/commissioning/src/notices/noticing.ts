/** The notices of a process, for whoever may read it. */

import type { Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import { Problem } from '@drystone/problems';
import { findAwards } from '../awards/store.ts';
import { findEngagement } from '../engagement/store.ts';
import type { Areas } from '../ports.ts';
import type { Processes } from '../processes/processes.ts';
import { mostAwards } from '../processes/publishing.ts';
import { noticeAsText, noticesOf, type Notice } from './notices.ts';

export interface Noticing {
  /** All of them, in the order of their codes. @throws Problem `unknown-process`. */
  notices(caller: Caller | undefined, processId: string): Promise<readonly Notice[]>;
  /** One with its words; undefined text where the process needs none. @throws Problem 404. */
  notice(caller: Caller | undefined, processId: string, code: string): Promise<{ readonly notice: Notice; readonly text: string }>;
}

export interface NoticingOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly areas: Areas;
  readonly timeZone: string;
  readonly processes: Pick<Processes, 'process'>;
}

export function createNoticing({ database, clock, areas, timeZone, processes }: NoticingOptions): Noticing {
  async function notices(caller: Caller | undefined, id: string): Promise<readonly Notice[]> {
    const process = await processes.process(caller, id);
    const [awards, engagement, known] = await Promise.all([database.as('anonymous', (transaction) => findAwards(transaction, { process: id }, mostAwards, 0)), database.as('anonymous', (transaction) => findEngagement(transaction, id)), areas.all()]);
    return noticesOf({ process, awards: awards.toReversed(), engagement, areaName: (slug) => known.find((area) => area.slug === slug)?.name ?? slug, now: clock(), timeZone });
  }
  return {
    notices,
    async notice(caller, id, code) {
      const found = (await notices(caller, id)).find((each) => each.code === code && each.state !== 'none');
      if (found === undefined) throw new Problem({ kind: 'not-found', detail: 'This process needs no such notice.' });
      return { notice: found, text: noticeAsText(found) };
    },
  };
}
