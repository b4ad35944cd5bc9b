import type { Rule } from '../rule.ts';
import { burden } from './burden.ts';
import { evaluation } from './evaluation.ts';
import { experience } from './experience.ts';
import { lots } from './lots.ts';
import { method } from './method.ts';
import { payment } from './payment.ts';
import { standing } from './standing.ts';
import { time } from './time.ts';

/** Every rule, in the order of the page that documents them. */
export const ruleGroups: readonly { readonly title: string; readonly rules: readonly Rule[] }[] = [
  { title: 'Money, size and form of the bidder', rules: standing },
  { title: 'Experience, certificates and makes', rules: experience },
  { title: 'Lots', rules: lots },
  { title: 'Time', rules: time },
  { title: 'Work of bidding', rules: burden },
  { title: 'Payment and risk', rules: payment },
  { title: 'Evaluation', rules: evaluation },
  { title: 'Method', rules: method },
];

export const rules: readonly Rule[] = ruleGroups.flatMap((group) => group.rules);
