/**
 * What the embedded broker keeps of its own: nothing that matters. Sessions end with their line, what
 * devices say is in PostgreSQL before it is acknowledged, and the last state of each is read from there.
 */

import { Readable } from 'node:stream';

/** A message as the broker hands it on to whoever subscribes. */
export interface RetainedMessage {
  readonly cmd: 'publish';
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly retain: true;
  readonly dup: false;
}

interface Sender {
  readonly id: string;
}

interface Numbered {
  readonly messageId: number;
}

/** @param lastStates the retained messages of these topics; must not reject. */
export function createSessions(lastStates: (topics: readonly string[]) => Promise<readonly RetainedMessage[]>) {
  /** Numbers of QoS 2 that wait for their release; they go with their line. */
  const unreleased = new WeakMap<Sender, Set<number>>();
  const nothing = async (): Promise<void> => undefined;
  const none = async (): Promise<readonly never[]> => [];
  return {
    async setup(): Promise<void> {},
    addSubscriptions: nothing,
    removeSubscriptions: nothing,
    cleanSubscriptions: nothing,
    subscriptionsByClient: none,
    subscriptionsByTopic: none,
    outgoingEnqueue: nothing,
    outgoingEnqueueCombi: nothing,
    outgoingUpdate: nothing,
    outgoingClearMessageId: nothing,
    outgoingStream: () => Readable.from([]),
    putWill: nothing,
    delWill: nothing,
    streamWill: () => Readable.from([]),
    /** Kept with the signal that it is. */
    storeRetained: nothing,
    createRetainedStreamCombi: (topics: readonly string[]) => Readable.from(each(topics)),
    async incomingStorePacket(client: Sender, { messageId }: Numbered): Promise<void> {
      unreleased.set(client, (unreleased.get(client) ?? new Set()).add(messageId));
    },
    async incomingGetPacket(client: Sender, { messageId }: Numbered): Promise<Numbered> {
      if (unreleased.get(client)?.has(messageId)) return { messageId };
      throw new Error('no such message waits');
    },
    async incomingDelPacket(client: Sender, { messageId }: Numbered): Promise<void> {
      unreleased.get(client)?.delete(messageId);
    },
  };

  async function* each(topics: readonly string[]): AsyncGenerator<RetainedMessage> {
    yield* await lastStates(topics);
  }
}
