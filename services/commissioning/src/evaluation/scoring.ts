/**
 * From scores, prices and promises to points and a ranking. Pure: the same facts give the same ranking, whoever asks.
 * Points are counted in hundredths, as whole numbers, each criterion rounded once: what is shown adds up to what counts.
 */

import type { Criterion } from '../processes/process.ts';
import { highestOf } from './scales.ts';

export interface ScoredBid {
  readonly id: string;
  /** With VAT; null where the lot asks for none. */
  readonly pricePence: number | null;
  /** Worth of what is promised, quantity × proxy, pence. */
  readonly promisedPence: number;
  /** By the id of the criterion; a panel's may lie between two steps. None for price. */
  readonly scores: Readonly<Record<string, number>>;
}

export interface BidResult {
  readonly bid: string;
  /** By criterion, hundredths of a point. */
  readonly points: Readonly<Record<string, number>>;
  /** Of 10,000 hundredths. */
  readonly total: number;
  /** From 1; bids of one total have one rank. */
  readonly rank: number;
  /** Points other than those of price, for each thousand pounds; null where there is no price. */
  readonly pointsPerThousandPounds: number | null;
  readonly promisedPence: number;
}

export type Scoring = Pick<Criterion, 'id' | 'kind' | 'weight' | 'scale' | 'formula' | 'promises'>;

/** The first one first; bids of one rank by their ids. */
export function rankBids(criteria: readonly Scoring[], bids: readonly ScoredBid[]): readonly BidResult[] {
  const fractions = fractionsOf(criteria, bids);
  const results = bids.map((bid, index) => {
    const points = Object.fromEntries(criteria.map(({ id, weight }) => [id, hundredths(weight * fractions[index]![id]!)]));
    const total = Object.values(points).reduce((sum, each) => sum + each, 0);
    const quality = criteria.filter(({ kind }) => kind !== 'price').reduce((sum, { id }) => sum + points[id]!, 0);
    return { bid: bid.id, points, total, promisedPence: bid.promisedPence, pointsPerThousandPounds: bid.pricePence === null || bid.pricePence === 0 ? null : hundredths((quality * 1_000) / bid.pricePence) / 100 };
  });
  return results
    .map((each) => ({ ...each, rank: 1 + results.filter(({ total }) => total > each.total).length }))
    .toSorted((a, b) => a.rank - b.rank || (a.bid < b.bid ? -1 : 1));
}

/** Rounded half up; a sum of tenths like 2.675 must not fall for want of a bit. */
const hundredths = (points: number): number => Math.round(points * 100 + 1e-7);

/** How much of each criterion's weight each bid gets, 0 to 1, in the order of the bids. */
export function fractionsOf(criteria: readonly Scoring[], bids: readonly ScoredBid[]): readonly Readonly<Record<string, number>>[] {
  const mostPromised = Math.max(0, ...bids.map(({ promisedPence }) => promisedPence));
  const scored = (bid: ScoredBid, { id, scale }: Scoring) => (bid.scores[id] ?? 0) / highestOf(scale);
  const beside = bids.map((bid) =>
    Object.fromEntries(
      criteria.flatMap((criterion) => {
        if (criterion.kind === 'price') return [];
        const how = scored(bid, criterion);
        if (criterion.kind === 'quality' || mostPromised === 0) return [[criterion.id, how]];
        // A number that nobody explained is no promise.
        const promised = how === 0 ? 0 : bid.promisedPence / mostPromised;
        return [[criterion.id, (criterion.promises * promised + (100 - criterion.promises) * how) / 100]];
      }),
    ),
  );
  const quality = beside.map((each) => criteria.reduce((sum, { id, weight }) => sum + weight * (each[id] ?? 0), 0));
  return beside.map((each, index) => ({ ...each, ...Object.fromEntries(criteria.flatMap((criterion) => (criterion.kind === 'price' ? [[criterion.id, priceFractions[criterion.formula](bids, quality)[index]!]] : []))) }));
}

type PriceFormula = (bids: readonly ScoredBid[], quality: readonly number[]) => readonly number[];

/** Each says how much of the price's weight a bid gets; their words are in the messages. A bid without a price gets nothing. */
const priceFractions: Readonly<Record<Criterion['formula'], PriceFormula>> = {
  /** The lowest price ÷ this price. */
  'lowest-price': (bids) => {
    const lowest = lowestOf(bids);
    return bids.map(({ pricePence }) => (pricePence === null ? 0 : pricePence === lowest ? 1 : lowest / pricePence));
  },
  /** Everything for the lowest price, nothing for twice as much, in a straight line. */
  'straight-line': (bids) => {
    const lowest = lowestOf(bids);
    return bids.map(({ pricePence }) => (pricePence === null ? 0 : pricePence === lowest ? 1 : lowest === 0 ? 0 : Math.max(0, 2 - pricePence / lowest)));
  },
  /** The points of everything else for each pound ÷ the most points for each pound. */
  'per-pound': (bids, quality) => {
    const worth = bids.map(({ pricePence }, index) => (pricePence === null || quality[index] === 0 ? 0 : quality[index]! / Math.max(1, pricePence)));
    const most = Math.max(0, ...worth);
    return worth.map((each) => (most === 0 ? 0 : each / most));
  },
};

const lowestOf = (bids: readonly ScoredBid[]): number => Math.min(...bids.flatMap(({ pricePence }) => pricePence ?? []));

/** Worth of promises in pence: each measure rounded once, those without a proxy count nothing here. */
export function promisedWorth(promises: readonly { readonly measure: string; readonly quantity: number }[], asked: readonly { readonly measure: string; readonly weight?: number | undefined }[], proxies: ReadonlyMap<string, number | null>): number {
  return promises.reduce((sum, { measure, quantity }) => {
    const wanted = asked.find((each) => each.measure === measure);
    return wanted === undefined || !(quantity > 0) ? sum : sum + Math.round(quantity * (proxies.get(measure) ?? 0) * (wanted.weight ?? 1) + 1e-7);
  }, 0);
}

/** One score out of those of a panel. @returns undefined where nobody gave one. */
export function panelScore(scores: readonly number[], rule: Criterion['panelRule']): number | undefined {
  if (scores.length === 0) return undefined;
  const sorted = scores.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const value = rule === 'mean' ? sorted.reduce((sum, each) => sum + each, 0) / sorted.length : sorted.length % 2 === 1 ? sorted[Math.floor(half)]! : (sorted[half - 1]! + sorted[half]!) / 2;
  return Math.round(value * 100 + 1e-7) / 100;
}

/** Our habit, no figure of the Act: so far below the mean of the other bids, where there are at least two others, a price is asked about. */
export const lowPriceShare = 0.8;

/** Bids whose price looks abnormally low: Procurement Act 2023, section 19(3)(c) and (4). */
export function lowPrices(bids: readonly Pick<ScoredBid, 'id' | 'pricePence'>[]): readonly string[] {
  return bids.flatMap(({ id, pricePence }) => {
    const others = bids.flatMap((other) => (other.id === id || other.pricePence === null ? [] : [other.pricePence]));
    if (pricePence === null || others.length < 2) return [];
    return pricePence < (lowPriceShare * others.reduce((sum, each) => sum + each, 0)) / others.length ? [id] : [];
  });
}
