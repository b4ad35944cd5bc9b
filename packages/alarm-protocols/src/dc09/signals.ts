/** What a frame says, as alarm signals: one for each event in it, and one for a frame in which nobody can read an event. */

import { kinds, type AlarmSignal } from '../signal.ts';
import { contactIdMeaning, siaMeaning, type CodeMeaning } from './codes.ts';
import { block, positionOf } from './extended-data.ts';
import type { Content, Frame } from './frame.ts';
import { readContactId, readSia, type SiaEvent } from './payloads.ts';
import { readTimestamp, type PanelClock } from './timestamp.ts';
import { words } from './bytes.ts';

export function signalsOf(frame: Frame, content: Content, clock: PanelClock, notes: readonly string[]): AlarmSignal[] {
  const told = readEvents(frame, content);
  const at = readTimestamp(block(content.extended, 'H') ?? '', clock) ?? readTimestamp(content.timestamp ?? '', clock);
  const position = positionOf(content.extended);
  const place = ['R', 'L', 'O', 'S'].flatMap((id) => block(content.extended, id) ?? []).join(', ');
  const account = frame.account ?? '';
  return told.map((event, index) => {
    const { kind, meaning, priority, state } = event.code;
    const link = block(content.extended, 'V');
    return {
      protocol: 'dc09',
      account,
      sequence: frame.sequence,
      // Not the timestamp and not the padding: a panel that sends again may write both anew.
      resendKey: JSON.stringify(['dc09', account, frame.sequence, frame.token, index, content.data, content.extended.map(({ id, value }) => id + value)]),
      kind,
      state: state ?? event.state,
      priority: priority ?? kinds[kind].priority,
      code: event.written,
      meaning: state === undefined && event.state === 'restored' ? `${meaning} (over)` : meaning,
      activationDevice: event.device === null ? null : { id: event.device, type: null },
      location: { text: place || null, zone: event.zone, position },
      text: [event.text, block(content.extended, 'I'), link && `See or listen: ${link}`].filter(Boolean).join('; ') || null,
      occurredAt: at?.at ?? null,
      callBack: null,
      batteryPercent: null,
      raw: frame.raw,
      notes: [...notes, ...event.notes, ...(at?.dayFirst && clock.dayFirst !== true ? ['day-before-month'] : [])],
    };
  });
}

interface Told {
  readonly written: string;
  readonly code: CodeMeaning;
  readonly state: AlarmSignal['state'];
  readonly device: string | null;
  readonly zone: string | null;
  readonly text: string | null;
  readonly notes: readonly string[];
}

function readEvents(frame: Frame, content: Content): readonly Told[] {
  if (frame.token === 'NULL') return [{ ...nothing, written: 'NULL', code: { kind: 'heartbeat', meaning: 'Link test' } }];
  if (frame.token === 'ADM-CID') {
    const event = readContactId(content.data);
    if (event === undefined) return [unread(content)];
    const code = contactIdMeaning(event.code, event.qualifier);
    const armed = code.kind === 'opening' || code.kind === 'closing';
    return [
      {
        ...nothing,
        written: event.code,
        code,
        state: event.qualifier === 1 || armed ? 'new' : event.qualifier === 3 ? 'restored' : 'continuing',
        device: event.zone,
        zone: event.partition,
        notes: code.kind === 'unknown' ? ['unknown-code'] : [],
      },
    ];
  }
  if (frame.token !== 'SIA-DCS') return [{ ...unread(content), written: frame.token, notes: ['unknown-token'] }];
  const { events, old, unread: rest } = readSia(content.data);
  if (events.length === 0) return [unread(content)];
  return events.map((event) => ofSia(event, [...(old ? ['told-late'] : []), ...(rest === '' ? [] : ['partly-read'])]));
}

function ofSia(event: SiaEvent, notes: readonly string[]): Told {
  const code = siaMeaning(event.code);
  return { written: event.code, code, state: 'new', device: event.address ?? event.user ?? null, zone: event.area ?? null, text: event.text?.trim() || null, notes: code.kind === 'unknown' ? [...notes, 'unknown-code'] : notes };
}

const nothing: Omit<Told, 'written' | 'code'> = { state: 'new', device: null, zone: null, text: null, notes: [] };

function unread({ data }: Content): Told {
  return { ...nothing, written: '', code: { kind: 'unknown', meaning: 'An event nobody can read' }, text: words(data) || null, notes: [data === '' ? 'no-event' : 'unread-event'] };
}
