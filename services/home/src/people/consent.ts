/** What somebody can agree to share with those close to them, and how they can have said so. */

import { z } from 'zod';
import { oneLine } from './person.ts';

/** What a page of the family can show. Nothing else is shared: no health notes, no keyholders, no cause of an alarm. */
export const categories = ['alarms', 'test-calls', 'devices'] as const;
export type Category = (typeof categories)[number];

/** Said aloud, signed, or by whoever holds a power of attorney for them. */
export const ways = ['spoken', 'written', 'attorney'] as const;

/** Which wording the service user is asked with; raised with each change of its sense. */
export const statementNumber = 1;

export const consentForm = z.strictObject({
  recipientName: oneLine(120),
  relation: oneLine(60).nullable().default(null),
  email: z.email('use an e-mail address').max(254).transform((address) => address.toLowerCase()),
  categories: z.array(z.enum(categories)).min(1, 'choose what they agreed to share').transform((all) => categories.filter((each) => all.includes(each))),
  how: z.enum(ways, 'say how they agreed'),
  givenOn: z.iso.date('use a day').describe('The day on which they agreed.'),
  until: z.iso.date('use a day').nullable().default(null).describe('The last day on which it holds; null: until it is withdrawn.'),
});
export type ConsentForm = z.output<typeof consentForm>;

export const withdrawalForm = z.strictObject({ how: z.enum(ways, 'say how they told you') });

export type ConsentState =
  /** Whoever was invited has not come yet. */
  | 'invited'
  /** Nobody came in time. */
  | 'lapsed'
  | 'in-force'
  | 'withdrawn'
  /** Its last day is past. */
  | 'over'
  /** The service user has left. */
  | 'ended';

export interface Consent extends ConsentForm {
  readonly id: string;
  readonly serviceUser: string;
  readonly state: ConsentState;
  readonly statement: number;
  readonly recordedAt: string;
  readonly recordedBy: string;
  readonly acceptedAt: string | null;
  readonly withdrawnAt: string | null;
  readonly withdrawnHow: (typeof ways)[number] | null;
}

export interface ConsentFacts {
  readonly withdrawnAt: string | null;
  readonly until: string | null;
  readonly acceptedAt: string | null;
  readonly invitationEndsAt: string | null;
  readonly hasLeft: boolean;
}

/** What of it holds at this moment. */
export function stateOf({ withdrawnAt, until, acceptedAt, invitationEndsAt, hasLeft }: ConsentFacts, now: Temporal.Instant, today: Temporal.PlainDate): ConsentState {
  if (withdrawnAt !== null) return 'withdrawn';
  if (hasLeft) return 'ended';
  if (until !== null && Temporal.PlainDate.compare(until, today) < 0) return 'over';
  if (acceptedAt !== null) return 'in-force';
  return invitationEndsAt !== null && Temporal.Instant.compare(invitationEndsAt, now) > 0 ? 'invited' : 'lapsed';
}
