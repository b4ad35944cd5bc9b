/** Where a tender stands, as its page tells it: until when exactly, what was changed, why it was closed, and what its buyer can do. */

import type { Caller } from '@drystone/access';
import type { Process } from '@drystone/commissioning';
import type { PageServices } from '../../page-services.ts';
import { dayOf } from './award-view.ts';
import { deadlineInWords } from './editor/deadline.ts';

export async function tenderState({ commissioning, places }: PageServices, caller: Caller | undefined, process: Process) {
  const { id, stage, buyer, content, closed, follows } = process;
  const { timeZone } = places[0];
  const mine = caller !== undefined && (caller.administrator || caller.memberships.some(({ organisationId, roles }) => organisationId === buyer.id && roles.includes('commissioner')));
  const evaluates = caller !== undefined && (caller.administrator || caller.memberships.some(({ organisationId, roles }) => organisationId === buyer.id && roles.some((role) => role === 'commissioner' || role === 'evaluator' || role === 'panel-member')));
  const past = content.deadline !== null && Temporal.Instant.compare(Temporal.Now.instant(), content.deadline) >= 0;
  return {
    id,
    stage,
    until: content.deadline === null ? null : deadlineInWords(content.deadline, timeZone),
    past,
    open: stage === 'tender' && !past,
    closed: closed === null ? null : { as: closed.as, on: dayOf(closed.at, timeZone), why: closed.why },
    follows,
    amendments: stage === 'planning' ? [] : (await commissioning.amendments(caller, id)).map(({ number, at, description, changes }) => ({ number, on: dayOf(at, timeZone), description, fields: changes.length })),
    mine,
    evaluates,
  };
}
