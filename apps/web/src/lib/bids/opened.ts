/** What a bid said when it was handed in, as a page shows it. */

import type { Bid, OpenedBid } from '@drystone/commissioning';

interface Promised {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly quantity: number;
}

export interface ShownBid {
  readonly id: string;
  readonly answers: readonly { readonly question: string; readonly answer: string }[];
  readonly pricePence: number | null;
  readonly promises: readonly Promised[];
  readonly documents: readonly { readonly id: string; readonly name: string }[];
}

export function shownBid({ id, answers, pricePence, socialValue, documents }: OpenedBid, asked: Pick<Bid['asked'], 'questions' | 'measures'>): ShownBid {
  return {
    id,
    answers: asked.questions.map((question) => ({ question: question.question, answer: answers[question.id] ?? '' })),
    pricePence,
    promises: socialValue.map(({ measure, quantity }) => ({ quantity, ...(asked.measures.find((each) => each.id === measure) ?? { id: measure, title: measure, unit: '' }) })),
    documents,
  };
}
