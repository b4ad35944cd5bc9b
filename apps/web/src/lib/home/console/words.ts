/** Rows and events of the console in words. */

import { m } from '@drystone/messages';
import { causeWords, kindWords, outcomeWords, senderWords, stateWords, stepOf, whomWords, wordOf } from '../case-words.ts';
import type { OpenCase, QueueRow } from './live-state.server.ts';

type Named = Pick<QueueRow, 'kind' | 'home' | 'area' | 'account' | 'incident'>;

export function whatOf({ kind, incident }: Pick<Named, 'kind' | 'incident'>): string {
  if (incident === null) return wordOf(kindWords, kind);
  return incident.kind === 'silence' ? m.console_incident_silence({ members: incident.members }) : m.console_incident_mains({ members: incident.members });
}

export function whereOf({ home, area, account, incident }: Named): string {
  if (incident !== null) return incident.reach === 'all' ? m.console_incident_all() : incident.reach === 'scheme' ? m.console_incident_scheme({ name: incident.name ?? '' }) : (incident.name ?? '');
  if (home === null) return m.console_unknown_home({ account });
  return area === null ? home : `${home}, ${area}`;
}

/** Who is asked after nobody took it, or how far whoever has it is; nothing where it has just come. */
export function howFar({ state, asked, with: colleague }: Pick<QueueRow, 'state' | 'asked' | 'with'>): string {
  if (asked === 'operators' || state === 'received') return '';
  if (asked !== null) return m.console_asked({ whom: wordOf(whomWords, asked) });
  return colleague === null ? wordOf(stateWords, state) : `${colleague}: ${wordOf(stateWords, state)}`;
}

type Entry = OpenCase['entries'][number];

const plain: Readonly<Record<string, () => string>> = {
  'case.reminded': m.console_event_reminded,
  'case.handed_back': m.console_event_handed_back,
  'case.acknowledged': m.console_event_acknowledged,
  'case.talking': m.console_event_talking,
  'case.resolved': m.console_event_resolved,
  'case.handed_over': m.console_event_handed_over,
  'case.passed_on': m.console_event_passed_on,
  'key_safe.seen': m.console_event_key_safe_seen,
  'key_safe.not_told': m.console_event_key_safe_not_told,
};

export function eventWords({ type, data, stepText }: Pick<Entry, 'type' | 'data' | 'stepText'>): string {
  const text = (name: string) => String(data[name] ?? '');
  switch (type) {
    case 'signal':
      return data['state'] === 'restored' ? m.console_event_signal_restored({ meaning: text('meaning'), code: text('code') }) : m.console_event_signal({ meaning: text('meaning'), code: text('code') });
    case 'case.offered':
      return m.console_event_offered({ whom: wordOf(whomWords, text('whom')) });
    case 'case.arrived':
      return m.console_event_arrived({ whom: wordOf(senderWords, text('whom')) });
    case 'case.sent':
      return m.console_event_sent({ whom: wordOf(senderWords, text('whom')) });
    case 'case.assigned':
      return data['provider'] == null ? m.console_event_assigned() : m.console_event_assigned_provider();
    case 'case.closed':
      return m.console_event_closed({ outcome: wordOf(outcomeWords, text('outcome')), cause: wordOf(causeWords, text('cause')) });
    case 'case.step_done':
      return m.console_event_step_done({ step: stepOf({ step: text('step'), text: stepText }) });
    case 'case.step_undone':
      return m.console_event_step_undone({ step: stepOf({ step: text('step'), text: stepText }) });
    default:
      return wordOf(plain, type);
  }
}

/** For `tel:`: digits alone, a plus before them. */
export const dialled = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, '')}`;
