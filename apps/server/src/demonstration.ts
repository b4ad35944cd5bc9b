/**
 * Procurements to try the product with, one in each stage, all made up and titled so. They come about by the
 * operations that everybody uses, done by the demonstration's people: what lies in the past is dated so, and what
 * the database's own clock decides, such as a deadline, is waited for.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { demonstrationAddress, type Accounts, type DemonstrationKey } from '@drystone/accounts';
import type { Commissioning } from '@drystone/commissioning';
import type { Database } from '@drystone/database';
import { keptMail, post } from '@drystone/mail';
import { m } from '@drystone/messages';

type Caller = Awaited<ReturnType<Accounts['demonstrationCaller']>>;
type Made = Awaited<ReturnType<Commissioning['createProcess']>>;

export interface DemonstrationOptions {
  readonly accounts: Accounts;
  readonly database: Database;
  /** The service with another clock than the real one. */
  readonly commissioningAt: (clock: () => Temporal.Instant) => Commissioning;
  readonly clock: () => Temporal.Instant;
  readonly timeZone: string;
  readonly signal: AbortSignal;
}

interface DemonstrationOpener {
  readonly email: string;
  readonly code: string;
}

/** How long bids are taken for those tenders that are shown after their deadline. */
const biddingSeconds = 12;

const glens = ['causeway-coast-and-glens', 'mid-and-east-antrim'];
const quality = (title: string, description: string, weight: number) => ({ id: title.toLowerCase().replaceAll(/[^a-z]+/g, '-'), title, description, kind: 'quality', weight });
const price = (weight: number) => ({ id: 'price', title: 'Price', kind: 'price', weight });
const socialValue = (weight: number) => ({ id: 'social-value', title: 'Social value', description: 'A good answer says who gets work and skills here through the contract, and how that is counted.', kind: 'social-value', weight });

const contentLot = (id: string, title: string, pounds: number, from: Temporal.PlainDate) => ({
  id,
  title,
  description: 'Descriptions, opening hours and pictures of at least ten places that most visitors have never heard of, kept up to date for the whole term.',
  part: 'visit.content',
  areas: glens,
  term: { from: from.toString(), to: from.add({ years: 2 }).subtract({ days: 1 }).toString() },
  valuePence: pounds * 100,
  kpis: [{ metric: 'fresh-share', target: 90 }, { metric: 'visited', target: 500 }],
  asked: [
    { id: 'places', question: 'Which places would you describe, and why those?', mostWords: 300, criterion: 'places-nobody-else-shows' },
    { id: 'work-here', question: 'Who here gets work or skills through this, and how do you count it?', mostWords: 200, criterion: 'social-value' },
  ],
  criteria: [quality('Places nobody else shows', 'A good answer names places that are in no other guide, and says who looks after them.', 60), price(25), socialValue(15)],
  socialValue: [{ measure: 'training-hours' }],
});

const visitorProblem = {
  who: 'Visitors who stay for more than a day, and the people whose small places they never hear of.',
  today: 'Everybody drives to the same three sights and back; an hour inland the car parks are empty.',
  good: 'A visitor spends an afternoon somewhere nobody told them of, and a family there makes part of its living from it.',
  measures: ['Share of visits that go to little-known places', 'Nights spent outside the towns on the coast'],
};

