/** The barrier register: what is said to keep small providers out, what it really rests on, and an answer. */

import { z } from 'zod';

export const barrierKinds = ['law', 'policy', 'habit'] as const;

export const barrier = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    said: z.string().min(1).describe('As it is heard'),
    kind: z.enum(barrierKinds).describe('What it really rests on: a statute or regulation, a government’s or own policy, or nothing but habit'),
    answer: z.string().trim().min(1).describe('An answer that can be quoted'),
    tried: z.array(z.string().min(1)).default([]).describe('What others did about it'),
    mend: z.string().min(1),
    rules: z.array(z.string()).default([]).describe('Rules of the tender check that find it'),
    sources: z.array(z.strictObject({ title: z.string().min(1), url: z.url({ protocol: /^https$/ }), checked: z.iso.date().describe('When the source was read') })).min(1),
  });
export type Barrier = z.infer<typeof barrier>;

export const barrierQuery = z.strictObject({
  q: z.string().trim().max(200).default('').describe('Words; each has to occur, or the beginning of one'),
  kind: z.enum(barrierKinds).optional(),
  rule: z.string().max(80).optional().describe('A rule of the tender check'),
});
export type BarrierQuery = z.infer<typeof barrierQuery>;

/** Barriers that have every word, those first that are heard in such words. */
export function searchBarriers(barriers: readonly Barrier[], { q, kind, rule }: BarrierQuery): Barrier[] {
  const words = wordsOf(q);
  return barriers
    .filter((each) => (kind === undefined || each.kind === kind) && (rule === undefined || each.rules.includes(rule)))
    .flatMap((each) => {
      const said = wordsOf(each.said);
      const all = [...said, ...wordsOf(`${each.answer} ${each.mend} ${each.tried.join(' ')} ${each.sources.map(({ title }) => title).join(' ')}`)];
      if (!words.every((word) => all.some((other) => other.startsWith(word)))) return [];
      return [{ each, heard: words.filter((word) => said.some((other) => other.startsWith(word))).length }];
    })
    .sort((a, b) => b.heard - a.heard)
    .map(({ each }) => each);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().normalize('NFKD').match(/[\p{L}\p{N}]+/gu) ?? [];
}
