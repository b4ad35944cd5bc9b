/** What an operator does step by step, by what the alarm is: as data, by group of alarm, and for some kinds of their own. */

import type { SignalGroup, SignalKind } from '@drystone/alarm-protocols';
import { supervision } from '../signals/placing.ts';
import type { StoredCase } from './store.ts';

/** Their words are the page's. In the order in which they are done; none has to be done before another. */
export type ProtocolStep =
  | 'speak'
  | 'ring-their-phone'
  | 'ask-danger'
  | 'send-somebody'
  | 'say-who-comes'
  | 'hear-from-them'
  | 'fall-injury'
  | 'fall-stay-down'
  | 'fall-lift'
  | 'fire-speak'
  | 'fire-get-out'
  | 'fire-service'
  | 'fire-tell'
  | 'fire-over'
  | 'gas-out'
  | 'gas-emergency'
  | 'inactive-away'
  | 'inactive-visit'
  | 'environment-ask'
  | 'environment-safe'
  | 'environment-send'
  | 'security-listen'
  | 'security-police'
  | 'security-stay'
  | 'technical-ring'
  | 'technical-meanwhile'
  | 'technical-send'
  | 'technical-test'
  | 'incident-members'
  | 'incident-at-risk'
  | 'incident-network'
  | 'incident-tell'
  | 'incident-back';

export interface Protocols {
  readonly any: readonly ProtocolStep[];
  readonly group: Readonly<Partial<Record<SignalGroup, readonly ProtocolStep[]>>>;
  /** Before its group's. */
  readonly kind: Readonly<Partial<Record<SignalKind, readonly ProtocolStep[]>>>;
  /** Of what many homes have in common. */
  readonly incident: readonly ProtocolStep[];
}

const help = ['speak', 'ring-their-phone', 'ask-danger', 'send-somebody', 'say-who-comes', 'hear-from-them'] as const;
const intruder = ['security-listen', 'security-police', 'security-stay', 'hear-from-them'] as const;
const gas = ['fire-speak', 'gas-out', 'gas-emergency', 'ask-danger', 'fire-tell', 'fire-over'] as const;

export const protocols: Protocols = {
  any: help,
  group: {
    help,
    fall: ['speak', 'ring-their-phone', 'fall-injury', 'fall-stay-down', 'fall-lift', 'say-who-comes', 'hear-from-them'],
    fire: ['fire-speak', 'fire-service', 'fire-get-out', 'fire-tell', 'fire-over'],
    inactivity: ['speak', 'ring-their-phone', 'inactive-away', 'inactive-visit', 'hear-from-them'],
    environment: ['environment-ask', 'environment-safe', 'environment-send', 'hear-from-them'],
    security: intruder,
    technical: ['technical-ring', 'technical-meanwhile', 'technical-send', 'technical-test'],
    test: ['technical-ring'],
    information: [],
  },
  kind: { duress: intruder, gas, 'carbon-monoxide': gas },
  incident: ['incident-members', 'incident-at-risk', 'incident-network', 'incident-tell', 'incident-back'],
};

export function protocolOf({ protocol, kind, group }: Pick<StoredCase, 'protocol' | 'kind' | 'group'>, among: Protocols = protocols): readonly ProtocolStep[] {
  if (protocol === supervision) return among.incident;
  return among.kind[kind as SignalKind] ?? among.group[group] ?? among.any;
}
