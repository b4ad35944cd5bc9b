/** How bids are judged. */

import { at, objectsAt, pointer, textAt } from '../json.ts';
import { act, guidance, missing, says, socialValueModel, type Hit, type Rule } from '../rule.ts';
import type { Tender, Weight } from '../tender.ts';

const crushingPrice = 60;
const leastSocialValue = 10;
const social = /\bsocial[- ](?:value|impact|benefits?)\b|\bcommunity benefits?\b|\bsocially responsible\b/i;

export const evaluation: readonly Rule[] = [
  {
    id: 'price-weight',
    title: 'Price outweighs quality',
    severity: 'warning',
    why: 'Providers that pay fairly and know the place lose to the cheapest, and the award is to the most advantageous tender, not the lowest.',
    mend: 'Weigh price at 40 % or less, or fix the price and let bidders compete on quality.',
    source: act('19 (most advantageous tender)'),
    find: priceWeight,
  },
  {
    id: 'weights-missing',
    title: 'Criteria without their relative importance',
    severity: 'error',
    why: 'A bidder cannot know where the evening is best spent; the present supplier can guess.',
    mend: 'Publish the weight, or the order of importance, of each criterion.',
    source: act('23(3)'),
    find: (tender) =>
      tender.criteria.flatMap(({ criteria }) => {
        const first = criteria.find(({ weighted }) => !weighted);
        return criteria.length < 2 || first === undefined ? [] : [{ path: first.path, quote: first.quote, message: 'It has no weight and no place in an order of importance.' }];
      }),
  },
  {
    id: 'weights-not-100',
    title: 'Weights that do not add up to 100',
    severity: 'error',
    why: 'Nobody can tell what counts; it ends in a challenge.',
    mend: 'Let the weights add up to 100; where the notice is out, in an amended one before bids are due.',
    source: act('23(3)'),
    find: ({ weights }) =>
      totals(weights).flatMap(({ list, first, count, sum }) => (!list.endsWith('/criteria') || count < 2 || Math.abs(sum - 100) < 0.5 ? [] : [{ path: first.path, quote: first.quote, message: `The weights add up to ${Math.round(100 * sum) / 100}.` }])),
  },
  {
    id: 'criteria-vague',
    title: 'A criterion that can mean anything',
    severity: 'error',
    why: 'What is not said is guessed best by those who know the buyer already.',
    mend: 'Say what a good answer has, and how points are given.',
    source: act('23(2) (clear, measurable and specific)'),
    find: says({ pattern: /\b(?:at (?:the )?(?:sole |absolute |entire )*discretion of (?:the|our)|(?:in|at) (?:its|our|their|the council['’]s|the authority['’]s) (?:sole|absolute|entire|own) (?:\w+ )?discretion|to the (?:full |complete |entire )?satisfaction of the (?:council|authority|buyer|evaluat|panel)|overall (?:feel|impression|fit)|gut feeling|any other (?:factors?|criteria|matters?) (?:the|we|it|that))\b/i, needs: [/\b(?:award|evaluat|scor|criteri|judg|assess|weight|select|chosen?|points|marks|tender|bid)\w*/i] }, 'It leaves open how bids are judged.'),
  },
  {
    id: 'social-value-absent',
    title: 'Social value counts for nothing',
    severity: 'warning',
    why: 'What local and social providers bring by being what they are goes unseen.',
    mend: 'Weigh social value at 10 % or more, by what this contract can bring about.',
    source: socialValueModel,
    find: (tender) => {
      const named = tender.clauses.some(({ text }) => social.test(text)) || at(tender.tender, 'hasSustainability') === true || JSON.stringify(at(tender.tender, 'sustainability') ?? []).includes('social') || tender.weights.some(({ kind }) => kind === 'social value');
      return named ? [] : [missing(tender, 'Social value is not mentioned.')];
    },
  },
  {
    id: 'social-value-low',
    title: 'Social value counts for less than a tenth',
    severity: 'warning',
    why: 'Below a tenth it changes no ranking.',
    mend: 'Weigh it at 10 % or more.',
    source: socialValueModel,
    find: ({ weights }) =>
      totals(weights.filter(({ kind }) => kind === 'social value')).flatMap(({ first, sum }) => (sum >= leastSocialValue ? [] : [{ path: first.path, quote: first.quote, message: `Social value weighs ${sum} %.` }])),
  },
  {
    id: 'social-value-untied',
    title: 'Social value that has nothing to do with the contract',
    severity: 'error',
    why: 'It rewards whoever has money for good causes; a small provider’s benefit lies in the work itself.',
    mend: 'Ask what the bidder will do through this contract, here, and how it will be measured.',
    source: act('23(2) (relates to the subject-matter of the contract)'),
    find: says({ pattern: /\b(?:donat(?:e|es|ed|ion|ions|ing)|sponsor(?:s|ed|ship|ing)?|contribut(?:e|es|ion|ions)\b[^.]{0,30}\b(?:charity|fund|mayor|good causes?)|(?:mayor['’]?s?|community|charity|charitable) (?:fund|appeal|chest)|corporate (?:social )?responsibility|CSR|philanthrop\w+)\b/i, needs: [/\b(?:social value|describe|provide|policy|community|scor|award|criteri|bid|tender|must|shall|asked|expected|required|supplier|provider|points|marks)\w*/i], unless: [/\b(?:organ|blood) don|\b(?:visitors?|public|their) donations?\b|\b(?:are|is|will be|do) not (?:scored|count|considered|asked|score|taken)/i] }, 'It asks for good causes beside the contract.'),
  },
  {
    id: 'social-value-unmeasured',
    title: 'Social value without a measure',
    severity: 'note',
    why: 'Promises that nobody counts are cheapest for those who do not mean them.',
    mend: 'Name the measure, its unit and when it is reported.',
    source: socialValueModel,
    find: (tender) => {
      const clause = tender.clauses.find(({ text }) => social.test(text));
      if (clause === undefined || objectsAt(tender.tender, 'targets').length > 0) return [];
      const told = tender.clauses.some(({ text, context }) => social.test(context) && /\b(?:measur|metric|hours|number of|jobs?|apprentice|FTE|weeks|target|report|count|indicator|per cent|%|spend|spent|paid|tonnes|outcome)\w*/i.test(text));
      return told ? [] : [{ path: clause.path, quote: clause.text, message: 'No measure says what counts as social value.' }];
    },
  },
  {
    id: 'threshold-of-quality-hidden',
    title: 'A bid can fail on one answer',
    severity: 'note',
    why: 'One unlucky answer outweighs everything else, most often with those who bid for the first time.',
    mend: 'Keep pass marks for what is unsafe without; ask back before a bid is put aside.',
    source: guidance,
    find: says({ pattern: /\b(?:score|scoring|scores) (?:of )?(?:below|less than|under|lower than|zero|0)\b[^.]{0,80}\b(?:any|one|single|each|every)\b[^.]{0,60}\b(?:reject|exclu|disqualif|eliminat|fail)\w*/i, negated: false }, 'One low answer ends the bid.'),
  },
];

const lowestWins = says({ pattern: /\b(?:award(?:ed)?|contract|chosen|select(?:ed)?|evaluat\w+|judged)\b[^.]{0,60}\b(?:lowest|cheapest)[- ](?:price|cost|bid|tender|priced)|\b(?:lowest|cheapest) (?:price|cost|bid|tender)\b[^.]{0,30}\b(?:wins?|award|only|sole|accepted)|\bprice (?:is|will be) the (?:only|sole) (?:\w+ )?criterion/i, unless: [/\bnot\b[^.]{0,30}\b(?:lowest|cheapest)/i] }, 'The lowest price wins.');

function priceWeight(tender: Tender): readonly Hit[] {
  const lists = totals(tender.weights.filter(({ kind }) => kind === 'price')).flatMap(({ first, sum }) => (sum < crushingPrice ? [] : [{ path: first.path, quote: first.quote, message: `Price weighs ${sum} %.` }]));
  if (lists.length > 0) return lists;
  const code = textAt(tender.tender, 'awardCriteria');
  if (code !== undefined && ['priceOnly', 'lowestCost'].includes(code)) return [{ path: pointer(tender.path, 'awardCriteria'), quote: code, message: 'The lowest price wins.' }];
  return lowestWins(tender);
}

/** The weights of each list of criteria, added up. */
function totals(weights: readonly Weight[]): { readonly list: string; readonly first: Weight; readonly count: number; readonly sum: number }[] {
  return [...Map.groupBy(weights, ({ list }) => list)].flatMap(([list, own]) => {
    const [first] = own;
    return first === undefined ? [] : [{ list, first, count: own.length, sum: own.reduce((total, { percent }) => total + percent, 0) }];
  });
}
