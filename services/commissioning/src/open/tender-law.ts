/** What the law hangs on, as the notices of the United Kingdom tell it in OCDS: category, threshold, regime, lots kept for some, no division into lots. */

import type { JsonObject } from '@drystone/ocds';
import { standingOf } from '../processes/law.ts';
import type { Process } from '../processes/process.ts';

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

/** Of one lot: how the money is reckoned, and whom it is kept for. */
export function lotLawOf({ reservedFor, priceBasis, priceDetails }: Process['content']['lots'][number]): JsonObject {
  return {
    ...(reservedFor === 'supported-employment' && { otherRequirements: { reservedParticipation: ['shelteredWorkshop'] } }),
    ...(reservedFor === 'small-and-social' && { suitability: { sme: true, vcse: true } }),
    pricing: { basis: priceBasis, ...(priceDetails !== undefined && { description: priceDetails }) },
  };
}
