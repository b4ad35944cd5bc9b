/** What other pages say of a process' questions: until when they are taken, how many there are, and whether its buyer answers here. */

import type { Caller } from '@drystone/access';
import type { PageServices } from '../../page-services.ts';
import { localTime } from '../problem/local-time.ts';
import { problemOf } from '../problem.ts';

/** Null where nothing was ever asked of it, and nothing can be. */
export async function questionsOf({ commissioning, places }: Pick<PageServices, 'commissioning' | 'places'>, caller: Caller | undefined, id: string) {
  const found = await commissioning.engagement(caller, id).catch((error: unknown) => {
    if (problemOf(error) === undefined) throw error;
    return undefined;
  });
  if (found === undefined) return null;
  const { engagement, taking, you, stage } = found;
  const asked = engagement !== null || taking !== null;
  const { said, waiting } = asked ? await commissioning.enquiries(caller, id, { limit: 0, offset: 0 }) : { said: 0, waiting: 0 };
  return {
    id,
    /** Whether there is a page of them to look at. */
    asked,
    stage,
    taking: taking && { ...taking, until: localTime(taking.until, places[0].timeZone) },
    count: said,
    waiting,
    answers: you.answer,
    opens: you.open,
  };
}
