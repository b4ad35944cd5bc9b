/** An alarm case, from the first signal to its outcome, as far as escalation needs to know it. */

import type { Priority, SignalGroup } from '@drystone/alarm-protocols';

export type CaseState =
  /** Nobody has been asked yet. */
  | 'received'
  /** Somebody was asked to take it. */
  | 'offered'
  /** An operator has taken it. */
  | 'acknowledged'
  /** The operator speaks with the home. */
  | 'talking'
  /** A responder, keyholder or ambulance is on the way. */
  | 'sent'
  /** One of them is there. */
  | 'arrived'
  /** Nothing is left to do but to write down what it was. */
  | 'resolved'
  | 'closed';

/** Who has it: whoever was asked last, or the operator who took it. Nobody only before the first was asked and after it is closed. */
export type Owner = { readonly queue: string } | { readonly operator: string } | null;

export interface AlarmCase {
  readonly id: string;
  /** Which service's ladders it follows. */
  readonly service: string;
  readonly group: SignalGroup;
  readonly priority: Priority;
  /** When the receiver took the alarm over, by our clock. */
  readonly receivedAt: Temporal.Instant;
  readonly state: CaseState;
  readonly owner: Owner;
  /** How many rungs of the ladder, or reminders of this state, have been carried out. */
  readonly rungs: number;
  /** When the last of them was, or when the case came into its state. */
  readonly since: Temporal.Instant;
}
