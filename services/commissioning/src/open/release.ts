/**
 * What is published of a contracting process: each change is a release that tells the whole of it.
 * Source: Open Contracting Data Standard 1.1.5, with the extensions for lots, bids and metrics,
 * https://standard.open-contracting.org/1.1/en/schema/
 */

import type { Json, JsonObject } from '@drystone/ocds';
import { charityRegister } from '@drystone/ocds/registers';
import { stateOf, type Award } from '../awards/award.ts';
import { methodOf } from '../methods/method.ts';
import { partOf, type PartId } from '../parts.ts';
import type { Area, PublicOrganisation } from '../ports.ts';
import type { Amendment } from '../processes/amendment.ts';
import { totalPence, type Lot, type Process } from '../processes/process.ts';
import type { Engagement } from '../engagement/enquiry.ts';
import type { ToldEnquiries } from '../engagement/store.ts';
import type { Decision } from '../evaluation/forms.ts';
import { awardStateOf, lotStatusOf, unsuccessfulLots } from './decisions.ts';
import { budgetOf, rolesOf } from './buyers.ts';
import { engagementOf, enquiriesOf, enquiryPeriodOf } from './enquiries.ts';
import { askedOf, awardCriteriaOf } from './criteria.ts';
import { lotLawOf, pricingOf, tenderLawOf } from './tender-law.ts';
import { amendmentsOf, followsOf, tenderStatusOf } from './tender-state.ts';
import { implementationOf, type Delivery } from './implementation.ts';
import { money, partyId } from './words.ts';

export interface ReleaseOf {
  readonly process: Process;
  readonly awards: readonly Award[];
  readonly amendments: readonly Amendment[];
  /** Of each award, by its id. */
  readonly delivery: ReadonlyMap<string, Delivery>;
  /** How many were opened for each lot; none before the opening. */
  readonly bids: readonly { readonly lot: string; readonly bids: number; readonly bidders: number }[];
  readonly decisions?: readonly Decision[];
  readonly engagement?: Engagement | undefined;
  readonly asked?: ToldEnquiries;
  /** The buyer and every provider of an award. */
  readonly organisations: readonly PublicOrganisation[];
  readonly areas: readonly Area[];
  readonly number: number;
  /** OCDS, codelist `releaseTag`. */
  readonly tag: readonly ReleaseTag[];
  readonly now: Temporal.Instant;
  readonly timeZone: string;
}

export type ReleaseTag = 'planning' | 'planningUpdate' | 'tender' | 'tenderAmendment' | 'tenderUpdate' | 'tenderCancellation' | 'award' | 'awardUpdate' | 'awardCancellation' | 'contract' | 'contractUpdate' | 'implementation' | 'implementationUpdate' | 'contractTermination';

