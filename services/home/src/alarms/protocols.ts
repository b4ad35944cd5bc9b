/** What an operator does step by step, by what the alarm is: the built-in texts as data, and which text serves which alarm. */

import { kinds, type SignalGroup, type SignalKind } from '@drystone/alarm-protocols';
import { needsSomebody, supervision } from '../signals/placing.ts';
import type { StoredCase } from './store.ts';

/** Of built-in protocols. Their words are the page's. In the order in which they are done; none has to be done before another. */
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

/** What a protocol can be for: a group of alarms, a kind among them, or what many homes have in common. */
export type ProtocolSubject = SignalGroup | SignalKind | 'incident';

const help = ['speak', 'ring-their-phone', 'ask-danger', 'send-somebody', 'say-who-comes', 'hear-from-them'] as const;
const intruder = ['security-listen', 'security-police', 'security-stay', 'hear-from-them'] as const;
const gas = ['fire-speak', 'gas-out', 'gas-emergency', 'ask-danger', 'fire-tell', 'fire-over'] as const;

export const builtInProtocols: Readonly<Partial<Record<ProtocolSubject, readonly ProtocolStep[]>>> = {
  help,
  duress: intruder,
  fall: ['speak', 'ring-their-phone', 'fall-injury', 'fall-stay-down', 'fall-lift', 'say-who-comes', 'hear-from-them'],
  fire: ['fire-speak', 'fire-service', 'fire-get-out', 'fire-tell', 'fire-over'],
  gas,
  'carbon-monoxide': gas,
  inactivity: ['speak', 'ring-their-phone', 'inactive-away', 'inactive-visit', 'hear-from-them'],
  environment: ['environment-ask', 'environment-safe', 'environment-send', 'hear-from-them'],
  security: intruder,
  technical: ['technical-ring', 'technical-meanwhile', 'technical-send', 'technical-test'],
  test: ['technical-ring'],
  information: [],
  unknown: help,
  incident: ['incident-members', 'incident-at-risk', 'incident-network', 'incident-tell', 'incident-back'],
};

const answered = (Object.keys(kinds) as SignalKind[]).filter((kind) => needsSomebody({ kind, state: 'new' }));

/** All that an operator is ever asked to answer: each group before its kinds, which it stands for where they have no protocol of their own. */
export const protocolSubjects: readonly ProtocolSubject[] = [
  ...[...Map.groupBy(answered, (kind) => kinds[kind].group)].flatMap(([group, itsKinds]) => (itsKinds.length === 1 ? [group] : [group, ...itsKinds.filter((kind) => kind !== group)])),
  'incident',
];

/** The most particular first. */
export function subjectsOf({ protocol, kind, group }: Pick<StoredCase, 'protocol' | 'kind' | 'group'>): readonly ProtocolSubject[] {
  if (protocol === supervision) return ['incident'];
  return kind === group ? [group] : [kind as SignalKind, group];
}

/** The subject itself, and the group that stands for it. */
export function subjectsFor(subject: ProtocolSubject): readonly ProtocolSubject[] {
  const group = Object.hasOwn(kinds, subject) ? kinds[subject as SignalKind].group : subject;
  return group === subject ? [subject] : [subject, group];
}

export interface Serving<Own> {
  readonly subject: ProtocolSubject;
  /** Null: the built-in text of that subject. */
  readonly own: Own | null;
}

/**
 * The text for the first of these that has one. What is said of one kind goes before what is said of its group,
 * also where the one is built in and the other approved: whoever wrote what to do in a fire did not write it for gas.
 */
export function serving<Own>(subjects: readonly ProtocolSubject[], ownOf: (subject: ProtocolSubject) => Own | undefined): Serving<Own> {
  for (const subject of subjects) {
    const own = ownOf(subject);
    if (own !== undefined || builtInProtocols[subject] !== undefined) return { subject, own: own ?? null };
  }
  return { subject: 'unknown', own: null };
}
