/** The method: frameworks, selection, direct awards, terms. */

import { at, objectsAt, pointer, textAt } from '../json.ts';
import { act, guidance, hit, missing, says, type Rule } from '../rule.ts';
import { longestTerm } from '../tender.ts';

const longestFramework = 4;
const longTerm = 5;

export const method: readonly Rule[] = [
  {
    id: 'framework-closed',
    title: 'A framework that nobody can join later',
    severity: 'warning',
    why: 'Whoever is not ready today is shut out for years, and new providers are not even born yet.',
    mend: 'Use a dynamic market, which is always open, or an open framework that is reopened within three years and again within five.',
    source: act('45 and 49 (frameworks, open frameworks)'),
    find: (tender) => {
      if (!tender.framework) return [];
      const open = at(tender.tender, 'techniques', 'frameworkAgreement', 'isOpenFrameworkScheme') === true || tender.clauses.some(({ text }) => /\bopen framework|\bre-?open(?:ed|s|ing)?\b(?! of)|\brefresh|\bnew (?:suppliers|providers|members) (?:may|can) (?:join|be added)|\bdynamic (?:market|purchasing)|\b(?:join|admitted) at any time/i.test(text) && !/\b(?:not|no|never) (?:be )?(?:re-?open|refresh|open framework|new)|\bno (?:new|further) (?:suppliers|providers)/i.test(text));
      if (open) return [];
      const years = longestTerm(tender);
      const clause = tender.clauses.find(({ text }) => /\bframework\b/i.test(text));
      return [{ ...(clause === undefined ? missing(tender, '') : { path: clause.path, quote: clause.text }), message: years > longestFramework ? `The framework is closed for ${Math.round(10 * years) / 10} years, ${longestFramework} are the most.` : 'The framework is closed once it is made.', severity: years > longestFramework ? 'error' : 'warning' }];
    },
  },
  {
    id: 'framework-few',
    title: 'A framework with few places',
    severity: 'warning',
    why: 'Three places go to the three largest.',
    mend: 'Admit everybody who meets the conditions, or give places for each lot and area.',
    source: act('45'),
    find: (tender) => {
      const most = at(tender.tender, 'techniques', 'frameworkAgreement', 'maximumParticipants');
      return typeof most === 'number' && most > 0 && most <= 3 ? [{ path: pointer(tender.path, 'techniques', 'frameworkAgreement', 'maximumParticipants'), quote: String(most), message: `The framework has ${most} places.` }] : [];
    },
  },
  {
    id: 'below-threshold-selection',
    title: 'A selection stage below the threshold',
    severity: 'error',
    why: 'Below the threshold everybody may bid; a stage before the bid doubles the work.',
    mend: 'Take bids from all at once and check the winner.',
    source: act('85 (regulated below-threshold contracts)'),
    find: (tender) =>
      tender.aboveThreshold || textAt(tender.tender, 'mainProcurementCategory') === 'works'
        ? []
        : [
            ...(textAt(tender.tender, 'procurementMethod') === 'selective' ? [{ path: pointer(tender.path, 'procurementMethod'), quote: 'selective', message: 'Only those selected may bid, below the threshold.' }] : []),
            ...says({ pattern: /\b(?:pre-?qualif\w+|PQQ|selection (?:stage|questionnaire)|short-?list\w*|invited to tender|expressions? of interest (?:will be|are) (?:assessed|scored)|two-stage)\b/i, unless: [/\bopen to (?:all|everybody|everyone|any)\b/i] }, 'Bidders are selected before they may bid, below the threshold.')(tender),
          ],
  },
  {
    id: 'direct-award-no-reason',
    title: 'No competition, and no reason given',
    severity: 'error',
    why: 'Nobody else can even show what they would do.',
    mend: 'Publish the ground and its reasons in a transparency notice, or open the competition.',
    source: act('41 and 44 (direct award, transparency notice)'),
    find: (tender) => {
      const code = textAt(tender.tender, 'procurementMethod');
      if (code !== 'direct' && code !== 'limited') return [];
      const reason = textAt(tender.tender, 'procurementMethodRationale') !== undefined || objectsAt(tender.tender, 'procurementMethodRationaleClassifications').length > 0;
      return reason ? [] : [{ path: pointer(tender.path, 'procurementMethod'), quote: code, message: 'It gives no reason for an award without competition.' }];
    },
  },
  {
    id: 'term-long',
    title: 'A long term without a way in or out',
    severity: 'warning',
    why: 'The market closes for a decade, and the service stays as it was bought.',
    mend: 'Take five years or fewer, with a break and a fresh competition for each lot.',
    source: act('12 (objectives) and 18'),
    find: (tender) =>
      tender.framework
        ? []
        : tender.lots
            .filter((lot) => (lot.years ?? 0) > longTerm && !tender.clauses.some(({ text }) => /\bbreak (?:clause|point|option)|\bmay be ended (?:early|after)|\breview(?:ed)? after\b/i.test(text)))
            .slice(0, 1)
            .map((lot) => ({ path: tender.path, quote: tender.title || lot.title, message: `The contract runs for ${Math.round(10 * (lot.years ?? 0)) / 10} years.` })),
  },
  {
    id: 'terms-not-negotiable',
    title: 'Whoever proposes another way is put out',
    severity: 'warning',
    why: 'Small and social providers often have the better way; a bid that has to copy the old one hides it.',
    mend: 'Allow variants that meet the outcome, and questions about the terms before the deadline.',
    source: guidance,
    find: says({ pattern: /\b(?:variants?|alternative (?:bids?|proposals?|tenders?|solutions?)|qualified (?:bids?|tenders?)|amendments? to the (?:terms|contract))\b[^.]{0,40}\b(?:not (?:be )?(?:accepted|permitted|considered|allowed)|rejected|disqualif\w+|excluded)/i, negated: false, unless: [/\bnot (?:be )?(?:excluded|rejected|disqualified)\b/i] }, 'Another way to the same outcome may not be proposed.'),
  },
  {
    id: 'outcome-absent',
    title: 'How is prescribed, what for is not',
    severity: 'note',
    why: 'A prescribed way of working fits whoever works that way today.',
    mend: 'Write what the citizen should be able to do, and let bidders say how.',
    source: act('56(2) (performance or function rather than design)'),
    find: ({ clauses }) => clauses.filter(({ text }) => /\b(?:exactly as (?:specified|described)|in strict accordance with (?:the )?(?:specification|method)|prescribed (?:method|process|staffing)|no deviation|without deviation)\b/i.test(text) && !/\bnot\b/i.test(text)).map((clause) => hit(clause, 'The way of working is prescribed.')),
  },
];
