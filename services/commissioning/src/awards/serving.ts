/**
 * Who serves a part: where awards meet operations.
 *
 * Shares are split by weighted rendezvous hashing (Thaler & Ravishankar 1998, weighted form): the
 * same key stays with the same award for as long as the awards stand, and when one comes or ends,
 * no work moves between two others. What no award has a share of stays with the built-in default.
 */

import { createHash } from 'node:crypto';

/** An award that is in force. */
export interface ServingAward {
  readonly awardId: string;
  readonly providerId: string;
  readonly areas: readonly string[];
  /** Of the work in each of its areas, 0 < share ≤ 1. */
  readonly share: number;
}

export interface Serving {
  /** Null: the built-in default. */
  readonly awardId: string | null;
  readonly providerId: string | null;
  /** Awards to go to, in this order, when it fails; after them the built-in default. */
  readonly fallbacks: readonly { readonly awardId: string; readonly providerId: string }[];
}

const builtIn = '';

/** The award that serves `key` among those in force for its area. */
export function serving(key: string, awards: readonly ServingAward[]): Serving {
  const sum = awards.reduce((total, { share }) => total + share, 0);
  const ranked = [...awards.map(({ awardId, providerId, share }) => ({ awardId, providerId, score: score(key, awardId, share) })), { awardId: builtIn, providerId: builtIn, score: score(key, builtIn, Math.max(0, 1 - sum)) }]
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const [first, ...others] = ranked;
  const fallbacks = others.flatMap(({ awardId, providerId }) => (awardId === builtIn ? [] : [{ awardId, providerId }]));
  if (first === undefined || first.awardId === builtIn) return { awardId: null, providerId: null, fallbacks };
  return { awardId: first.awardId, providerId: first.providerId, fallbacks };
}

function score(key: string, award: string, weight: number): number {
  // Sums such as 0.7 + 0.2 + 0.1 miss 1 by a rounding error, which is nobody's share.
  return weight < 1e-9 ? 0 : weight / -Math.log(uniform(key, award));
}

/** Between 0 and 1, neither included; by the first 52 bits of SHA-256, the same on any machine. */
function uniform(key: string, award: string): number {
  const bits = createHash('sha256').update(award).update('\0').update(key).digest().readBigUInt64BE() >> 12n;
  return (Number(bits) + 0.5) / 2 ** 52;
}
