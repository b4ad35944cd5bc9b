/** What came to a topic, as an arrival: the same from devices on our own broker and from another's. */

import { mayPublish, mostMessageBytes, readDeviceMessage, readTopic, writeDeviceMessage } from '@drystone/alarm-protocols/device';
import { kinds, type AlarmSignal } from '@drystone/alarm-protocols';
import type { Arrival } from '../signals/placing.ts';

export interface MqttMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
}

export interface MqttSender {
  readonly account: string;
  /** Address and port, or the broker it came through. */
  readonly sender: string;
  /** Who answers it where its local unit is not registered. */
  readonly answeredBy?: string;
}

/** @param newId for what has no id of its own. */
export function arrivalOf({ topic, payload, retain }: MqttMessage, { account, sender, answeredBy }: MqttSender, newId: () => string): Arrival {
  const allowed = mayPublish(account, topic);
  const isState = allowed && retain && readTopic(topic)!.channel === 'state';
  const read = isState && payload.length === 0 ? stateTakenAway(account, newId()) : readDeviceMessage(payload, { protocol: 'mqtt', account });
  const signal = readTopic(topic)?.channel === 'will' && read.kind === 'unknown' ? unreadableWill(read) : read;
  return {
    signal: allowed ? signal : { ...signal, notes: [...signal.notes, 'topic-of-another'] },
    outcome: allowed ? 'accepted' : 'attempted',
    sender,
    ...(answeredBy === undefined ? {} : { answeredBy }),
    // What is longer than any state is an alarm of unknown kind, and no state.
    ...(isState && payload.length <= mostMessageBytes ? { lastState: payload } : {}),
  };
}

/** A message so long that the broker did not read it: its sender lives and is not heard. */
export function overlong({ account, sender, answeredBy }: MqttSender): Arrival {
  const nothingRead = readDeviceMessage('', { protocol: 'mqtt', account });
  return { signal: { ...nothingRead, resendKey: JSON.stringify(['mqtt', account, 'overlong']), notes: ['too-long'] }, outcome: 'attempted', sender, ...(answeredBy === undefined ? {} : { answeredBy }) };
}

/** An empty retained message takes the state away, and is a sign of life. */
function stateTakenAway(account: string, id: string): AlarmSignal {
  return { ...readDeviceMessage(writeDeviceMessage({ id, kind: 'heartbeat', state: 'new' }), { protocol: 'mqtt', account }), meaning: `${kinds.heartbeat.meaning} (takes its last state away)`, raw: '' };
}

/** A broker sends a will when the line has ended, whatever words the device has left for that. */
function unreadableWill(read: AlarmSignal): AlarmSignal {
  const { meaning, priority } = kinds['went-silent'];
  return { ...read, kind: 'went-silent', priority, meaning };
}