export function releaseOf(facts: ReleaseOf): JsonObject {
  const { process, awards, amendments, decisions = [], engagement, asked = nothingAsked, delivery, bids, organisations, areas, number, tag, now, timeZone } = facts;
  if (isPlanning(tag)) return planningReleaseOf(facts);
  const { content, ocid } = process;
  const method = methodOf(content.method);
  const buyer = { id: partyId(process.buyer.id), name: process.buyer.name };
  const providers = new Set(awards.map(({ provider }) => provider.id));
  const paid = new Set(awards.flatMap(({ id, provider }) => (delivery.get(id)?.payments.length ? [provider.id] : [])));
  return {
    ...headOf({ process, number, tag, now }),
    parties: partiesOf(organisations, asked, (each) => [...rolesOf(process, each.id), ...(providers.has(each.id) ? ['supplier'] : []), ...(paid.size > 0 && each.id === process.buyer.id ? ['payer'] : []), ...(paid.has(each.id) ? ['payee'] : [])]),
    buyer,
    ...followsOf(process),
    planning: { ...budgetOf(process), rationale: content.problem.good, project: { title: content.title, description: problemInWords(content.problem) }, ...engagementOf(engagement, now) },
    tender: {
      id: ocid,
      title: content.title,
      description: content.problem.today,
      status: tenderStatusOf(process, awards.length > 0),
      procuringEntity: buyer,
      procurementMethod: method.ocds,
      procurementMethodDetails: method.name,
      ...(content.methodReason === undefined ? {} : { procurementMethodRationale: content.methodReason }),
      ...tenderLawOf(process, now, timeZone),
      value: money(totalPence(content)),
      ...(content.deadline === null ? {} : { tenderPeriod: { startDate: process.publishedAt ?? now.toString(), endDate: content.deadline } }),
      lots: content.lots.map((lot) => ({
        id: lot.id,
        title: lot.title,
        description: lot.description,
        status: lotStatusOf(lot.id, awards, decisions),
        ...(lot.valuePence === null ? {} : { value: money(lot.valuePence) }),
        ...lotLawOf(lot),
        contractPeriod: termOf(lot, timeZone),
        ...awardCriteriaOf(lot),
      })),
      ...enquiryPeriodOf(process, now),
      ...enquiriesOf(process, asked),
      ...askedOf(content.lots),
      items: content.lots.map((lot) => ({
        id: lot.id,
        description: [`${lot.part}: ${partOf(lot.part).name}`, pricingOf(lot)].filter((words) => words !== '').join('. '),
        relatedLot: lot.id,
        deliveryAddresses: lot.areas.map((slug) => ({ region: areas.find((area) => area.slug === slug)?.name ?? slug })),
      })),
      targets: content.lots.flatMap(targetsOf),
      ...amendmentsOf(process, amendments),
    },
    ...(bids.length > 0 && { bids: { statistics: bids.flatMap(bidStatistics) } }),
    awards: [...awards.map((award) => ({
      id: award.id,
      title: content.lots.find(({ id }) => id === award.lot)?.title ?? award.lot,
      description: award.reason,
      ...awardStateOf(award, decisions, now),
      date: award.madeAt,
      suppliers: [{ id: partyId(award.provider.id), name: award.provider.name }],
      relatedLots: [award.lot],
      contractPeriod: { startDate: award.startsAt, endDate: award.endsAt },
      ...(award.valuePence === null ? {} : { value: money(award.valuePence) }),
    })), ...unsuccessfulLots(process, decisions)],
    contracts: awards.map((award) => ({
      id: `contract-${award.id}`,
      awardID: award.id,
      status: neverBegan(award) ? 'cancelled' : contractStatus[stateOf(award, now)],
      description: inForceInWords(award, areas),
      period: { startDate: award.startsAt, endDate: neverBegan(award) ? award.startsAt : (award.endedAt ?? award.endsAt) },
      ...(award.valuePence === null ? {} : { value: money(award.valuePence) }),
      ...implementationOf({ ...(delivery.get(award.id) ?? nothingDone), award, now, timeZone }),
    })),
  };
}

const isPlanning = (tag: readonly ReleaseTag[]): boolean => tag.every((each) => each === 'planning' || each === 'planningUpdate');

/** While the market is asked: the problem, what is asked and what was said; of the draft nothing else. */
function planningReleaseOf({ process, engagement, asked = nothingAsked, organisations, number, tag, now }: ReleaseOf): JsonObject {
  const { problem, title } = engagement ?? { ...process.content };
  const buyer = { id: partyId(process.buyer.id), name: process.buyer.name };
  return {
    ...headOf({ process, number, tag, now }),
    parties: partiesOf(organisations, asked, ({ id }) => rolesOf(process, id)),
    buyer,
    ...followsOf(process),
    planning: { rationale: problem.good, project: { title, description: problemInWords(problem) }, ...engagementOf(engagement, now) },
    // OCDS, codelist `tenderStatus`: a process of which it is not settled yet what is tendered.
    tender: { id: process.ocid, title, description: problem.today, status: 'planning', procuringEntity: buyer, ...enquiriesOf(process, asked) },
  };
}

