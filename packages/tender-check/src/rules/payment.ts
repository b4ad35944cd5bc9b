/** When and how money comes, and who bears the risk. */

import { countOf, countPattern } from '../amounts.ts';
import { textAt } from '../json.ts';
import { act, hit, missing, notAsked, policyStatement, says, type Rule } from '../rule.ts';
import { longestTerm } from '../tender.ts';

const legalDays = 30;

export const payment: readonly Rule[] = [
  {
    id: 'payment-over-30-days',
    title: 'Payment later than 30 days',
    severity: 'error',
    why: 'A small provider pays wages every month and has no credit line for the buyer’s delay.',
    mend: 'Pay within 30 days of a valid invoice, sooner to small providers; the law implies it anyway.',
    source: act('68'),
    find: ({ clauses }) =>
      clauses.flatMap((clause) => {
        if (!/\b(?:pay(?:ment|ments|able|s|ing)?|paid|invoices?d?|settle[ds]?|remit)\b/i.test(clause.text) && !/\bpayment/i.test(clause.context)) return [];
        const matches = [...clause.text.matchAll(new RegExp(`\\b(${countPattern})[\\s-]*(?:\\(\\d+\\)\\s*)?(?:(calendar|working|business)[\\s-]*)?days?\\b|\\bnet[\\s-]+(\\d{1,3})\\b|\\b(${countPattern})\\s+(months|weeks)\\b(?=[^.]{0,30}\\b(?:invoice|receipt|payment))`, 'gi'))];
        const days = matches.map((match) => {
          if (match[4] !== undefined) return (countOf(match[4]) ?? 0) * (match[5]?.toLowerCase() === 'weeks' ? 7 : 30.4);
          const count = countOf(match[1] ?? match[3] ?? '') ?? 0;
          return match[2] === undefined || match[2].toLowerCase() === 'calendar' ? count : count * 1.4;
        });
        const longest = Math.max(0, ...days);
        if (longest <= legalDays || longest > 400 || notAsked.test(clause.text) || !/\b(?:invoice|receipt|pay|paid|payable|settle|remit|net|terms|end of (?:the )?month)\w*/i.test(clause.text) || /\b(?:no later than|within|in) 30\b[^.]{0,20}days\b/i.test(clause.text) || /\b(?:deliver|valid for|remain open|retention|complain\w*|refund\w*)\b/i.test(clause.text)) return [];
        return [hit(clause, `Payment may take ${Math.round(longest)} days.`)];
      }),
  },
  {
    id: 'pay-when-paid',
    title: 'Subcontractors wait until the supplier is paid',
    severity: 'error',
    why: 'The smallest in the chain carries everybody’s delay.',
    mend: 'Write 30 days through the whole chain, and report on it.',
    source: act('73'),
    find: says({ pattern: /\bpa(?:y|id) when paid\b|\bsub-?contractors?\b[^.]{0,60}\b(?:only )?(?:once|when|after|until)\b[^.]{0,40}\b(?:has been|is|been|receiv\w+) (?:paid|payment)/i, unless: [/\b(?:prohibit|not (?:be )?(?:permitted|allowed|accepted|used))/i] }, 'Subcontractors are paid only when the supplier is.'),
  },
  {
    id: 'payment-in-arrears',
    title: 'Money only at the end',
    severity: 'warning',
    why: 'Nobody without reserves can work a quarter for nothing.',
    mend: 'Pay monthly or by milestones; pay the first part on signature where work has to be set up.',
    source: policyStatement,
    find: says({ pattern: /\b(?:quarterly|half-?yearly|six-?monthly|annually|yearly|year-end) in arrears\b|\b(?:annual|yearly|six-monthly|half-yearly) (?:payments?|invoices?)\b|\b(?:paid|payment|payable)\b[^.]{0,40}\b(?:(?:only )?(?:on|upon|after|at) (?:the )?(?:full |final |successful )?(?:completion|end of the contract|contract end)|entirely by results|100 ?% (?:by results|on outcomes))/i, unless: [/\badvance\b|\bmonthly\b|\bmilestones?\b|\bstages?\b|\binstalments?\b|\bupfront\b/i] }, 'Work has to be paid for long before money comes.'),
  },
  {
    id: 'unlimited-liability',
    title: 'Liability without limit',
    severity: 'warning',
    why: 'One claim ends a small provider, and no insurer covers it.',
    mend: 'Cap it at the cover that the contract asks for, or at the yearly value, save where the law allows no cap.',
    source: policyStatement,
    find: says({ pattern: /\b(?:unlimited|uncapped)\b[^.]{0,30}\b(?:liabilit|indemnit|loss|damages)|\b(?:liabilit(?:y|ies)|indemnit(?:y|ies))\b[^.]{0,40}\b(?:unlimited|uncapped|without (?:any )?(?:limit|cap))|\bindemnif(?:y|ies)\b[^.]{0,60}\bwithout (?:any )?(?:limit|cap)|\bno (?:cap|limit)\b[^.]{0,20}\bliabilit/i, unless: [/\b(?:death|personal injury|fraud)\b|\b(?:not|never) (?:be )?(?:unlimited|uncapped)/i] }, 'Liability has no limit.'),
  },
  {
    id: 'fixed-price-long',
    title: 'A fixed price for years',
    severity: 'warning',
    why: 'Wages and prices rise; only large firms can carry that, and they price it in.',
    mend: 'Let prices follow a published index once a year.',
    source: policyStatement,
    find: (tender) => (longestTerm(tender) < 2 ? [] : says({ pattern: /\b(?:prices?|rates?|costs?)\b[^.]{0,40}\b(?:fixed|held|firm|frozen|no (?:increase|uplift))\b[^.]{0,60}\b(?:term|duration|contract|life|period|years?|throughout|extension)/i, unless: [/\bindex|\buplift(?:ed)? (?:by|in line|each|every)|\breview(?:ed)?\b|\bCPI\b|\bRPI\b|\binflation\b|\bfirst (?:year|12|twelve)/i] }, 'Prices are fixed for years.')(tender)),
  },
  {
    id: 'all-intellectual-property',
    title: 'Everything made becomes the buyer’s',
    severity: 'warning',
    why: 'A small provider lives on what it has made and knows; giving it away closes the next contract.',
    mend: 'Take a licence for what the service needs; let the maker keep the rest.',
    source: policyStatement,
    find: says({ pattern: /\b(?:all|any|every|full)\b[^.]{0,30}\b(?:intellectual property|IPR?|copyright)\b[^.]{0,60}\b(?:vest|belong|transfer|assign|pass|owned|property of|remain with)\w*\b[^.]{0,40}\b(?:council|authority|buyer|trust|board|department|client|us|commissioner)\b/i, unless: [/\blicen[cs]e\b|\b(?:remain|stay|retain)\w* (?:with|by|the property of) (?:the )?(?:provider|supplier|bidder|contractor|maker)/i] }, 'All intellectual property passes to the buyer.'),
  },
  {
    id: 'no-volume-but-exclusive',
    title: 'No work promised, but readiness asked for',
    severity: 'note',
    why: 'Keeping people ready without pay is a cost only large providers can spread.',
    mend: 'Promise a least volume or pay for readiness.',
    source: policyStatement,
    find: says({ pattern: /\bno (?:guarantee|commitment|undertaking|obligation)\b[^.]{0,50}\b(?:volume|work|quantit|orders?|value|spend|minimum)/i, negated: false }, 'No volume is promised.'),
  },
  {
    id: 'value-missing',
    title: 'No value is given',
    severity: 'warning',
    why: 'Nobody can tell whether it is worth the evenings; the present supplier knows.',
    mend: 'Publish the estimated value of each lot.',
    source: policyStatement,
    find: (tender) => (tender.value === undefined && textAt(tender.tender, 'value', 'currency') === undefined && !tender.clauses.some(({ text }) => /\b(?:budget|value|worth|price|up to)\b[^.]{0,40}(?:£|GBP)\s?\d/i.test(text)) ? [missing(tender, 'Neither the tender nor its lots have a value.')] : []),
  },
];
