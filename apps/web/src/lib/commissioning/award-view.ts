/** An award as its pages tell it: names for slugs, days for moments. */

import type { CurrentAward } from '@drystone/commissioning';
import type { PageServices } from '../../page-services.ts';

export interface AwardView {
  readonly id: string;
  readonly title: string;
  readonly lot: string;
  readonly process: string;
  readonly ocid: string;
  readonly buyer: string;
  readonly provider: string;
  readonly part: string;
  readonly areas: readonly string[];
  readonly share: number;
  readonly valuePence: number | null;
  readonly reason: string;
  readonly state: CurrentAward['state'];
  readonly madeOn: string;
  readonly from: string;
  /** The last day. */
  readonly to: string;
  readonly suspendedOn: string | null;
  readonly endedOn: string | null;
  readonly whyEnded: string | null;
}

export async function awardViews(awards: readonly CurrentAward[], { visit, commissioning, places }: Pick<PageServices, 'visit' | 'commissioning' | 'places'>): Promise<AwardView[]> {
  const names = new Map((await visit.areas()).map(({ slug, name }) => [slug, name]));
  const parts = new Map(commissioning.parts.map(({ id, name }) => [id, name]));
  const { timeZone } = places[0];
  const day = (moment: string) => dayOf(moment, timeZone);
  return awards.map((award) => ({
    id: award.id,
    title: award.title,
    lot: award.lot,
    process: award.process,
    ocid: award.ocid,
    buyer: award.buyer.name,
    provider: award.provider.name,
    part: parts.get(award.part) ?? award.part,
    areas: award.areas.map((slug) => names.get(slug) ?? slug),
    share: award.share,
    valuePence: award.valuePence,
    reason: award.reason,
    state: award.state,
    madeOn: day(award.madeAt),
    from: day(award.startsAt),
    to: dayOf(Temporal.Instant.from(award.endsAt).subtract({ milliseconds: 1 }).toString(), timeZone),
    suspendedOn: award.suspendedSince === null ? null : day(award.suspendedSince),
    endedOn: award.endedAt === null ? null : day(award.endedAt),
    whyEnded: award.whyEnded,
  }));
}

export function dayOf(moment: string, timeZone: string): string {
  return Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}
