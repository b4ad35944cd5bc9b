/** What the law hangs on, as the notices of the United Kingdom tell it in OCDS: category, threshold, regime, lots kept for some, no division into lots. */

import type { JsonObject } from '@drystone/ocds';
import { standingOf } from '../processes/law.ts';
import type { Lot, Process } from '../processes/process.ts';

const ocdsCategory = { services: 'services', goods: 'goods', works: 'works', 'light-touch': 'services', concession: 'services' } as const;

export function tenderLawOf({ content }: Process, now: Temporal.Instant, timeZone: string): JsonObject {
  const standing = standingOf(content, now.toZonedDateTimeISO(timeZone).toPlainDate());
  return {
    mainProcurementCategory: ocdsCategory[content.category],
    aboveThreshold: standing.public,
    ...(content.category === 'light-touch' && { specialRegime: ['lightTouch'] }),
    ...(content.category === 'concession' && { specialRegime: ['concession'] }),
    ...(content.lots.length < 2 && content.oneLotReason !== undefined && { lotDetails: { noLotsDivisionRationale: content.oneLotReason } }),
  };
}

/** Of one lot: whom it is kept for. */
export function lotLawOf({ reservedFor }: Pick<Lot, 'reservedFor'>): JsonObject {
  return {
    ...(reservedFor === 'supported-employment' && { otherRequirements: { reservedParticipation: ['shelteredWorkshop'] } }),
    ...(reservedFor === 'small-and-social' && { suitability: { sme: true, vcse: true } }),
  };
}

const basisInWords = { 'fixed-price': '', 'unit-prices': 'Paid by unit prices.', 'time-and-materials': 'Paid by time and materials.', outcomes: 'Paid by outcomes.', grant: 'A grant.', prize: 'A prize.', 'income-share': 'Paid by a share of income.', free: 'Nothing is paid.' } as const;

/** How the money of a lot is reckoned, in words: OCDS has no field for it. Empty for a fixed price. */
export function pricingOf({ priceBasis, priceDetails }: Pick<Lot, 'priceBasis' | 'priceDetails'>): string {
  return [basisInWords[priceBasis], priceDetails ?? ''].filter((words) => words !== '').join(' ');
}
