/** What citizens say of a problem: comments and stories, and how much it matters to them. */

import { z } from 'zod';
import { text } from '../text.ts';

export const contributionKinds = ['comment', 'story'] as const;
/** Who may take part: those on the panel, or whoever signs in. */
export const audiences = ['panel', 'everyone'] as const;
export const outcomes = ['adopted', 'not-adopted'] as const;

export const openingForm = z.strictObject({
  openUntil: z.iso.datetime({ offset: true }).describe('RFC 3339 with its offset'),
  openTo: z.enum(audiences).default('everyone'),
});

export const contributionForm = z
  .strictObject({
    kind: z.enum(contributionKinds),
    text: text(8000, 3),
    affected: z.boolean().default(false).describe('Whether the author is affected, by their own word'),
    shownName: text(80).optional().describe('How the author wishes to be named; left out: anonymous'),
  })
  .refine(({ kind, text: words }) => kind === 'story' || words.length <= 2000, { path: ['text'], message: 'is longer than the 2000 characters of a comment: tell it as a story' });

export const supportForm = z.strictObject({
  about: z.uuid().nullable().default(null).describe('A contribution; null: the problem itself'),
  weight: z.int().min(1).max(3).describe('1: it matters a little; 2: it matters; 3: it matters a great deal'),
  affected: z.boolean().default(false),
});

export const decisionForm = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('hide'), reason: text(1000) }),
  z.strictObject({ decision: z.literal('show') }),
  z.strictObject({ decision: z.literal('merge'), into: z.uuid() }),
  z.strictObject({ decision: z.literal('separate') }),
  z.strictObject({ decision: z.literal('answer'), outcome: z.enum(outcomes), answer: text(4000) }),
]);

export const panelForm = z.union([z.strictObject({ emails: z.array(z.email().max(254)).min(1).max(100) }), z.strictObject({ group: z.uuid() })]);

/** Voices, each person's once. */
export interface Support {
  readonly people: number;
  /** Of the weights. */
  readonly sum: number;
  /** How many gave 1, 2 and 3. */
  readonly byWeight: readonly [number, number, number];
  /** How many of the people are affected, by their own word. */
  readonly affected: number;
}

export const noSupport: Support = { people: 0, sum: 0, byWeight: [0, 0, 0], affected: 0 };

export interface OwnVoice {
  readonly weight: number;
  readonly affected: boolean;
}

export interface Contribution {
  readonly id: string;
  readonly process: string;
  readonly kind: (typeof contributionKinds)[number];
  /** Empty once its author has erased it. */
  readonly text: string;
  readonly shownName: string | null;
  readonly affected: boolean;
  readonly panel: boolean;
  /** RFC 3339 in UTC. */
  readonly at: string;
  readonly mergedInto: string | null;
  readonly hidden: { readonly at: string; readonly why: string } | null;
  readonly answer: { readonly outcome: (typeof outcomes)[number]; readonly text: string; readonly at: string } | null;
  readonly erased: boolean;
  readonly revision: number;
  /** That of all that was merged into it counts here too, once a person. */
  readonly support: Support;
  /** Whether the caller wrote it. */
  readonly mine: boolean;
  readonly myVoice: OwnVoice | null;
}

export interface Opening {
  readonly openedAt: string;
  readonly openUntil: string;
  readonly openTo: (typeof audiences)[number];
  readonly fromRevision: number;
  readonly revision: number;
}

export const isOpen = ({ openUntil }: Pick<Opening, 'openUntil'>, now: Temporal.Instant): boolean => Temporal.Instant.compare(now, openUntil) < 0;
