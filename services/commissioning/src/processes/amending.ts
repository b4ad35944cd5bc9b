/** What happens to a tender after its publication: amended, withdrawn, found nobody, taken up again. */

import type { Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { askForJob } from '@drystone/jobs';
import { invalid, parsed, Problem } from '@drystone/problems';
import { stateOf } from '../awards/award.ts';
import { findAwards } from '../awards/store.ts';
import { tellJob } from '../bids/openers.ts';
import { wipeShares } from '../bids/store.ts';
import { amendmentForm, amendmentHindrances, closingForm, differences, type Amendment } from './amendment.ts';
import { processForm, type Process } from './process.ts';
import type { Processes } from './processes.ts';
import { mostAwards, type Publishing } from './publishing.ts';
import { closeProcess, findAmendments, findProcess, insertAmendment, lockProcess, updatePublished } from './store.ts';

export interface Amending {
  /** Words put right, or a later deadline; whoever has begun a bid is told by mail. @throws Problem 422 naming what cannot be changed, 412 where somebody was faster. */
  amendTender(caller: Caller | undefined, id: string, revision: number, form: unknown): Promise<Process>;
  /** Withdrawn, or after the deadline nobody could be awarded it; with the reason, for good. */
  closeTender(caller: Caller | undefined, id: string, revision: number, form: unknown): Promise<Process>;
  /** A new draft with what a closed tender said. */
  takeUpAgain(caller: Caller | undefined, id: string): Promise<Process>;
  /** The first one first. @throws Problem `unknown-process`. */
  amendments(caller: Caller | undefined, id: string): Promise<readonly Amendment[]>;
}

export interface AmendingOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly publishing: Publishing;
  readonly processes: Pick<Processes, 'process' | 'createProcess'>;
}

export function createAmending({ database, clock, publishing: { permitted, surroundings, publish }, processes }: AmendingOptions): Amending {
  return {
    async amendTender(caller, id, revision, form) {
      const { acting, process } = await permitted(caller, 'process.amend', id);
      const { description, content: given } = parsed(amendmentForm, form);
      const content = parsed(processForm, given);
      const around = await surroundings(process);
      return database.as(acting, async (transaction) => {
        await lockProcess(transaction, id);
        // After the lock: a deadline that came while we waited counts.
        const now = clock();
        const published = (await findProcess(transaction, id))!;
        const awards = await findAwards(transaction, { process: id }, mostAwards, 0);
        if (published.revision !== revision) throw overtakenTender();
        const found = amendmentHindrances(published, content, awards.length > 0, now);
        if (found.length > 0) throw invalid(found, 'impossible-request');
        if (!(await updatePublished(transaction, { id, revision, content, now }))) throw overtakenTender();
        const number = await insertAmendment(transaction, { process: id, description, changes: differences(published.content, content), now });
        await appendEvent(transaction, { type: 'tender.amended', subject: id, at: now, data: { ocid: process.ocid, amendment: number, deadlineMoved: published.content.deadline !== content.deadline } });
        await askForJob(transaction, tellJob);
        await publish(transaction, id, around, ['tenderAmendment'], now);
        return (await findProcess(transaction, id))!;
      });
    },

    async closeTender(caller, id, revision, form) {
      const { acting, process } = await permitted(caller, 'process.withdraw', id);
      const { as, reason } = parsed(closingForm, form);
      const around = await surroundings(process);
      return database.as(acting, async (transaction) => {
        await lockProcess(transaction, id);
        const now = clock();
        const published = (await findProcess(transaction, id))!;
        const awards = await findAwards(transaction, { process: id }, mostAwards, 0);
        if (published.stage !== 'tender') throw invalid([{ field: 'process', message: published.stage === 'planning' ? 'is not published' : 'is closed already', mend: 'leave it' }], 'impossible-request');
        if (published.revision !== revision) throw overtakenTender();
        if (awards.some((award) => stateOf(award, now) !== 'ended')) throw invalid([{ field: 'process', message: 'has awards', mend: 'end the awards first' }], 'impossible-request');
        const { deadline } = published.content;
        if (as === 'unsuccessful' && deadline !== null && Temporal.Instant.compare(now, deadline) < 0) throw invalid([{ field: 'as', message: `cannot be known before ${deadline}: bids can still come`, mend: 'wait, or withdraw it' }], 'impossible-request');
        if (!(await closeProcess(transaction, { id, revision, as, why: reason, now }))) throw overtakenTender();
        await wipeShares(transaction, id);
        await appendEvent(transaction, { type: 'tender.closed', subject: id, at: now, data: { ocid: process.ocid, as } });
        await publish(transaction, id, around, [as === 'withdrawn' ? 'tenderCancellation' : 'tenderUpdate'], now);
        return (await findProcess(transaction, id))!;
      });
    },

    async takeUpAgain(caller, id) {
      const { process } = await permitted(caller, 'process.create', id);
      if (process.closed === null) throw invalid([{ field: 'process', message: 'is not closed', mend: 'withdraw it first' }], 'impossible-request');
      return processes.createProcess(caller, process.buyer.id, { ...process.content, deadline: null, questionsUntil: undefined, shorter: null }, { savedSteps: [], follows: process.ocid });
    },

    async amendments(caller, id) {
      await processes.process(caller, id);
      return database.as('anonymous', (transaction) => findAmendments(transaction, id));
    },
  };
}

function overtakenTender(): Problem {
  return new Problem({ kind: 'overtaken', detail: 'Somebody else changed this tender since you read it. Look at it anew and try again.' });
}
