/** What a provider's system does when cases are offered to it as the platform will. Only asks, never judges. */

import { contentDigest, replyTo, signedHeaders, type Outbound, type RequestKey } from '@drystone/outbound';
import type { Reply } from '@drystone/part';
import type { OfferedCase } from '../offer.ts';
import type { HeardStep, Listener } from './listener.ts';

export interface Evidence {
  readonly first: Reply;
  readonly again: Reply;
  readonly withUnknownMember: Reply;
  readonly unsigned: Reply;
  /** Signed, but what was signed is another body. */
  readonly tampered: Reply;
  readonly misfit: Reply;
  readonly withdrawal: Reply;
  readonly unknownWithdrawal: Reply;
  readonly timesMs: readonly number[];
  /** Of the first case. */
  readonly steps: readonly HeardStep[];
  /** When the first case was offered, on the clock of the steps. */
  readonly offeredAtMs: number;
  /** Of cases that were not rightly signed. */
  readonly strangeSteps: readonly HeardStep[];
  readonly offered: number;
}

export interface Gathering {
  readonly endpoint: string;
  /** Signs with `key`. */
  readonly outbound: Outbound;
  /** Signs nothing. */
  readonly stranger: Outbound;
  readonly key: RequestKey;
  readonly listener: Listener;
  readonly clock: () => Temporal.Instant;
  readonly newId: () => string;
  /** How long the first case may take to its end. */
  readonly closeWithinMs: number;
  readonly onStep: (step: string) => void;
}

export const timedRequests = 20;
const lookEveryMs = 100;

/** @throws OutboundError where the endpoint cannot be asked at all. */
export async function gather({ endpoint, outbound, stranger, key, listener, clock, newId, closeWithinMs, onStep }: Gathering): Promise<Evidence> {
  const url = `${endpoint.replace(/\/+$/, '')}/cases`;
  const limits = { mostBytes: 100_000, wholeMs: 10_000, readMs: 10_000 };
  let offered = 0;
  const aCase = (): OfferedCase => {
    offered++;
    const id = newId();
    const now = clock();
    const link = (rest: string) => `${listener.origin}/api/home/cases/${id}${rest}`;
    return {
      format: 'drystone-case/1',
      id,
      award: null,
      test: true,
      receivedAt: now.toString({ smallestUnit: 'millisecond' }),
      acknowledgeBy: now.add({ seconds: 120 }).toString({ smallestUnit: 'millisecond' }),
      kind: 'pendant',
      group: 'help',
      priority: 2,
      area: null,
      dwelling: 'Conformance suite, nobody lives here',
      links: { case: link(''), dwelling: link('/dwelling'), steps: link('/steps') },
    };
  };
  const offer = (body: object) => replyTo(outbound, url, { method: 'POST', json: body, ...limits });

  onStep('offering a case');
  const one = aCase();
  const offeredAtMs = performance.now();
  const answer = await outbound.call(url, { method: 'POST', json: one, ...limits });
  const first: Reply = { ...answer, body: new TextDecoder().decode(answer.body) };
  const again = await offer(one);
  const withUnknownMember = await offer({ ...aCase(), memberOfALaterVersion: { nobody: 'knows it' } });

  onStep('offering what is not rightly signed');
  const strange = aCase();
  const unsigned = await replyTo(stranger, url, { method: 'POST', json: strange, ...limits });
  const other = JSON.stringify({ ...strange, priority: 5 });
  const headers = await signedHeaders(key, 'POST', new URL(url), { 'content-type': 'application/json', 'content-digest': contentDigest(other) });
  const tampered = await replyTo(stranger, url, { method: 'POST', json: strange, headers, ...limits });
  const misfit = await offer({ format: 'drystone-case/1' });

  onStep('taking a case away');
  const taken = aCase();
  await offer(taken);
  const withdrawal = await replyTo(outbound, `${url}/${taken.id}/withdrawal`, { method: 'POST', json: { because: 'taken-elsewhere' }, ...limits });
  const unknownWithdrawal = await replyTo(outbound, `${url}/${newId()}/withdrawal`, { method: 'POST', json: { because: 'award-over' }, ...limits });

  onStep(`offering ${timedRequests} cases one after another`);
  const timesMs: number[] = [];
  for (let i = 0; i < timedRequests; i++) {
    const body = aCase();
    const before = performance.now();
    const { status } = await offer(body);
    timesMs.push(status >= 200 && status < 300 ? performance.now() - before : Infinity);
  }

  onStep('waiting until the first case is closed');
  const of = (id: string) => listener.heard.filter(({ caseId }) => caseId === id);
  const isClosed = () => of(one.id).some(({ body }) => (body as { to?: unknown } | null)?.to === 'closed');
  while (!isClosed() && performance.now() - offeredAtMs < closeWithinMs) await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  return { first, again, withUnknownMember, unsigned, tampered, misfit, withdrawal, unknownWithdrawal, timesMs, steps: of(one.id), offeredAtMs, strangeSteps: of(strange.id), offered };
}
