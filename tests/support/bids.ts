/** Made-up bids: written, sealed and opened through the API as their people would. */

import { expect } from 'vitest';
import { sql } from '@drystone/database';
import pg from 'pg';
import { aLot, commissioningOn, type MadeProcess } from './commissioning.ts';
import type { TestServer } from './server.ts';

export interface Opener {
  readonly token: string;
  readonly code: string;
}

export function bidsOn(server: () => TestServer) {
  const { ask, draft, publish, organisation, keyFor } = commissioningOn(server);
  let counter = 0;

  /** As the login that may do anything: what no operation offers. */
  async function asOwner<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: server().ownerUrl });
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  const lettersTo = (email: string) => server().database.as('system:mail', async (transaction) => (await sql<{ subject: string; body: string }>`select subject, body from platform.mail where recipient = ${email} order by at desc, id desc`.execute(transaction)).rows);

  /** A published tender that takes bids for an hour, or as its form says. */
  async function tender(buyer: string, form: object = {}): Promise<MadeProcess> {
    return publish(await draft(buyer, { method: 'below-threshold-quotation', deadline: Temporal.Now.instant().add({ hours: 1 }).toString(), ...form }));
  }

  /** Three people are named, keep their codes and confirm them: bids can be handed in. */
  async function keyed({ id }: { readonly id: string }): Promise<readonly Opener[]> {
    const names = ['first', 'second', 'third'].map((which) => ({ name: `The ${which}`, email: `${which}-${++counter}@openers.example` }));
    await ask('PUT', `/api/commissioning/processes/${id}/openers`, { openers: names }, 200);
    const openers: Opener[] = [];
    for (const { email } of names) {
      const [letter] = await lettersTo(email);
      const token = /opening\/([\w-]{32})/.exec(letter!.body)![1]!;
      const { code } = await ask<{ code: string }>('POST', `/api/commissioning/opening/${token}/code`, undefined, 201);
      await ask('POST', `/api/commissioning/opening/${token}/confirmation`, { part: code.split('-').slice(-2).join(' ') }, 200);
      openers.push({ token, code });
    }
    return openers;
  }

  /** Lets the deadline have passed, which takes the login that may do anything. */
  async function passDeadline({ id }: { readonly id: string }): Promise<void> {
    await asOwner(`update commissioning.process set deadline = now() - interval '1 second', content = jsonb_set(content, '{deadline}', to_jsonb(to_char((now() - interval '1 second') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))) where id = $1`, [id]);
  }

  const give = ({ token, code }: Opener) => server().call('POST', `/api/commissioning/opening/${token}/share`, { code });
  /** By the first two of them. */
  async function open(process: MadeProcess, openers: readonly Opener[]): Promise<void> {
    await passDeadline(process);
    for (const opener of openers.slice(0, 2)) expect((await give(opener)).status).toBe(200);
  }

  /** A provider with a key of its program and its bid code. */
  async function bidder(name = 'Three Glens Trails') {
    const id = await organisation('provider', name);
    const headers = await keyFor(id, ['editor']);
    const { code } = await ask<{ code: string }>('POST', `/api/commissioning/providers/${id}/bid-code`, {}, 201);
    return { id, name, headers: { ...headers, 'x-bid-code': code } as Record<string, string> };
  }
  type Bidder = Awaited<ReturnType<typeof bidder>>;

  /** Begun and written; not handed in. */
  async function written(process: { readonly id: string }, by: Bidder, change: object = {}, lot = aLot.id) {
    const begun = await ask<{ id: string; revision: number; asked: { questions: { id: string }[] } }>('POST', `/api/commissioning/processes/${process.id}/bids`, { organisation: by.id, lot }, 201, by.headers);
    const answers = Object.fromEntries(begun.asked.questions.map(({ id }) => [id, 'The waterfall, because nobody goes there.']));
    return ask<{ id: string; revision: number; wanting: { field: string }[] }>('PATCH', `/api/commissioning/bids/${begun.id}`, { answers, pricePence: 1_000_000, ...change }, 200, { ...by.headers, 'if-match': `"${begun.revision}"` });
  }
  const submit = (bid: { readonly id: string; readonly revision: number }, by: Bidder) => server().call('POST', `/api/commissioning/bids/${bid.id}/submission`, undefined, { ...by.headers, 'if-match': `"${bid.revision}"` });

  /** A draft of a provider, put in by the login that may do anything: for tests of who may see it. */
  async function insertedBid(provider: string): Promise<string> {
    const { id: process } = await tender(await organisation('buyer'));
    const [row] = await asOwner<{ id: string }>('insert into commissioning.bid (id, process, lot, lead, members, member_ids, created_at, changed_at) values (gen_random_uuid(), $1, $2, $3, $4, array[$3::uuid], now(), now()) returning id', [process, aLot.id, provider, JSON.stringify([{ id: provider, name: 'A provider', share: 100, confirmedAt: null }])]);
    return row!.id;
  }

  /** An opened bid to a buyer, put in likewise. */
  async function insertedOpenedBid(buyer: string, of: { readonly process?: string; readonly lot?: string; readonly provider?: string; readonly name?: string; readonly answers?: object; readonly pricePence?: number | null; readonly socialValue?: readonly object[] } = {}): Promise<string> {
    const process = of.process ?? (await tender(buyer)).id;
    const provider = of.provider ?? (await organisation('provider'));
    const name = of.name ?? 'A provider';
    const [row] = await asOwner<{ id: string }>(
      `insert into commissioning.opened_bid (id, process, lot, buyer, provider, provider_name, members, member_ids, answers, price_pence, social_value, documents, submitted_at)
       values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, array[$4::uuid], $7, $8, $9, '[]', now()) returning id`,
      [process, of.lot ?? aLot.id, buyer, provider, name, JSON.stringify([{ id: provider, name, share: 100 }]), JSON.stringify(of.answers ?? {}), of.pricePence ?? null, JSON.stringify(of.socialValue ?? [])],
    );
    return row!.id;
  }

  return { asOwner, lettersTo, tender, keyed, passDeadline, give, open, bidder, written, submit, insertedBid, insertedOpenedBid };
}
