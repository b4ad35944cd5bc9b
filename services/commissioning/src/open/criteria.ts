/**
 * What bids are judged by and what a bidder is asked, in OCDS: the code and words of `tender.awardCriteria` (1.1.5), the list of
 * criteria of each lot as notices of the United Kingdom carry it, and the requirements extension for questions and documents.
 * Source: https://standard.open-contracting.org/1.1/en/schema/codelists/#award-criteria,
 * https://extensions.open-contracting.org/en/extensions/requirements/
 */

import type { Json, JsonObject } from '@drystone/ocds';
import type { Criterion, Lot } from '../processes/process.ts';

const kindOf = { quality: 'quality', price: 'price', 'social-value': 'quality' } as const;
const titleOf = ({ kind, title }: Criterion): string => (kind === 'social-value' && !/social value/i.test(title) ? `Social value: ${title}` : title);

/** Of one lot: each criterion with its weight in percent. */
export function awardCriteriaOf({ criteria }: Lot): JsonObject {
  if (criteria.length === 0) return {};
  return {
    awardCriteria: {
      criteria: criteria.map((each) => ({ id: each.id, type: kindOf[each.kind], name: titleOf(each), description: [each.description, ...(each.panel ? ['Citizens score it.'] : [])].join(' ').trim(), numbers: [{ number: each.weight, weight: 'percentageExact' }] })),
    },
  };
}

/** Of the tender: what decides, in a code and in words, and what is asked and to be supplied for each lot. */
export function askedOf(lots: readonly Lot[]): JsonObject {
  const judged = lots.filter(({ criteria }) => criteria.length > 0);
  const criteria = lots.flatMap((lot): Json[] => [...questionsOf(lot), ...documentsOf(lot)]);
  const words = new Set(judged.map((lot) => lot.criteria.map((each) => `${titleOf(each)} ${each.weight} %`).join(', ')));
  return {
    ...(judged.length > 0 && {
      awardCriteria: 'ratedCriteria',
      awardCriteriaDetails: words.size === 1 ? `${[...words][0]}.` : judged.map((lot) => `${lot.title}: ${lot.criteria.map((each) => `${titleOf(each)} ${each.weight} %`).join(', ')}.`).join('\n'),
    }),
    ...(criteria.length > 0 && { criteria }),
  };
}

/** A criterion of the extension for each of the lot's that questions belong to, and one for those that are read only. */
function questionsOf({ id, title, asked, criteria }: Lot): Json[] {
  return [...Map.groupBy(asked, ({ criterion }) => criterion)].map(([key, questions]) => ({
    id: `${id}/${key ?? 'read'}`,
    title: criteria.find((each) => each.id === key)?.title ?? title,
    relatedLots: [id],
    requirementGroups: [
      {
        id: `${id}/${key ?? 'read'}/questions`,
        requirements: questions.map(({ id: question, question: words, mostWords }) => ({ id: `${id}/question/${question}`, title: mostWords === null ? 'Question' : `Question, answered in ${mostWords.toLocaleString('en-GB')} words or fewer`, description: words, dataType: 'string' })),
      },
    ],
  }));
}

function documentsOf({ id, documents }: Lot): Json[] {
  const when = { 'with-bid': 'With the bid', 'before-award': 'Before the award, from the bidder chosen' } as const;
  return [...Map.groupBy(documents, ({ needed }) => needed)].map(([needed, papers]) => ({
    id: `${id}/documents/${needed}`,
    title: `Documents: ${when[needed].toLowerCase()}`,
    relatesToTenderer: true,
    relatedLots: [id],
    requirementGroups: [{ id: `${id}/documents/${needed}/all`, requirements: papers.map(({ id: paper, title }) => ({ id: `${id}/document/${paper}`, title: when[needed], description: title, dataType: 'string' })) }],
  }));
}
