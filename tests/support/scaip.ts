/** An alarm sender of SCAIP, by a SIP client of somebody else's making. */

import { randomBytes } from 'node:crypto';
import sip, { type Message } from 'sip';
import { afterAll } from 'vitest';
import { freePort } from '../../bench/src/alarm-devices.ts';

export interface AlarmSender {
  /** Sends a MESSAGE and waits for both answers: the response, and for a short while the MESSAGE back. */
  say(body: string, headers?: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly inResponse: string; readonly mrs: string | undefined }>;
}

export async function alarmSender(transport: 'udp' | 'tcp', door: number): Promise<AlarmSender> {
  const port = await freePort();
  const heard: string[] = [];
  let wake = (): void => undefined;
  const stack = sip.create({ port, address: '127.0.0.1', publicAddress: 'sender.invalid', udp: transport === 'udp', tcp: transport === 'tcp' }, (request: Message) => {
    heard.push(request.content ?? '');
    stack.send(sip.makeResponse(request, 200, 'OK'));
    wake();
  });
  afterAll(() => stack.destroy());
  let sequence = 0;
  return {
    async say(body, headers = {}) {
      const response = await new Promise<Message>((resolve) => {
        stack.send(
          {
            method: 'MESSAGE',
            uri: `sip:arc@127.0.0.1:${door};transport=${transport}`,
            headers: { from: { uri: 'sip:unit@sender.invalid', params: { tag: randomBytes(4).toString('hex') } }, to: { uri: 'sip:arc@127.0.0.1' }, 'call-id': randomBytes(8).toString('hex'), cseq: { method: 'MESSAGE', seq: ++sequence }, 'max-forwards': 70, 'content-type': 'application/scaip+xml', ...headers },
            content: body,
          },
          resolve,
        );
      });
      if (heard.length === 0 && response.status === 200 && !response.content) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 3_000);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return { status: response.status!, inResponse: response.content ?? '', mrs: heard.shift() };
    },
  };
}
