/** An award: it binds a provider to a part, for areas, a share and a term, and the platform acts on it. */

import { z } from 'zod';
import { obligationForms } from '../contracts/contract.ts';

const moment = z.iso.datetime({ offset: true });
const reason = z.string().trim().min(1).max(10_000).refine((words) => words.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(words), 'holds a character that cannot be kept');

export const awardForm = z
  .strictObject({
    lot: z.string().max(60),
    provider: z.uuid(),
    /** Of the lot's work in each area; the rest stays with others, or with the built-in default. */
    share: z.number().gt(0).max(1).default(1),
    /** Some of the lot's areas; all of them where left out. */
    areas: z.array(z.string().max(60)).min(1).max(400).optional(),
    /** RFC 3339 with its offset; the beginning of the lot's term, or now where that is past. */
    startsAt: moment.optional(),
    /** The end of the lot's term. */
    endsAt: moment.optional(),
    valuePence: z.int().min(0).max(10_000_000_000_000).nullable().default(null),
    /** Published as it stands. */
    reason,
    /** Promised under it; what the winning bid promised where left out. */
    obligations: obligationForms.optional(),
  });
export type AwardForm = z.output<typeof awardForm>;

export const reasonForm = z.strictObject({ reason });

export interface Award {
  readonly id: string;
  readonly process: string;
  readonly ocid: string;
  readonly title: string;
  readonly lot: string;
  readonly buyer: { readonly id: string; readonly name: string };
  readonly provider: { readonly id: string; readonly name: string };
  readonly part: string;
  readonly areas: readonly string[];
  readonly share: number;
  readonly valuePence: number | null;
  readonly reason: string;
  readonly madeAt: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly suspendedSince: string | null;
  readonly endedAt: string | null;
  readonly whyEnded: string | null;
  readonly revision: number;
}

export type AwardState = 'to-come' | 'in-force' | 'suspended' | 'ended';

/** With where it stands now. */
export interface CurrentAward extends Award {
  readonly state: AwardState;
}

export function stateOf({ startsAt, endsAt, endedAt, suspendedSince }: Pick<Award, 'startsAt' | 'endsAt' | 'endedAt' | 'suspendedSince'>, now: Temporal.Instant): AwardState {
  const until = endedAt === null ? endsAt : endedAt;
  if (Temporal.Instant.compare(now, until) >= 0) return 'ended';
  if (suspendedSince !== null) return 'suspended';
  return Temporal.Instant.compare(now, startsAt) < 0 ? 'to-come' : 'in-force';
}
