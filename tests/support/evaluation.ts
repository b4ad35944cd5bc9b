/** A made-up tender past its deadline with bids in it, as the opening leaves it. */

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { aLot, asAdministrator, commissioningOn, type MadeProcess } from './commissioning.ts';
import type { TestServer } from './server.ts';

export interface MadeBid {
  readonly id: string;
  readonly provider: string;
}

export const aQuotation = { method: 'below-threshold-quotation', deadline: Temporal.Now.instant().add({ hours: 24 * 30 }).toString() };

export function evaluationOn(server: () => TestServer) {
  const { draft, publish, organisation, ask } = commissioningOn(server);

  /** As whoever owns the tables: time cannot be waited for. */
  async function asOwner(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
    const client = new pg.Client({ connectionString: server().ownerUrl });
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  }

  const maker = {
    asOwner,
    /** Published, and its deadline gone by. */
    async closed(buyer: string, form: object = {}): Promise<MadeProcess> {
      const process = await publish(await draft(buyer, { ...aQuotation, ...form }));
      await asOwner((client) => client.query(`update commissioning.process set deadline = now() - interval '1 minute', content = jsonb_set(content, '{deadline}', to_jsonb(to_char(now() - interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))) where id = $1`, [process.id]));
      return process;
    },
    async bid(process: string, buyer: string, provider: { readonly id: string; readonly name: string }, bid: { readonly pricePence?: number | null; readonly answers?: object; readonly socialValue?: object[]; readonly lot?: string; readonly members?: readonly { readonly id: string; readonly name: string; readonly share: number }[] } = {}): Promise<MadeBid> {
      const id = randomUUID();
      const members = bid.members ?? [{ ...provider, share: 100 }];
      await asOwner((client) =>
        client.query(
          `insert into commissioning.opened_bid (id, process, lot, buyer, provider, provider_name, members, member_ids, answers, price_pence, social_value, documents, submitted_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '[]', now() - interval '1 day')`,
          [id, process, bid.lot ?? aLot.id, buyer, provider.id, provider.name, JSON.stringify(members), members.map((member) => member.id), JSON.stringify(bid.answers ?? { places: 'The mill race, and the stones above it.' }), bid.pricePence === undefined ? 1_000_000 : bid.pricePence, JSON.stringify(bid.socialValue ?? [])],
        ),
      );
      return { id, provider: provider.id };
    },
    async provider(name: string): Promise<{ readonly id: string; readonly name: string; readonly key: Record<string, string> }> {
      const id = await organisation('provider', name);
      return { id, name, ...(await maker.program(id, ['editor'], name)) };
    },
    /** A program of an organisation, and the actor it is. */
    async program(organisationId: string, roles: readonly string[], name = 'A program'): Promise<{ readonly key: Record<string, string>; readonly actor: string }> {
      const made = await ask<{ id: string; key: string }>('POST', `/api/accounts/organisations/${organisationId}/keys`, { name, roles }, 201);
      return { key: { authorization: `Bearer ${made.key}` }, actor: `key:${made.id}` };
    },
    asAdministrator,
  };
  return maker;
}