/** Makes those of the demonstration's procurements that are not there. */
export async function demonstrate({ accounts, database, commissioningAt, clock, timeZone, signal }: DemonstrationOptions): Promise<void> {
  const people = new Map<DemonstrationKey, Caller>();
  for (const key of ['commissioner', 'evaluator', 'tourism', 'trails', 'boats', 'operator', 'citizen'] as const) people.set(key, await accounts.demonstrationCaller(key));
  const person = (key: DemonstrationKey): Caller => people.get(key)!;
  const organisationOf = (key: DemonstrationKey): string => person(key).memberships[0]!.organisationId;
  const today = clock().toZonedDateTimeISO(timeZone).toPlainDate();
  const now = commissioningAt(clock);
  const at = (ago: Temporal.DurationLike) => commissioningAt(() => clock().toZonedDateTimeISO(timeZone).subtract(ago).toInstant());

  async function isThere(buyer: DemonstrationKey, title: string): Promise<boolean> {
    const { items } = await now.processes(person(buyer), { buyer: organisationOf(buyer), mine: true, limit: 100, offset: 0 });
    return items.some(({ content }) => content.title === title);
  }

  async function published(service: Commissioning, buyer: DemonstrationKey, form: object): Promise<Made> {
    const { id, revision } = await service.createProcess(person(buyer), organisationOf(buyer), form);
    return service.publishProcess(person(buyer), id, revision);
  }

  /** A problem that citizens are talking about. */
  async function aProblem(): Promise<void> {
    const title = 'Demo: Getting home after dark';
    if (await isThere('commissioner', title)) return;
    const before = at({ weeks: 2 });
    const { id } = await before.createProcess(person('commissioner'), organisationOf('commissioner'), {
      title,
      problem: {
        who: 'People over 75 who live by themselves outside the town, and whoever worries about them.',
        today: 'The last bus leaves at twenty to six. Whoever falls on the way from the stop lies there until somebody passes.',
        good: 'Nobody stays at home in the evening because they are afraid of the way back.',
        measures: ['Evenings out a month, of those who live alone', 'Hours between a fall outdoors and help'],
      },
      method: 'open-procedure',
    });
    await before.openProblem(person('commissioner'), id, 0, { openUntil: clock().toZonedDateTimeISO(timeZone).add({ months: 1 }).toInstant().toString(), openTo: 'everyone' });
    const story = await before.contribute(person('citizen'), id, { kind: 'story', affected: true, shownName: 'Maisie', text: 'I gave up the choir in November. It is not the singing, it is the four hundred yards from the stop to my door, with no light and no pavement. In summer I am a different woman.' });
    await before.contribute(person('operator'), id, { kind: 'comment', text: 'Half of the calls we take after seven in the evening are from people who are well, and have heard a noise. A voice on the way home would do more than a second lock.' });
    for (const [who, weight] of [['citizen', 3], ['operator', 2], ['trails', 1]] as const) await before.supportProblem(person(who), id, { weight, affected: who === 'citizen' });
    await now.decideContribution(person('commissioner'), story.id, story.revision, { decision: 'answer', outcome: 'adopted', answer: 'The way from the stop to the door is part of the problem now, not the bus alone.' });
  }

  /** A draft, and the market is asked about it. */
  async function aDraft(): Promise<void> {
    const title = 'Demo: A guide that learns what you like';
    if (await isThere('tourism', title)) return;
    const { id } = await at({ days: 3 }).createProcess(person('tourism'), organisationOf('tourism'), { title, problem: visitorProblem, method: 'competitive-flexible' });
    await at({ days: 3 }).openEngagement(person('tourism'), id, 0, {
      background: 'We think of buying what ranks the places of the guide for each visitor. We know what visitors tell us; we do not know what can be learnt from it, and what that costs in a year.',
      how: 'We also sit in the Harbour Hall each Thursday from ten until noon, and write down here what is said there.',
      asked: ['What would you need from us to show that it works?', 'How would you divide it, so that a small firm can carry a part?'],
      openUntil: clock().toZonedDateTimeISO(timeZone).add({ weeks: 3 }).toInstant().toString(),
    });
    await at({ days: 2 }).askEnquiry(person('trails'), id, { organisation: organisationOf('trails'), kind: 'response', about: '2', text: 'By area. One summer in one glen would show more than a hundred pages.' });
    const question = await at({ days: 2 }).askEnquiry(person('operator'), id, { organisation: organisationOf('operator'), text: 'May what visitors tell be kept on a machine of ours?' });
    await at({ days: 1 }).decideEnquiry(person('tourism'), id, question.id, question.revision, { decision: 'answer', answer: 'Not with anything that says who they are. Counts for each place, yes.' });
    await at({ days: 1 }).askEnquiry(person('boats'), id, { organisation: organisationOf('boats'), text: 'Does a place that is seen from the water count as visited?' });
  }

  const newestLink = async (email: string): Promise<string> => (await keptMail(database, 200)).flatMap(({ to, body }) => (to === email ? (/opening\/([\w-]{32})/.exec(body)?.[1] ?? []) : []))[0]!;

  /** Three people keep their codes; each code is mailed to its opener, for whoever tries the opening out. */
  async function key(process: Made, buyer: DemonstrationKey): Promise<readonly DemonstrationOpener[]> {
    const named = ['First', 'Second', 'Third'].map((which) => ({ name: `Demo: ${which} opener`, email: demonstrationAddress(`${which.toLowerCase()}-opener-${process.ocid.slice(-6)}`) }));
    await now.nameOpeners(person(buyer), process.id, { openers: named });
    const openers: DemonstrationOpener[] = [];
    for (const { email, name } of named) {
      const token = await newestLink(email);
      const { code } = await now.takeOpenerCode(token);
      await now.confirmOpenerCode(token, { part: code.split('-').slice(-2).join('-') });
      await database.as('system:mail', (transaction) => post(transaction, { to: email, subject: m.mail_demonstration_opener_subject({ title: process.content.title }), body: m.mail_demonstration_code_body({ name, code }) }, clock()));
      openers.push({ email, code });
    }
    return openers;
  }

  const codes = new Map<DemonstrationKey, string>();
  /** A new one, so that it is known; it comes by mail, for whoever reads the bids as them. */
  async function bidCode(bidder: DemonstrationKey): Promise<string> {
    const known = codes.get(bidder);
    if (known !== undefined) return known;
    const { code } = await now.makeBidCode(person(bidder), organisationOf(bidder), { replace: true });
    codes.set(bidder, code);
    await database.as('system:mail', (transaction) => post(transaction, { to: demonstrationAddress(bidder), subject: m.mail_demonstration_code_subject(), body: m.mail_demonstration_code_body({ name: person(bidder).name, code }) }, clock()));
    return code;
  }

  async function written(process: Made, bidder: DemonstrationKey, places: string, pounds: number, hours: number) {
    const code = await bidCode(bidder);
    const lot = process.content.lots[0]!;
    const begun = await now.beginBid(person(bidder), process.id, { organisation: organisationOf(bidder), lot: lot.id });
    return now.editBid(person(bidder), begun.id, begun.revision, code, {
      answers: Object.fromEntries(lot.asked.map(({ id }) => [id, id === 'places' ? places : `Two young people from the glens are trained as guides: ${hours} hours between them, kept in a book that anybody can read.`])),
      pricePence: pounds * 100,
      ...(lot.socialValue.length > 0 && { socialValue: [{ measure: 'training-hours', quantity: hours }] }),
    });
  }

  /** Two bids in it, sealed. */
  async function bidFor(process: Made): Promise<void> {
    for (const [bidder, places, pounds, hours] of [
      ['trails', 'The six falls above the road that the map leaves out, the mill race, and the fort that the school looks after. We walk to each of them every week.', 17_600, 240],
      ['boats', 'The harbours that only fishermen use now, seen from the water, with whoever mends the nets there telling what the stones are for.', 18_900, 120],
    ] as const) {
      const bid = await written(process, bidder, places, pounds, hours);
      await now.submitBid(person(bidder), bid.id, bid.revision, await bidCode(bidder));
    }
  }

  async function anOpenTender(): Promise<void> {
    const title = 'Demo: Small places of the north coast';
    if (await isThere('tourism', title)) return;
    const begins = today.add({ months: 3 });
    const process = await published(at({ days: 4 }), 'tourism', {
      title,
      problem: visitorProblem,
      method: 'below-threshold-quotation',
      deadline: today.add({ weeks: 4 }).toZonedDateTime({ timeZone, plainTime: '12:00' }).toInstant().toString(),
      lots: [contentLot('on-foot', 'Places one walks to', 18_000, begins), contentLot('by-water', 'Places seen from the water', 12_000, begins)],
    });
    const question = await at({ days: 3 }).askEnquiry(person('boats'), process.id, { organisation: organisationOf('boats'), about: 'by-water', text: 'May a place be shown that one sees, and cannot land at?' });
    await at({ days: 2 }).decideEnquiry(person('tourism'), process.id, question.id, question.revision, { decision: 'answer', answer: 'It may, where the description says so.' });
    await now.askEnquiry(person('trails'), process.id, { organisation: organisationOf('trails'), text: 'May two bidders name the same place?' });
    await key(process, 'tourism');
    await written(process, 'trails', 'The falls above the road that the map leaves out, and the mill race below them.', 17_500, 200);
  }

  /** Published long ago, with bids in it and a deadline in some seconds. */
  async function closing(buyer: DemonstrationKey, title: string, form: object = {}) {
    if (await isThere(buyer, title)) return undefined;
    const process = await published(at({ weeks: 6 }), buyer, { title, problem: visitorProblem, method: 'below-threshold-quotation', deadline: clock().add({ seconds: biddingSeconds }).round({ smallestUnit: 'second', roundingMode: 'ceil' }).toString(), lots: [contentLot('places', 'Places of the glens', 20_000, today.add({ months: 2 }))], ...form });
    const openers = await key(process, buyer);
    await bidFor(process);
    return { buyer, process, openers };
  }

  /** Once the deadline is past, by two of the three. */
  async function opened(made: NonNullable<Awaited<ReturnType<typeof closing>>>): Promise<readonly { readonly id: string; readonly provider: { readonly id: string } }[]> {
    const left = Temporal.Instant.from(made.process.content.deadline!).epochMilliseconds - clock().epochMilliseconds;
    await pause(Math.max(0, left) + 500, undefined, { signal });
    for (const { email, code } of made.openers.slice(0, 2)) {
      const give = async () => now.giveShare(await newestLink(email), { code });
      // Once the deadline is past a job sends them new links, perhaps just now.
      await give().catch(give);
    }
    return (await now.evaluation(person(made.buyer), made.process.id)).lots[0]!.bids;
  }

  const markOf = (provider: string): number => (provider === organisationOf('trails') ? 5 : 3);

  async function anEvaluation(made: NonNullable<Awaited<ReturnType<typeof closing>>>): Promise<void> {
    const bids = await opened(made);
    const { id } = made.process;
    const council = organisationOf('commissioner');
    await now.appoint(person('commissioner'), id, 'places', { evaluator: person('evaluator').actor, kind: 'evaluator', organisation: council });
    await now.declareConflict(person('evaluator'), id, { conflict: 'none' });
    const first = bids.find(({ provider }) => provider.id === organisationOf('boats'))!;
    await now.saveScore(person('evaluator'), id, 'places', { bid: first.id, criterion: 'places-nobody-else-shows', score: 3, reason: 'Good places, told well; who keeps them up is not said for all.' });
  }

  async function aStandstill(made: NonNullable<Awaited<ReturnType<typeof closing>>>): Promise<void> {
    const bids = await opened(made);
    const { id } = made.process;
    const grace = person('tourism');
    await now.appoint(grace, id, 'places', { evaluator: grace.actor, kind: 'evaluator', organisation: organisationOf('tourism') });
    await now.declareConflict(grace, id, { conflict: 'none' });
    const scored = bids.flatMap(({ id: bid, provider }) => ['places-nobody-else-shows', 'social-value'].map((criterion) => ({ bid, criterion, score: markOf(provider.id), reason: markOf(provider.id) > 3 ? 'Each place is named, with who looks after it and when somebody was last there.' : 'Convincing in part; how it is counted stays open.' })));
    for (const score of scored) await now.saveScore(grace, id, 'places', score);
    await now.submitScores(grace, id, 'places');
    for (const score of scored) await now.moderate(grace, id, 'places', { ...score, revision: 0 });
    const winner = bids.find(({ provider }) => provider.id === organisationOf('trails'))!;
    await now.decide(grace, id, 'places', { outcome: 'award', winners: [{ bid: winner.id, share: 1 }], reason: 'The higher score in each criterion, at the lower price.' });
  }

  async function aContract(): Promise<void> {
    const title = 'Demo: Harbours seen from the water';
    if (await isThere('tourism', title)) return;
    const began = today.subtract({ months: 5 });
    const process = await published(at({ months: 6 }), 'tourism', { title, problem: visitorProblem, method: 'direct-award', methodReason: 'Below the threshold, and nobody else has a boat with room for a wheelchair.', lots: [{ ...contentLot('harbours', 'Harbours seen from the water', 24_000, began), asked: [], socialValue: [] }] });
    const niamh = person('boats');
    const award = await at({ months: 5, days: 20 }).makeAward(person('tourism'), process.id, {
      lot: 'harbours',
      provider: organisationOf('boats'),
      valuePence: 2_400_000,
      reason: 'It knows every harbour from the water, and takes everybody on board.',
      obligations: [
        { kind: 'social-value', measure: 'training-hours', title: 'Hours of training that leads to a qualification', unit: 'hours', quantity: 120, due: today.add({ months: 6 }).toString() },
        { kind: 'milestone', title: 'The first ten harbours are described', amountPence: 600_000, due: today.subtract({ months: 3 }).toString() },
      ],
    });
    const { obligations } = await now.contract(niamh, award.id);
    const hours = obligations.find(({ kind }) => kind === 'social-value')!;
    const milestone = obligations.find(({ kind }) => kind === 'milestone')!;
    const done = await at({ months: 3 }).claim(niamh, milestone.id, { doneOn: today.subtract({ months: 3, days: 5 }).toString(), evidence: 'Ten descriptions, each with the day on which we were there.' });
    await at({ months: 3 }).decideClaim(person('tourism'), done, { decision: 'confirm' });
    const invoice = await at({ months: 2, days: 25 }).submitInvoice(niamh, award.id, { number: 'DEMO-1', dated: today.subtract({ months: 2, days: 25 }).toString(), netPence: 500_000, vatPence: 100_000, milestone: milestone.id });
    await at({ months: 2, days: 20 }).decideInvoice(person('tourism'), invoice, { decision: 'accept' });
    await at({ months: 2 }).decideInvoice(person('tourism'), invoice, { decision: 'paid', paidOn: today.subtract({ months: 2 }).toString() });
    await at({ days: 6 }).claim(niamh, hours.id, { quantity: 34, doneOn: today.subtract({ days: 8 }).toString(), evidence: 'Two of the crew passed the first part of their boat handling course.' });
  }

  async function aWithdrawal(): Promise<void> {
    const title = 'Demo: One supplier for the whole guide';
    if (await isThere('commissioner', title)) return;
    const process = await published(at({ weeks: 10 }), 'commissioner', { title, problem: visitorProblem, method: 'below-threshold-quotation', deadline: today.add({ weeks: 2 }).toZonedDateTime({ timeZone, plainTime: '12:00' }).toInstant().toString(), lots: [contentLot('everything', 'All places, all of the coast', 90_000, today.add({ months: 2 }))] });
    await at({ weeks: 9 }).closeTender(person('commissioner'), process.id, process.revision, { as: 'withdrawn', reason: 'Three small firms told us that nobody here could bid for all of it. We are breaking it into lots.' });
  }

  await aProblem();
  await aDraft();
  await anOpenTender();
  await aContract();
  await aWithdrawal();
  // Those with a deadline to wait for come last, and wait for it together.
  await closing('commissioner', 'Demo: Island days, sealed bids to be opened');
  const evaluated = await closing('commissioner', 'Demo: Winter evenings indoors');
  const standing = await closing('tourism', 'Demo: Walks of the glens', { method: 'open-procedure' });
  if (evaluated) await anEvaluation(evaluated);
  if (standing) await aStandstill(standing);
}
