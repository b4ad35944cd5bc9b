/** What a service promises of its answering, as the contract has it; and the figures' own terms. */

import { kinds, type SignalKind } from '@drystone/alarm-protocols';
import type { AnsweringRules } from './answering.ts';

export interface Terms extends AnsweringRules {
  /** Percent of calls in scope. */
  readonly within60Target: number;
  readonly within180Target: number;
}

const isBackground = (kind: SignalKind): boolean => !kinds[kind].voice || kind === 'inactivity';

/** As British services promise it (TSA and TEC Quality standards). Left out is what no voice follows, and the monitors of inactivity. */
export const usualTerms: Terms = {
  within60Target: 97.5,
  within180Target: 99,
  outOfScope: (Object.keys(kinds) as SignalKind[]).filter(isBackground),
};

/** From a unit nothing at all has come for so long: it is silent. */
export const silentHours = 24;