function headOf({ process: { ocid }, number, tag, now }: Pick<ReleaseOf, 'process' | 'number' | 'tag' | 'now'>): JsonObject {
  return {
    ocid,
    id: `${ocid}-${number}`,
    // Of one length always: merging sorts releases by this text.
    date: now.toString({ fractionalSecondDigits: 6 }),
    tag: [...tag],
    initiationType: 'tender',
    language: 'en',
  };
}

/** Everybody named, those who asked too where that may be known. */
function partiesOf(organisations: readonly PublicOrganisation[], { enquirers }: ToldEnquiries, roles: (organisation: PublicOrganisation) => readonly string[]): Json[] {
  const known = new Set(organisations.map(({ id }) => id));
  return [
    ...organisations.map((each) => party(each, [...roles(each), ...(enquirers.has(each.id) ? ['enquirer'] : [])])),
    ...[...enquirers].filter(([id]) => !known.has(id)).map(([id, name]) => ({ id: partyId(id), name, roles: ['enquirer'] })),
  ];
}

const nothingAsked: ToldEnquiries = { any: false, enquirers: new Map(), fresh: [] };
const nothingDone: Delivery = { figures: [], obligations: [], payments: [] };

/** Bids extension 1.1.5, codelist `bidStatistics`. */
function bidStatistics({ lot, bids, bidders }: ReleaseOf['bids'][number]): Json[] {
  return Object.entries({ bids, bidders }).map(([measure, value]) => ({ id: `${lot}-${measure}`, measure, value, relatedLot: lot }));
}

/** Ended before its term. */
const neverBegan = ({ startsAt, endedAt }: Award): boolean => endedAt !== null && Temporal.Instant.compare(endedAt, startsAt) < 0;

/** OCDS, codelist `contractStatus`; a suspended contract is still a contract. */
const contractStatus = { 'to-come': 'pending', 'in-force': 'active', suspended: 'active', ended: 'terminated' } as const;

function party({ id, name, companyNumber, charityNumber }: PublicOrganisation, roles: readonly string[]): JsonObject {
  const charities = charityNumber === null ? undefined : charityRegister(charityNumber);
  const identifiers = [...(companyNumber === null ? [] : [{ scheme: 'GB-COH', id: companyNumber, legalName: name }]), ...(charities === undefined ? [] : [{ scheme: charities, id: charityNumber, legalName: name }])];
  const [identifier, ...additionalIdentifiers] = identifiers;
  return { id: partyId(id), name, roles: [...roles], ...(identifier && { identifier }), ...(additionalIdentifiers.length > 0 && { additionalIdentifiers }) };
}

/** From the first moment of the first day to the first moment after the last. */
export function termOf({ term }: Pick<Lot, 'term'>, timeZone: string): { readonly startDate: string; readonly endDate: string } {
  const begins = (date: Temporal.PlainDate) => date.toZonedDateTime(timeZone).toInstant().toString();
  return { startDate: begins(Temporal.PlainDate.from(term.from)), endDate: begins(Temporal.PlainDate.from(term.to).add({ days: 1 })) };
}

function targetsOf({ id, part, kpis }: Lot): Json[] {
  return kpis.map(({ metric, target }) => {
    const { title, unit } = partOf(part as PartId).metrics.find((each) => each.id === metric)!;
    return { id: `${id}-${metric}`, title, observations: [{ id: `${id}-${metric}-target`, measure: target, unit: { name: unit } }] };
  });
}

function problemInWords(problem: Process['content']['problem']): string {
  return [problem.who, problem.today, problem.known ?? '', ...problem.measures].filter(Boolean).join('\n\n');
}

function inForceInWords({ part, areas: slugs, share, suspendedSince, whyEnded }: Award, areas: readonly Area[]): string {
  const where = slugs.map((slug) => areas.find((area) => area.slug === slug)?.name ?? slug).join(', ');
  const state = [...(suspendedSince === null ? [] : [` Suspended since ${suspendedSince}.`]), ...(whyEnded === null ? [] : [` Ended early: ${whyEnded}`])].join('');
  return `${partOf(part as PartId).name} in ${where}; ${Math.round(share * 1000) / 10} % of the work.${state}`;
}
