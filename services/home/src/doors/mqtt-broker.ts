/**
 * A broker of somebody else, which devices sign in to: we are one more client of it, with a session that
 * lasts. What it hands us it keeps until we acknowledge, and we do so when it is committed.
 */

import { randomUUIDv7 } from 'node:crypto';
import { readTopic, topicOf } from '@drystone/alarm-protocols/device';
import { connect, type IPublishPacket } from 'mqtt';
import type { Receiving } from '../signals/receiving.ts';
import type { DoorLog } from './door.ts';
import { arrivalOf } from './mqtt-message.ts';

export interface FollowedBroker {
  /** Whether it has let us in by now and hands us what devices say. */
  readonly isHeard: () => boolean;
  /** Resolves when it does for the first time; or after this time without. */
  heardWithin(ms: number): Promise<boolean>;
  close(): Promise<void>;
}

const followed = ['home/+/signal', 'home/+/state', 'home/+/will'];
const againMs = 1_000;
/** Without a word of the broker for half as long again, the line is made anew. */
const keepAliveSeconds = 15;

/** @param url with `clientId` where several Drystones follow one broker: each has its own session. */
export function followBroker(url: string, { receiving, log }: { readonly receiving: Receiving; readonly log: DoorLog }): FollowedBroker {
  const { host } = new URL(url);
  let heard = false;
  const client = connect(url, {
    // 3.1.1: every broker speaks it, and its sessions last without being asked to.
    protocolVersion: 4,
    clientId: new URL(url).searchParams.get('clientId') ?? 'drystone',
    clean: false,
    keepalive: keepAliveSeconds,
    reconnectPeriod: againMs,
    connectTimeout: 5_000,
    resubscribe: false,
    queueQoSZero: false,
    manualConnect: true,
  });
  client.on('connect', () => {
    client.subscribe(followed, { qos: 1 }, (error, granted) => {
      const refused = granted?.filter(({ qos }) => qos > 2) ?? [];
      if (error === null && refused.length === 0) {
        heard = true;
        return;
      }
      log.trouble(`the broker ${host} does not let us hear what devices say`, error ?? new Error(refused.map(({ topic }) => topic).join()));
      client.stream.destroy();
    });
  });
  client.on('close', () => (heard = false));
  client.on('error', (error) => log.trouble(`the broker ${host}`, error));
  // The acknowledgement follows the call of `acknowledge`.
  client.handleMessage = (packet, acknowledge) => {
    take(packet).then(
      () => acknowledge(),
      (error: unknown) => {
        log.notKept(error);
        // It hands on what is not acknowledged when we come again, and not before.
        client.stream.destroy();
      },
    );
  };
  client.connect();
  return {
    isHeard: () => heard,
    async heardWithin(ms) {
      const until = performance.now() + ms;
      while (!heard && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
      return heard;
    },
    close: () => client.endAsync(),
  };

  async function take({ topic, payload, retain }: IPublishPacket): Promise<void> {
    const read = readTopic(topic);
    // What it has kept of before we came is no sign of life.
    if (read === undefined || (retain && read.channel === 'state')) return;
    const { account, channel } = read;
    // Handed on as it comes, a message has lost its flag: the broker keeps the last state, and so do we.
    const arrival = arrivalOf({ topic, payload: typeof payload === 'string' ? Buffer.from(payload) : payload, retain: channel === 'state' }, { account, sender: host }, randomUUIDv7);
    const [placed] = await receiving.receive([arrival]);
    client.publish(topicOf(account, 'answer'), JSON.stringify({ id: arrival.signal.sequence, caseId: placed!.caseId }), { qos: 0 });
  }
}
