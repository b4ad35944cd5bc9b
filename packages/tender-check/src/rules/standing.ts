/** What is asked of a bidder's money, size and form. */

import { poundsIn, timesIn } from '../amounts.ts';
import { at, numberAt, pointer, textAt } from '../json.ts';
import { act, hit, notAsked, policyStatement, pounds, says, type Hit, type Rule } from '../rule.ts';
import { largestLot, valueFor, type Tender } from '../tender.ts';

/** Turnover may be asked for up to this many times the value. */
const mostTurnover = 2;
/** Cover of the employers' liability that the law asks of everybody; less is no barrier. */
const usualCover = 5_000_000;

export const standing: readonly Rule[] = [
  {
    id: 'turnover-multiple',
    title: 'Turnover of more than twice the value',
    severity: 'error',
    why: 'A firm that has never held a contract of this size cannot have the turnover of one that has several. It says little about who can deliver.',
    mend: 'Ask for no more than the yearly value, or ask instead how the bidder will fund the first months; take a consortium’s turnover together.',
    source: act('22(1) (conditions of participation have to be proportionate)'),
    find: (tender) => [...turnoverInWords(tender), ...turnoverInRequirements(tender)],
  },
  {
    id: 'audited-accounts',
    title: 'Audited accounts of bidders who need not have any',
    severity: 'error',
    why: 'Most small companies and charities are exempt from audit; an audit only to bid costs thousands of pounds.',
    mend: 'Take accounts as they are filed, management accounts, a bank letter or a forecast; ask for audited ones only of those whom the Companies Act 2006 obliges to have them.',
    source: act('22(3)(a)'),
    find: says(
      { pattern: /\b(?:fully )?audited\b[^.]{0,40}\b(?:accounts?|financial statements?|balance sheets?|figures)\b|\baccounts\b[^.]{0,60}\baudited\b/i, negated: false, unless: [/\bunaudited\b|\b(?:if|where|only|unless)\b[^.]{0,60}\b(?:oblig|requir|law|statut|companies act|audit(?:ed)? by law|available)|\bor (?:an |its |their )?(?:equivalent|management accounts|alternative|other evidence)|\b(?:not|n['’]t|no) (?:\w+ ){0,3}audited|\bneed not\b/i] },
      'Audited accounts are asked of every bidder.',
    ),
  },
  {
    id: 'insurance-before-award',
    title: 'Insurance that has to be in place before the award',
    severity: 'error',
    why: 'Cover for a contract that one may not win is money lost; a small provider buys it when it has won.',
    mend: 'Ask for a commitment to have the cover by the start of the contract.',
    source: act('22(3)(b)'),
    find: says(
      {
        pattern: /\binsur(?:ance|ed)\b|\bindemnity\b[^.]{0,30}\bcover\b|\bpublic liability\b/i,
        needs: [/\b(?:at (?:the )?(?:time|point|date|stage) of (?:\w+ ){0,3}(?:tender|bid|submission|submitting|bidding|applying|application|response)|with (?:the|their|your|its) (?:tender|bid|submission|response|application)|(?:as )?part of (?:the|their|your|its|any) (?:tender|bid|submission|response|application)|before (?:the )?(?:(?:contract )?award|tender|bidding|submission|deadline|closing)|prior to (?:the )?(?:contract )?(?:award|tender|bid|submission)|when (?:bidding|tendering|submitting|applying)|at (?:tender|bid|submission) (?:stage|submission|return)?|(?:must|shall|should|to) (?:already|currently) (?:have|hold|possess|maintain)\b|(?:must|shall|should|to) (?:\w+ )?(?:have|hold|possess|be|evidence)\b[^.]{0,60}\b(?:already|currently|in place|now|existing|current)\b(?! (?:by|from|on|before|at|when|for) (?:the )?(?:start|commencement|contract|award|first day))|by the (?:tender|bid|submission|closing) (?:deadline|date)|already (?:hold|have|be|in place)|as a condition of (?:bidding|tendering|participation)|copies of (?:\w+ )?(?:current )?(?:insurance )?certificates)/i],
        unless: [/\b(?:by|from|at|before|on|until) (?:the )?(?:contract )?(?:start|commencement|signature|mobilisation|first day|service start)|\bcommit(?:ment|s)? to|\bwilling(?:ness)? to|\bundertak(?:e|ing) to|\b(?:if|when|once|on|after|upon) (?:\w+ )?(?:awarded|successful|award|appointment|appointed|winning|they win|you win|it wins)/i],
      },
      'The insurance is asked for before the award.',
    ),
  },
  {
    id: 'insurance-level',
    title: 'More insurance than the contract can need',
    severity: 'warning',
    why: 'Premiums rise with the cover; a level copied from works contracts prices small providers out.',
    mend: 'Set the cover by the harm that this contract can do, for each lot; £5 million is what the law asks of employers.',
    source: act('22(1) (conditions of participation have to be proportionate)'),
    find: (tender) =>
      tender.clauses.flatMap((clause) => {
        if (!/\binsur|\bindemnity\b|\bliability\b/i.test(clause.context) || notAsked.test(clause.text) || !/\binsur|\bindemnity\b|\bliability\b|\bcover\b/i.test(clause.around)) return [];
        const value = valueFor(tender, clause);
        const cover = Math.max(0, ...poundsIn(clause.text));
        if (cover <= usualCover || (value !== undefined && cover <= 10 * value)) return [];
        return [hit(clause, `Cover of ${pounds(cover)} is asked for${value === undefined ? '' : `, for a value of ${pounds(value)}`}.`)];
      }),
  },
  {
    id: 'years-trading',
    title: 'A number of years in trade',
    severity: 'warning',
    why: 'It shuts out every new organisation, those founded for this very service first.',
    mend: 'Ask for accounts “or, where the organisation is younger, a forecast and a bank letter”.',
    source: act('22(1) (conditions of participation have to be proportionate)'),
    find: says(
      {
        pattern: /\b(?:at least|minimum(?: of)?|not less than|no less than|last|past|previous|preceding|full|more than)\s+(?:the (?:last|past|previous) )?(?:two|three|four|five|six|seven|eight|ten|[2-9]|10)\s+(?:\((?:\d+)\) )?(?:full |financial |complete |consecutive )*(?:years?|years['’])\b|\b(?:two|three|four|five|[2-5])\s+(?:full )?years['’]?\s+(?:of\s+)?(?:\w+\s+){0,2}(?:accounts|trading)\b/i,
        needs: [/\b(?:trad(?:ing|ed)|in business|established|accounts|incorporated|in operation|operating history|existence)\b/i],
        unless: [/\bsince\b[^.]{0,40}\b(?:form|found|start|establish|incorporat|began)|\b(?:newer|younger|new (?:organisation|compan|business|provider|supplier)|recently (?:formed|established)|start-?ups?)\b|\bor (?:equivalent|other evidence|such shorter|for as long|alternative)|\bwhere available\b/i],
      },
      'A young organisation cannot have been trading for as long.',
    ),
  },
  {
    id: 'credit-score',
    title: 'A score of a credit agency decides',
    severity: 'warning',
    why: 'Young firms and charities have thin files and score low, however sound they are.',
    mend: 'Use a score only to ask further, and say what else is taken: a bank letter, a guarantee of a partner, payment in smaller steps.',
    source: act('22(1) (conditions of participation have to be proportionate)'),
    find: says({ pattern: /\b(?:credit (?:score|rating|check|safe|report)|creditsafe|experian|equifax|dun (?:&|and) bradstreet|D&B|company watch|failure score)\b/i, unless: [/\bor (?:equivalent|other|alternative)|\balternative evidence\b|\bonly to\b|\bwill not (?:by itself|alone|on its own)/i] }, 'A credit agency’s score is a condition.'),
  },
  {
    id: 'bond-or-guarantee',
    title: 'A bond or a parent company’s guarantee',
    severity: 'warning',
    why: 'Small and social providers have no parent, and a bond ties up the cash they work with.',
    mend: 'Leave it out, or pay by milestones so that little is at risk.',
    source: policyStatement,
    find: says({ pattern: /\b(?:performance|bid|tender|surety|advance payment) (?:bond|security|guarantee)|\bparent(?: |-)company guarantee|\bbank guarantee|\bPCG\b|\bdeposit of (?:£|\d)/i, unless: [/\bno (?:performance |bid |tender |bank |parent(?: |-)company )?(?:bond|guarantee|deposit|security)|\b(?:bonds?|guarantees?|deposits?) (?:is|are|will be) not\b/i] }, 'A bond or guarantee is asked for.'),
  },
  {
    id: 'minimum-staff',
    title: 'A number of employees',
    severity: 'warning',
    why: 'Three people and a network of partners can deliver what a headcount says they cannot.',
    mend: 'Ask how the service will be staffed and covered in absence.',
    source: act('22(1) (conditions of participation have to be proportionate)'),
    find: says({ pattern: /\b(?:at least|minimum(?: of)?|no fewer than|not fewer than|more than)\s+(?:\d[\d,]*|five|six|eight|ten|twelve|fifteen|twenty|thirty|fifty)\s+(?:\w+[ -]){0,3}(?:employees|staff|FTEs?|members of staff|personnel|workers)\b|\bminimum (?:headcount|workforce)\b/i, unless: [/\b(?:new|local|jobs?|created?|apprentice)/i] }, 'A minimum of employees is a condition.'),
  },
  {
    id: 'legal-form',
    title: 'One legal form only',
    severity: 'warning',
    why: 'Charities, co-operatives, community interest companies, partnerships and sole traders are shut out by a word.',
    mend: 'Write “organisation” and let every legal form bid, consortia included.',
    source: policyStatement,
    find: says({ pattern: /\b(?:must|shall|should|only|required to|has to|have to)\b[^.]{0,50}\b(?:(?:a |be )?(?:private |registered |incorporated )*limited compan(?:y|ies)|(?:UK |a )?registered compan(?:y|ies)|incorporated (?:compan(?:y|ies)|bod(?:y|ies))|compan(?:y|ies) limited by shares)\b|\b(?:sole traders?|charities|unincorporated \w+|partnerships) (?:may not|cannot|can not|are not (?:eligible|able|permitted)|will not)/i, unless: [/\bor (?:any )?other (?:legal )?forms?\b|\bor (?:a |an )?(?:charity|co-?operative|partnership|sole trader|community interest)/i], negated: false }, 'Only one legal form may bid.'),
  },
  {
    id: 'presence-before-award',
    title: 'An office in the area before the award',
    severity: 'warning',
    why: 'Nobody rents an office for a contract they may not win, and the law forbids to discriminate by where a supplier sits.',
    mend: 'Say how fast somebody has to be on the spot once the contract runs.',
    source: act('12'),
    find: says({ pattern: /\b(?:existing|established|already|current(?:ly)?|must|shall)\b[^.]{0,50}\b(?:office|depot|premises|base|branch|presence)\b[^.]{0,30}\b(?:in|within|near)\b/i, unless: [/\b(?:by|from|before|at|on) (?:the )?(?:contract )?(?:start|commencement)|\b(?:once|after|if|upon|on) (?:\w+ )?(?:award|appointed)/i] }, 'The bidder has to have premises in the area already.'),
  },
  {
    id: 'checks-before-award',
    title: 'Staff checked or trained before the award',
    severity: 'warning',
    why: 'Checks and courses for people who may never work on it are a cost only large providers can spread.',
    mend: 'Ask for them by the day that the person starts work on the contract.',
    source: act('22(1) (conditions of participation have to be proportionate)'),
    find: says({ pattern: /\b(?:DBS|AccessNI|disclosure|vetted|vetting|security clear(?:ed|ance))\b/i, needs: [/\bat (?:the )?(?:time|point|date) of (?:tender|bid|submission|application)|\bbefore (?:the )?(?:(?:contract )?award|bidding|submission|tender)|\bprior to (?:the )?(?:contract )?(?:award|bid|submission|tender)|\bwith (?:the|their|your) (?:tender|bid|submission)/i], unless: [/\b(?:start|commence)\w* (?:of |on |work|the )/i] }, 'Checks are asked for before there is a contract.'),
  },
  {
    id: 'suitable-for-small',
    title: 'Marked as not suitable for small or social providers',
    severity: 'warning',
    why: 'Alerts leave the tender out, so those it might suit never hear of it.',
    mend: 'Find out what makes it unsuitable and change that; then mark it suitable.',
    source: act('12(4) (regard to the particular barriers of small and medium-sized enterprises)'),
    find: ({ parts }) => parts.flatMap(({ path, object }) => (at(object, 'suitability', 'sme') === false && at(object, 'suitability', 'vcse') !== true ? [{ path: pointer(path, 'suitability', 'sme'), quote: 'false', message: 'It is marked as not suitable for small and medium-sized enterprises.' }] : [])),
  },
];

function turnoverInWords(tender: Tender): Hit[] {
  return tender.clauses.flatMap((clause) => {
    if (!/\bturnover\b|\b(?:annual|yearly) (?:income|revenue)\b/i.test(clause.context) || notAsked.test(clause.text) || /\bno more than\b|\bnot (?:exceed|be more than)|\bmaximum of\b|\bup to\b/i.test(clause.text)) return [];
    const times = /\b(?:value|worth|price|size|budget)\b|\bcontract\b/i.test(clause.text) ? Math.max(0, ...timesIn(clause.text)) : 0;
    if (times > mostTurnover) return [hit(clause, `A turnover of ${times} times the value is asked for.`)];
    const value = valueFor(tender, clause);
    const amount = Math.max(0, ...poundsIn(clause.text).filter((each) => each !== value));
    if (value === undefined || amount <= mostTurnover * value) return [];
    return [hit(clause, `A turnover of ${pounds(amount)} is asked for, ${Math.round((10 * amount) / value) / 10} times the value of ${pounds(value)}.`)];
  });
}

/** Requirements with a least value, as the requirements extension has them. */
function turnoverInRequirements(tender: Tender): Hit[] {
  const value = largestLot(tender);
  if (value === undefined) return [];
  return tender.requirements.flatMap(({ path, object, criterion }) => {
    const key = textAt(object, 'title') === undefined ? 'description' : 'title';
    const words = `${criterion} ${textAt(object, 'title') ?? ''} ${textAt(object, 'description') ?? ''}`;
    const least = numberAt(object, 'minValue') ?? numberAt(object, 'expectedValue');
    if (!/\bturnover\b/i.test(words) || least === undefined || least <= mostTurnover * value) return [];
    return [{ path: pointer(path, key), quote: textAt(object, key) ?? '', message: `A turnover of ${pounds(least)} is asked for, with a value of ${pounds(value)}.` }];
  });
}
