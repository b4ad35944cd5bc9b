/**
 * The door for clouds of vendors: signed HTTP requests, each with what one device said. A cloud speaks
 * for accounts that begin with its own name, and for no others.
 */

import { createHmac, randomBytes, randomUUIDv7, timingSafeEqual } from 'node:crypto';
import { requirePermission, type Caller } from '@drystone/access';
import { readDeviceMessage } from '@drystone/alarm-protocols/device';
import { verify } from '@drystone/alarm-protocols/webhook';
import { sql, type Database, type Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { Problem } from '@drystone/problems';
import type { SealedKeys } from '../local-units/sealed-keys.ts';
import type { Organisations } from '../ports.ts';
import type { Placed } from '../signals/placing.ts';
import { createReceiving } from '../signals/receiving.ts';

export interface Webhooks {
  /** Registers a cloud, or gives it a new secret; the one before serves until the next. @returns the secret, this once. */
  putWebhook(caller: Caller | undefined, name: string, organisation: string): Promise<{ readonly secret: string; readonly isNew: boolean }>;
  /** Resolves when what it tells is committed. @throws Problem 401 where it is not signed, 503 where it could not be kept. */
  takeWebhook(name: string, account: string, request: SignedBody): Promise<Placed>;
}

export interface SignedBody {
  readonly headers: { get(name: string): string | null };
  readonly body: Uint8Array;
}

export interface WebhooksOptions {
  readonly database: Database;
  /** With the rights of the intake. */
  readonly intake: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly sealed: SealedKeys;
}

interface Webhook {
  readonly id: string;
  readonly organisation: string;
  readonly secrets: Buffer;
}

const tools = { hmacSha256: (key: Uint8Array, data: Uint8Array) => createHmac('sha256', key).update(data).digest(), equal: timingSafeEqual };

export function createWebhooks({ database, intake, clock, organisations, sealed }: WebhooksOptions): Webhooks {
  const receiving = createReceiving({ database: intake, clock });
  return {
    async putWebhook(caller, name, organisation) {
      const { actor } = requirePermission(caller, 'local-unit.edit', organisation);
      if ((await organisations.publicly(organisation)) === undefined) throw new Problem({ kind: 'unknown-organisation', detail: `There is no organisation ${organisation}.` });
      const before = await database.as('system:home', (transaction) => findWebhook(transaction, name));
      if (before !== undefined && before.organisation !== organisation) throw new Problem({ kind: 'taken', detail: `The name ${name} is another organisation's.` });
      const id = before?.id ?? randomUUIDv7();
      const secret = randomBytes(32);
      const secrets = [secret, ...(before ? sealed.open(before.secrets, id).slice(0, 1) : [])];
      await database.as({ actor, organisations: [organisation] }, async (transaction) => {
        await sql`insert into home.webhook (id, name, organisation, secrets) values (${id}, ${name}, ${organisation}, ${sealed.seal(secrets, id)}) on conflict (name) do update set secrets = excluded.secrets`.execute(transaction);
        await appendEvent(transaction, { type: 'webhook.secret_made', subject: id, at: clock(), data: {} });
      });
      return { secret: `whsec_${secret.toString('base64')}`, isNew: before === undefined };
    },
    async takeWebhook(name, account, { headers, body }) {
      try {
        const known = await intake.as('system:intake', (transaction) => findWebhook(transaction, name));
        const signed = { id: headers.get('webhook-id'), timestamp: headers.get('webhook-timestamp'), signature: headers.get('webhook-signature'), body };
        const judged = verify(signed, known ? sealed.open(known.secrets, known.id) : [], clock(), tools);
        if (!judged.ok || known === undefined) throw new Problem({ kind: 'not-signed-in', detail: refusals[judged.ok ? 'wrong-signature' : judged.why] });
        const signal = readDeviceMessage(body, { protocol: 'webhook', account: `${name}-${account}` });
        const [placed] = await receiving.receive([{ signal, outcome: 'accepted', sender: name, answeredBy: known.organisation }]);
        return placed!;
      } catch (error) {
        if (error instanceof Problem) throw error;
        throw new Problem({ kind: 'not-kept', detail: 'It could not be kept. Send it again, or another way.', retryAfterSeconds: 2 });
      }
    },
  };
}

const refusals = {
  'not-signed': 'Sign it as Standard Webhooks has it: webhook-id, webhook-timestamp and webhook-signature (v1).',
  'too-old': 'webhook-timestamp is more than five minutes ago: sign it anew, by a clock that is right.',
  'too-new': 'webhook-timestamp is more than five minutes ahead: sign it anew, by a clock that is right.',
  'wrong-signature': 'No secret of this webhook made this signature of this body.',
} as const;

async function findWebhook(transaction: Transaction, name: string): Promise<Webhook | undefined> {
  const { rows } = await sql<Webhook>`select id, organisation, secrets from home.webhook where name = ${name}`.execute(transaction);
  return rows[0];
}
