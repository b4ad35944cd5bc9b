/**
 * Which notices a contracting process needs, each filled from the process and ready to read. They are to be sent to the
 * central digital platform (Find a Tender) by the buyer: nothing is sent from here.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Award } from '../awards/award.ts';
import type { Engagement } from '../engagement/enquiry.ts';
import { stagesOf, standingOf, standstillOf } from '../processes/law.ts';
import type { Process } from '../processes/process.ts';
import { partOf, type PartId } from '../parts.ts';

const kind = z.strictObject({ code: z.string().regex(/^UK\d{1,2}$/), title: z.string(), stage: z.enum(['planning', 'tender', 'award', 'contract']), needed: z.enum(['law', 'choice', 'later', 'never']), when: z.string() });
export type NoticeKind = z.infer<typeof kind>;

export const noticeKinds: readonly NoticeKind[] = z.array(kind).parse(parse(readFileSync(join(import.meta.dirname, 'notices.yaml'), 'utf8')));

export interface Notice extends Pick<NoticeKind, 'code' | 'title' | 'when'> {
  /** Now, once its time comes, if one wants it, or not for this process. */
  readonly state: 'due' | 'later' | 'choice' | 'none';
  /** Why it is due, or why there is none. */
  readonly why: string;
  readonly content: readonly NoticeEntry[];
}

export interface NoticeEntry {
  readonly heading: string;
  readonly value: string;
}

export interface NoticesOf {
  readonly process: Process;
  readonly awards: readonly Award[];
  /** Where the market was asked. */
  readonly engagement: Engagement | undefined;
  readonly areaName: (slug: string) => string;
  readonly now: Temporal.Instant;
  readonly timeZone: string;
}

export function noticesOf(facts: NoticesOf): readonly Notice[] {
  return noticeKinds.map((each) => {
    const { state, why } = stateOf(each, facts);
    return { code: each.code, title: each.title, when: each.when, state, why, content: state === 'none' ? [] : contentOf(each, facts) };
  });
}

/** With VAT: of a notifiable below-threshold contract. */
const leastPence = { centralGovernment: 1_200_000, others: 3_000_000 } as const;

function stateOf({ code, needed }: NoticeKind, { process, awards, engagement, now, timeZone }: NoticesOf): Pick<Notice, 'state' | 'why'> {
  const { content, stage, closed } = process;
  const { method, public: isPublic, valuePence } = standingOf(content, now.toZonedDateTimeISO(timeZone).toPlainDate());
  const none = (why: string) => ({ state: 'none' as const, why });
  const market = method.notices.includes('UK13');
  if (needed === 'never') return none('It is not of one process.');
  if (method.law !== 'procurement') return none('The Procurement Act does not count for a grant.');
  const published = stage !== 'planning';
  const after = (done: boolean, why: string) => ({ state: done ? ('due' as const) : ('later' as const), why });
  /** Of a tender below the threshold (sections 84 and 87). */
  const small = (done: boolean): Pick<Notice, 'state' | 'why'> => {
    if (valuePence < leastPence.centralGovernment) return none('Below £12,000 there is none (section 84).');
    if (valuePence < leastPence.others) return { state: 'choice', why: 'From £12,000 where the buyer is central government; all others from £30,000, and not Northern Ireland’s own bodies (section 84).' };
    return after(done, 'Below the threshold from £30,000; not for Northern Ireland’s own bodies (section 84(2)).');
  };
  switch (code) {
    case 'UK2':
      if (!isPublic) return none('Below the threshold there is none.');
      return after(true, engagement === undefined ? 'From the threshold up: it, or the reason why there was no engagement.' : 'The market was asked.');
    case 'UK3':
      return isPublic && !published ? { state: 'choice', why: 'If you can wait 40 days, bidders need to be given 10 days only.' } : none(isPublic ? 'The tender is published.' : 'Below the threshold there is none.');
    case 'UK4':
      return method.ocds === 'direct' ? none('Nobody is invited to bid.') : isPublic ? after(published, 'The tender begins with it.') : small(published);
    case 'UK5':
      return method.ocds === 'direct' && isPublic ? after(published, 'Before the award.') : none('There is no direct award from the threshold up.');
    case 'UK6':
      return isPublic ? after(awards.length > 0, `Before signing. ${standstillOf(content, now.toZonedDateTimeISO(timeZone).toPlainDate()).why}`) : none('Below the threshold there is none.');
    case 'UK7':
      return isPublic ? after(awards.length > 0, 'After signing.') : small(awards.length > 0);
    case 'UK12':
      return closed === null ? none('The tender is not given up.') : isPublic ? after(true, 'The tender was given up.') : none('Below the threshold there is none.');
    case 'UK13':
    case 'UK14':
      return market ? after(published, 'The way to buy is a dynamic market.') : none('There is no dynamic market.');
    case 'UK15':
    case 'UK16':
      return market ? { state: 'later', why: 'When it comes to that.' } : none('There is no dynamic market.');
    case 'UK11':
      return awards.some(({ endedAt }) => endedAt !== null) && isPublic ? after(true, 'A contract has ended.') : isPublic ? { state: 'later', why: 'When a contract ends.' } : none('Below the threshold there is none.');
    default:
      return isPublic ? { state: 'later', why: 'While the contract runs.' } : none('Below the threshold there is none.');
  }
}

