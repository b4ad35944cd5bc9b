/**
 * Topics of MQTT, one set for each account. A device signs in as its account and may use its own
 * topics, nobody else's.
 *
 * | topic | who writes | what |
 * |---|---|---|
 * | `home/ACCOUNT/signal` | the device, QoS 1 | a message; acknowledged when it is kept |
 * | `home/ACCOUNT/state` | the device, QoS 1, retained | its last state: battery, mains, measurements, as a message of kind `heartbeat` |
 * | `home/ACCOUNT/will` | the broker, for the device | its last will, kind `went-silent` |
 * | `home/ACCOUNT/answer` | we | what became of it: `{ "id", "caseId" }` |
 */

export type Channel = 'signal' | 'state' | 'will' | 'answer';

export function topicOf(account: string, channel: Channel): string {
  if (!isAccount(account)) throw new RangeError(`no account that a topic can name: ${account}`);
  return `home/${account}/${channel}`;
}

export function readTopic(topic: string): { readonly account: string; readonly channel: Channel } | undefined {
  const parts = /^home\/([A-Za-z0-9_-]{1,64})\/(signal|state|will|answer)$/.exec(topic);
  return parts ? { account: parts[1]!, channel: parts[2] as Channel } : undefined;
}

/** Letters, digits, `-` and `_`, so that none can name another's topics. */
export function isAccount(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text);
}

export function mayPublish(account: string, topic: string): boolean {
  const read = readTopic(topic);
  return read !== undefined && read.account === account && read.channel !== 'answer';
}

/** Its own topics by name: a wildcard could name others'. */
export function maySubscribe(account: string, filter: string): boolean {
  return readTopic(filter)?.account === account;
}
