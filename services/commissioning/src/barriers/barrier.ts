/** The barrier register: what is said to keep small providers out, what it really rests on, and an answer. */

import { z } from 'zod';
import { text } from '../text.ts';

export const barrierKinds = ['law', 'policy', 'habit'] as const;
export type BarrierKind = (typeof barrierKinds)[number];

/** Who said it, in general: a name would turn a question into a quarrel. */
export const heardFrom = ['procurement', 'legal', 'finance', 'insurance', 'it', 'service', 'leadership', 'elected', 'another-body', 'provider', 'somebody-else'] as const;

const source = z.strictObject({ title: text(300), url: z.url({ protocol: /^https$/ }).max(2000), checked: z.iso.date().describe('When the source was read') });

const sortedShape = {
  kind: z.enum(barrierKinds).describe('What it really rests on: a statute or regulation, a government’s or own policy, or nothing but habit'),
  answer: text(4000).describe('An answer that can be quoted'),
  tried: z.array(text(1000)).max(20).default([]).describe('What others did about it'),
  mend: text(1000),
  rules: z.array(z.string()).max(20).default([]).describe('Rules of the tender check that find it'),
  sources: z.array(source).min(1).max(20),
};

/** One that ships with the product. */
export const barrier = z.strictObject({ id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), said: text(500).describe('As it is heard'), ...sortedShape });
export type Barrier = z.infer<typeof barrier>;

const address = /[^\s@]+@[^\s@]+\.[^\s@]+|\+?\d[\d\s()-]{8,}\d/;

export const recordingForm = z.strictObject({
  said: text(500, 10).refine((words) => !address.test(words), 'holds an address or a telephone number: leave out who it was').describe('As it was heard, without names'),
  heardFrom: z.enum(heardFrom).describe('Who said it, in general'),
});

/** `as`: the buyer for whom the caller sorts it. */
export const sortingForm = z.strictObject({ as: z.uuid(), ...sortedShape });
export type Sorting = Omit<z.output<typeof sortingForm>, 'as'>;

export const hidingForm = z.discriminatedUnion('decision', [
  z.strictObject({ as: z.uuid(), decision: z.literal('hide'), reason: text(1000) }),
  z.strictObject({ as: z.uuid(), decision: z.literal('show') }),
]);

/** What was recorded by somebody, beside those that ship. */
export interface Recorded {
  /** RFC 3339 in UTC. */
  readonly at: string;
  readonly heardFrom: (typeof heardFrom)[number];
  /** The buyer who sorted it last; null while nobody has. */
  readonly sortedBy: { readonly id: string; readonly name: string } | null;
  readonly hidden: { readonly at: string; readonly why: string } | null;
  readonly revision: number;
}

/** An entry of the register: `kind` is null where it is not sorted yet, and then there is no answer either. */
export interface Entry extends Omit<Barrier, 'kind'> {
  readonly kind: BarrierKind | null;
  /** Null for those that ship. */
  readonly recorded: Recorded | null;
}

export const barrierQuery = z.strictObject({
  q: z.string().trim().max(200).default('').describe('Words; each has to occur, or the beginning of one'),
  kind: z.enum([...barrierKinds, 'not-sorted']).optional(),
  rule: z.string().max(80).optional().describe('A rule of the tender check'),
});
export type BarrierQuery = z.infer<typeof barrierQuery>;

/** Barriers that have every word, those first that are heard in such words. */
export function searchBarriers<Each extends Omit<Barrier, 'kind'> & { readonly kind: BarrierKind | null }>(barriers: readonly Each[], { q, kind, rule }: BarrierQuery): Each[] {
  const words = wordsOf(q);
  return barriers
    .filter((each) => (kind === undefined || each.kind === (kind === 'not-sorted' ? null : kind)) && (rule === undefined || each.rules.includes(rule)))
    .flatMap((each) => {
      const said = wordsOf(each.said);
      const all = [...said, ...wordsOf(`${each.answer} ${each.mend} ${each.tried.join(' ')} ${each.sources.map(({ title }) => title).join(' ')}`)];
      if (!words.every((word) => all.some((other) => other.startsWith(word)))) return [];
      return [{ each, heard: words.filter((word) => said.some((other) => other.startsWith(word))).length }];
    })
    .sort((a, b) => b.heard - a.heard)
    .map(({ each }) => each);
}

export function wordsOf(text: string): string[] {
  return text.toLowerCase().normalize('NFKD').match(/[\p{L}\p{N}]+/gu) ?? [];
}