const pounds = (pence: number) => `£${(pence / 100).toLocaleString('en-GB', { minimumFractionDigits: pence % 100 === 0 ? 0 : 2 })} with VAT`;

function contentOf({ code, stage }: NoticeKind, facts: NoticesOf): readonly NoticeEntry[] {
  const { process, awards, areaName, now, timeZone } = facts;
  const { content } = process;
  const { method, valuePence, threshold, public: isPublic, timeLimit } = standingOf(content, now.toZonedDateTimeISO(timeZone).toPlainDate());
  const entry = (heading: string, value: string | undefined): NoticeEntry[] => (value === undefined || value === '' ? [] : [{ heading, value }]);
  const moment = (at: string) => {
    const local = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone);
    const zone = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'long' }).formatToParts(local.epochMilliseconds).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
    return `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone }).format(local.epochMilliseconds)} (${zone})`;
  };
  const whole = [
    ...entry('Contracting authority', process.buyer.name),
    ...entry('Procurement identifier (ocid)', process.ocid),
    ...entry('Title', content.title),
    ...entry('Description', [content.problem.who, content.problem.today, content.problem.good].filter(Boolean).join('\n\n')),
    ...entry('Main category', { services: 'Services', goods: 'Goods', works: 'Works', 'light-touch': 'Services (light touch contract)', concession: 'Services (concession contract)' }[content.category]),
    ...entry('Estimated value', pounds(valuePence)),
    ...entry('Above or below the threshold', `${isPublic ? 'Above' : 'Below'} (${pounds(threshold.pence)})`),
  ];
  const lots = content.lots.flatMap((lot, index) =>
    entry(
      `Lot ${index + 1}: ${lot.title}`,
      [
        lot.description,
        `Part: ${partOf(lot.part).name}`,
        `Where: ${lot.areas.map(areaName).join(', ')}`,
        `Contract dates (estimated): ${lot.term.from} to ${lot.term.to}`,
        ...(lot.valuePence === null ? [] : [`Estimated value: ${pounds(lot.valuePence)}`]),
        ...(lot.reservedFor === null ? [] : [`Reserved: ${lot.reservedFor === 'supported-employment' ? 'supported employment providers (section 32)' : 'small, medium-sized and voluntary, community and social enterprises'}`]),
        ...(lot.criteria.length === 0 ? [] : [`Award criteria: ${lot.criteria.map(({ title, weight }) => `${title} ${weight} %`).join(', ')}`]),
      ].join('\n'),
    ),
  );
  const undivided = content.lots.length === 1 ? entry('Not divided into lots because', content.oneLotReason) : [];
  const procedure = [
    ...entry('Procedure', `${method.name}: ${stagesOf(content).map(({ title, days }) => (days === undefined ? title : `${title} (${days} days)`)).join('; ')}`),
    ...entry('Reason for a shorter time', content.shorter === null ? undefined : timeLimit.why),
    ...(content.deadline === null ? [] : entry('Deadline for tenders', moment(content.deadline))),
    ...entry('Tenders may be submitted electronically', 'Yes, and all documents are published with this notice.'),
  ];
  if (code === 'UK2' && facts.engagement !== undefined) {
    const { background, asked, how, openedAt, openUntil } = facts.engagement;
    return [...whole, ...entry('What the market should know', background), ...entry('What the market is asked', asked.map((question, index) => `${index + 1}. ${question}`).join('\n')), ...entry('How to take part', how), ...entry('Engagement period', `${moment(openedAt)} to ${moment(openUntil)}`)];
  }
  if (code === 'UK12') return [...whole, ...entry('Date of termination', process.closed === null ? undefined : moment(process.closed.at)), ...entry('Reason', process.closed?.why)];
  if (stage === 'award' || stage === 'contract') {
    return [
      ...whole,
      ...entry('Reason for a direct award', content.methodReason),
      ...awards.flatMap((award, index) =>
        entry(`Award ${index + 1}: ${award.provider.name}`, [`Lot: ${content.lots.find(({ id }) => id === award.lot)?.title ?? award.lot}`, `Part: ${partOf(award.part as PartId).name}`, `Decided: ${moment(award.madeAt)}`, `Contract: from ${moment(award.startsAt)} to ${moment(award.endsAt)}`, ...(award.valuePence === null ? [] : [`Value: ${pounds(award.valuePence)}`]), `Why: ${award.reason}`].join('\n')),
      ),
    ];
  }
  return [...whole, ...lots, ...undivided, ...(stage === 'planning' ? [] : procedure)];
}

/** As plain text, to be copied into the form of the central digital platform. */
export function noticeAsText({ code, title, content, when }: Notice): string {
  return [`${code}: ${title}`, when, 'To be sent to the central digital platform (Find a Tender). It was not sent from here.', ...content.map(({ heading, value }) => `${heading.toUpperCase()}\n${value}`)].join('\n\n').concat('\n');
}
