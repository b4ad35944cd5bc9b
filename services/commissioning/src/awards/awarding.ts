/** The one place where an award is written: by a commissioner where there is no competition, by a decision where there is. */

import { randomUUIDv7 } from 'node:crypto';
import type { Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { invalid } from '@drystone/problems';
import { promisedInBid } from '../contracts/promised.ts';
import { insertObligation } from '../contracts/store.ts';
import { dayAfterStandstill, type Calendar } from '../methods/standstill.ts';
import { termOf } from '../open/release.ts';
import { partOf } from '../parts.ts';
import type { PublicOrganisation } from '../ports.ts';
import { standstillOf } from '../processes/law.ts';
import type { Lot, Process, ProcessForm } from '../processes/process.ts';
import { mostAwards } from '../processes/publishing.ts';
import type { Award, AwardForm } from './award.ts';
import { findAwards, insertAward } from './store.ts';

export interface Awarding {
  /** Writes the award with its event, in a transaction that holds the process; what is published comes after it. @returns its id. @throws Problem 422 naming each thing that is in its way. */
  awardIn(transaction: Transaction, award: { readonly process: Process; readonly provider: PublicOrganisation; readonly given: AwardForm; readonly now: Temporal.Instant }): Promise<string>;
  /** From when on a contract may begin that is awarded now; undefined where there is no standstill. */
  freeFrom(process: Process, now: Temporal.Instant): Temporal.Instant | undefined;
}

export function createAwarding({ timeZone, calendar }: { readonly timeZone: string; readonly calendar: Calendar }): Awarding {
  return {
    async awardIn(transaction, { process, provider, given, now }) {
      const id = randomUUIDv7();
      const lot = process.content.lots.find((each) => each.id === given.lot);
      const earlier = await findAwards(transaction, { process: process.id }, mostAwards, 0);
      const { startsAt, endsAt, areas } = decided(process, lot, given, earlier, now, timeZone, calendar);
      await insertAward(transaction, { id, process: process.id, lot: lot!.id, buyer: process.buyer, provider: { id: provider.id, name: provider.name }, part: lot!.part, areas, share: given.share, valuePence: given.valuePence, reason: given.reason, madeAt: now.toString(), startsAt: startsAt.toString(), endsAt: endsAt.toString() });
      const promised = given.obligations ?? (await promisedInBid(transaction, process, lot!.id, provider.id, endsAt.toZonedDateTimeISO(timeZone).subtract({ seconds: 1 }).toPlainDate()));
      for (const obligation of promised) await insertObligation(transaction, { id: randomUUIDv7(), award: id, buyer: process.buyer.id, provider: provider.id }, obligation, now);
      await appendEvent(transaction, { type: 'award.made', subject: id, awardId: id, at: now, data: { process: process.id, lot: lot!.id, provider: provider.id, part: lot!.part, share: given.share } });
      return id;
    },
    freeFrom: ({ content }, now) => freeFrom(content, now, timeZone, calendar),
  };
}

function freeFrom(content: ProcessForm, now: Temporal.Instant, timeZone: string, calendar: Calendar): Temporal.Instant | undefined {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  return standstillOf(content, today).kind === 'none' ? undefined : dayAfterStandstill(today, calendar).toZonedDateTime(timeZone).toInstant();
}

/** The term and areas of an award. @throws Problem 422 naming each thing that is in its way. */
function decided({ content, stage }: Process, lot: Lot | undefined, given: AwardForm, earlier: readonly Award[], now: Temporal.Instant, timeZone: string, calendar: Calendar) {
  const cannot = (field: string, message: string, mend: string) => invalid([{ field, message, mend }], 'impossible-request');
  if (stage !== 'tender') throw cannot('process', 'is not published', 'publish it first');
  if (lot === undefined) throw cannot('lot', `"${given.lot}" is none of its lots`, `use one of: ${content.lots.map(({ id }) => id).join(', ')}`);
  if (content.deadline !== null && Temporal.Instant.compare(now, content.deadline) < 0) throw cannot('process', `bids can come until ${content.deadline}`, 'award after that');
  const strange = given.areas?.find((area) => !lot.areas.includes(area));
  if (strange !== undefined) throw cannot('areas', `"${strange}" is not an area of the lot`, `use some of: ${lot.areas.join(', ')}`);
  const areas = given.areas ?? lot.areas;

  const term = termOf(lot, timeZone);
  const begins = Temporal.Instant.from(given.startsAt ?? term.startDate);
  const waits = freeFrom(content, now, timeZone, calendar);
  const free = waits ?? now;
  if (given.startsAt !== undefined && waits !== undefined && Temporal.Instant.compare(begins, free) < 0) throw cannot('startsAt', `is within the standstill, which lasts until ${free.toZonedDateTimeISO(timeZone).toPlainDate()}`, 'start then or later');
  const startsAt = Temporal.Instant.compare(begins, free) < 0 ? free : begins;
  const endsAt = Temporal.Instant.from(given.endsAt ?? term.endDate);
  if (Temporal.Instant.compare(endsAt, startsAt) <= 0) throw cannot('endsAt', `${endsAt} is not after its start, ${startsAt}`, 'let it end later');
  if (Temporal.Instant.compare(endsAt, term.endDate) > 0) throw cannot('endsAt', `is after the lot’s term, which ends ${lot.term.to}`, 'end it then or earlier');

  if (partOf(lot.part).joins === 'all') {
    if (given.share !== 1) throw cannot('share', `all who are awarded ${lot.part} serve it together`, 'leave it out');
  } else {
    const beside = earlier.filter((award) => award.lot === lot.id && Temporal.Instant.compare(award.endedAt ?? award.endsAt, startsAt) > 0 && Temporal.Instant.compare(award.startsAt, endsAt) < 0);
    for (const area of areas) {
      const held = beside.filter((award) => award.areas.includes(area)).reduce((sum, { share }) => sum + share, 0);
      if (held + given.share > 1 + 1e-9) throw cannot('share', `others hold ${Math.round(held * 1000) / 10} % in ${area} in that term`, `give ${Math.round((1 - held) * 1000) / 1000} at most`);
    }
  }
  return { startsAt, endsAt, areas };
}
