/** Time to hear of it, ask, answer and begin. */

import { objectsAt, pointer, textAt } from '../json.ts';
import { act, missing, policyStatement, says, type Rule } from '../rule.ts';
import { daysBetween, periodAt, type Tender } from '../tender.ts';

/** Days to answer: where the law sets a least (documents and bids electronic), after a qualifying planned procurement notice, and what a small provider needs anyway. */
const leastDays = { regulated: 25, planned: 10, fair: 14 };
const leastQuestionDays = 7;
const leastMobilisationDays = 28;

function planned({ release, tender }: Tender): boolean {
  return [...objectsAt(release, 'planning', 'documents'), ...objectsAt(tender, 'documents')].some(({ object }) => textAt(object, 'noticeType') === 'UK3' || textAt(object, 'documentType') === 'plannedProcurementNotice');
}

export const time: readonly Rule[] = [
  {
    id: 'response-time-short',
    title: 'Too little time to answer',
    severity: 'error',
    why: 'Small providers write bids in the evening; partners need time to find one another.',
    mend: 'Give 25 days at the least, and 40 where bidders have to find partners.',
    source: act('54'),
    find: (tender) => {
      const period = periodAt(tender, 'tenderPeriod');
      const start = period?.start ?? Date.parse(textAt(tender.release, 'date') ?? '');
      if (period?.end === undefined || !Number.isFinite(start)) return [];
      const days = daysBetween(start, period.end);
      const regulated = tender.aboveThreshold && !tender.lightTouch;
      const least = !regulated ? leastDays.fair : planned(tender) ? leastDays.planned : leastDays.regulated;
      if (Math.ceil(days) >= least) return [];
      return [{ path: period.endPath, quote: period.endText, message: `There are ${Math.max(0, Math.floor(days))} days to answer, ${least} are ${regulated ? 'the least the law allows' : 'what a small provider needs'}.`, severity: regulated || days < 0 ? 'error' : 'warning' }];
    },
  },
  {
    id: 'deadline-inconvenient',
    title: 'A deadline on a day off',
    severity: 'note',
    why: 'Nobody can be asked when an upload fails on a Sunday or between Christmas and New Year.',
    mend: 'Set the deadline on a working day at noon.',
    source: policyStatement,
    find: (tender) => {
      const period = periodAt(tender, 'tenderPeriod');
      if (period?.end === undefined) return [];
      const parts = new Map(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', weekday: 'short', day: 'numeric', month: 'numeric' }).formatToParts(period.end).map(({ type, value }) => [type, value]));
      const monthDay = 100 * Number(parts.get('month')) + Number(parts.get('day'));
      const off = ['Sat', 'Sun'].includes(parts.get('weekday') ?? '') ? 'at a weekend' : monthDay >= 1224 || monthDay <= 102 ? 'between Christmas and New Year' : undefined;
      return off === undefined ? [] : [{ path: period.endPath, quote: period.endText, message: `The deadline is ${off}.` }];
    },
  },
  {
    id: 'question-time-short',
    title: 'Too little time to ask questions',
    severity: 'warning',
    why: 'Who bids for the first time has the most to ask.',
    mend: 'Take questions for at least a week and until a week before the deadline, and publish every answer.',
    source: policyStatement,
    find: (tender) => {
      const enquiry = periodAt(tender, 'enquiryPeriod');
      const start = enquiry?.start ?? periodAt(tender, 'tenderPeriod')?.start;
      if (enquiry?.end === undefined || start === undefined) return [];
      const days = daysBetween(start, enquiry.end);
      return days >= leastQuestionDays ? [] : [{ path: enquiry.endPath, quote: enquiry.endText, message: `Questions are taken for ${Math.max(0, Math.floor(days))} days only.` }];
    },
  },
  {
    id: 'mobilisation-short',
    title: 'The contract begins at once',
    severity: 'warning',
    why: 'Only the present supplier has the people already; others must hire after the award and its standstill.',
    mend: 'Leave four weeks at the least between the award and the first day.',
    source: act('51 (standstill) and 19'),
    find: (tender) => {
      const awarded = periodAt(tender, 'awardPeriod')?.end;
      const end = awarded ?? periodAt(tender, 'tenderPeriod')?.end;
      if (end === undefined) return [];
      const hits = tender.parts.flatMap(({ path, object }) => {
        const text = textAt(object, 'contractPeriod', 'startDate');
        const days = daysBetween(end, Date.parse(text ?? ''));
        return text === undefined || !(days < leastMobilisationDays) ? [] : [{ path: pointer(path, 'contractPeriod', 'startDate'), quote: text, message: `The contract begins ${Math.floor(days)} days after the ${awarded === undefined ? 'deadline' : 'award'}.` }];
      });
      return hits.slice(0, 1);
    },
  },
  {
    id: 'mandatory-visit',
    title: 'Who misses one appointment may not bid',
    severity: 'warning',
    why: 'A sole trader cannot leave the shop on a fixed morning.',
    mend: 'Offer several times, or film it and publish the questions and answers.',
    source: policyStatement,
    find: says({ pattern: /\b(?:mandatory|compulsory|obligatory)\b[^.]{0,30}\b(?:site visit|briefing|bidders?['’]? (?:day|event)|open day|viewing|workshop|meeting)|\b(?:site visit|briefing|bidders?['’]? (?:day|event)|open day|viewing)\b[^.]{0,40}\b(?:mandatory|compulsory|obligatory|must (?:be )?attend)|\bmust attend\b/i, unless: [/\bnot (?:mandatory|compulsory|obligatory)|\brecord(?:ed|ing)\b|\bonline\b|\bby arrangement\b|\bany (?:day|time)\b/i] }, 'Attendance is a condition for bidding.'),
  },
  {
    id: 'no-market-engagement',
    title: 'Nobody was asked beforehand',
    severity: 'note',
    why: 'What small providers cannot meet is found out only when it cannot be changed any more.',
    mend: 'Hold preliminary market engagement and publish its notice (UK2), or say in the tender notice why there was none.',
    source: act('17'),
    find: (tender) => {
      if (!tender.aboveThreshold || tender.lightTouch) return [];
      const documents = [...objectsAt(tender.release, 'planning', 'documents'), ...objectsAt(tender.tender, 'documents')];
      if (documents.some(({ object }) => textAt(object, 'noticeType') === 'UK2' || textAt(object, 'documentType') === 'marketEngagementNotice')) return [];
      if (objectsAt(tender.release, 'planning', 'milestones').some(({ object }) => textAt(object, 'type') === 'engagement')) return [];
      if (tender.clauses.some(({ text }) => /\bmarket engagement\b|\b(?:met|spoke|workshops?|asked|conversations?)\b[^.]{0,40}\b(?:providers|suppliers|market|bidders)\b/i.test(text))) return [];
      return [missing(tender, 'No preliminary market engagement is mentioned.')];
    },
  },
];
