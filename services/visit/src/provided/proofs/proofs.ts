/**
 * The part's conformance suite, run by the platform against a provider's endpoint and signed with the
 * platform's key. A proof has an address of its own, which a bid can name.
 */

import { randomUUID } from 'node:crypto';
import { requirePermission, type Caller } from '@drystone/access';
import { sql, type Acting, type Database, type Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { askForJob } from '@drystone/jobs';
import { OutboundError, type Outbound } from '@drystone/outbound';
import { signReport, type SignedReport, type SigningKey } from '@drystone/part';
import { visitContent } from '@drystone/part-visit-content';
import { proveContent } from '@drystone/part-visit-content/conformance';
import { z } from 'zod';
import type { Catalogues } from '../../content/catalogue.ts';
import { placeOfRecord } from '../../content/record-of-place.ts';
import { fieldProblems, invalid, Problem } from '../../problem.ts';
import { actingFor } from '../acting.ts';
import { feedForm } from '../feeds/feeds.ts';

export const proofForm = z.strictObject({ endpoint: feedForm.shape.url });

export interface Proof {
  readonly id: string;
  readonly provider: string;
  readonly part: string;
  readonly endpoint: string;
  readonly askedAt: string;
  readonly doneAt: string | null;
  readonly report: SignedReport | null;
  /** Why it could not be run. */
  readonly failure: string | null;
}

export interface Proofs {
  /** The newest first. */
  proofs(caller: Caller | undefined, provider: string): Promise<readonly Proof[]>;
  /** Asks for a run; it is done within a minute or two. */
  askForProof(caller: Caller | undefined, provider: string, form: unknown): Promise<Proof>;
  /** The same for somebody else who may: whoever composes the product has asked. @returns its id. @throws Problem 422 where the part has no suite. */
  proveFor(actor: Caller['actor'], of: { readonly part: string; readonly provider: string; readonly endpoint: string }): Promise<string>;
  /** Whoever has its id may read it. @throws Problem 404 */
  proof(id: string): Promise<Proof>;
}

export const runProofsJob = 'run_proofs';
const mostWaiting = 3;
const mostADay = 30;
const leaseMinutes = 15;

const columns = sql`id, provider, part, endpoint, report, failure, to_char(asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "askedAt", to_char(done_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "doneAt"`;

export function createProofs({ database, clock }: { readonly database: Database; readonly clock: () => Temporal.Instant }): Proofs {
  async function asked(acting: Acting, provider: string, given: unknown): Promise<Proof> {
    const form = proofForm.safeParse(given);
    if (!form.success) throw invalid(fieldProblems(form.error));
    const now = clock();
    return database.as(acting, async (transaction) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`proofs of ${provider}`}, 0))`.execute(transaction);
      const { waiting, today } = await countProofs(transaction, provider, now);
      if (waiting >= mostWaiting) throw new Problem({ kind: 'too-many-requests', detail: `${waiting} proofs are being run already: wait for them.`, retryAfterSeconds: 60 });
      if (today >= mostADay) throw new Problem({ kind: 'too-many-requests', detail: `${mostADay} proofs a day are enough: run \`npx drystone prove\` on your own machine meanwhile.`, retryAfterSeconds: 3_600 });
      // Not a version 7: nobody guesses it from the hour.
      const id = randomUUID();
      const { rows } = await sql<Proof>`
        insert into visit.proof (id, provider, part, endpoint, asked_at) values (${id}, ${provider}, ${visitContent.id}, ${new URL(form.data.endpoint).href}, ${now.toString()}) returning ${columns}`.execute(transaction);
      await appendEvent(transaction, { type: 'proof.asked', subject: id, at: now, data: { provider, part: visitContent.id } });
      await askForJob(transaction, runProofsJob);
      return rows[0]!;
    });
  }

  return {
    async proofs(caller, provider) {
      const allowed = requirePermission(caller, 'content.read', provider);
      return database.as(actingFor(allowed, provider), async (transaction) => (await sql<Proof>`select ${columns} from visit.proof where provider = ${provider} order by asked_at desc, id limit 50`.execute(transaction)).rows);
    },
    async askForProof(caller, provider, given) {
      const allowed = requirePermission(caller, 'content.edit', provider);
      return asked(actingFor(allowed, provider), provider, given);
    },
    async proveFor(actor, { part, provider, endpoint }) {
      if (part !== visitContent.id) throw invalid([{ field: 'part', message: `"${part}" has no suite that this platform runs`, mend: `use ${visitContent.id}` }], 'impossible-request');
      return (await asked({ actor, organisations: [provider] }, provider, { endpoint })).id;
    },
    async proof(id) {
      const found = z.uuid().safeParse(id).success
        ? await database.as('anonymous', async (transaction) => (await sql<Proof>`select ${columns} from visit.proof where id = ${id}`.execute(transaction)).rows[0])
        : undefined;
      if (found === undefined) throw new Problem({ kind: 'not-found', detail: 'There is no such proof.' });
      return found;
    },
  };
}

async function countProofs(transaction: Transaction, provider: string, now: Temporal.Instant): Promise<{ waiting: number; today: number }> {
  const { rows } = await sql<{ waiting: number; today: number }>`
    select count(*) filter (where done_at is null)::int as waiting, count(*) filter (where asked_at > ${now.subtract({ hours: 24 }).toString()})::int as today from visit.proof where provider = ${provider}`.execute(transaction);
  return rows[0]!;
}

export interface ProofRun {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly catalogues: Catalogues;
  readonly outbound: Outbound;
  readonly key: SigningKey;
  readonly runner: string;
}

/** Runs what was asked for, one after another; how many. */
export async function runProofs({ database, clock, catalogues, outbound, key, runner }: ProofRun): Promise<number> {
  for (let count = 0; ; count++) {
    const now = clock();
    const taken = await database.as('system:content', async (transaction) => {
      const { rows } = await sql<Proof>`
        update visit.proof set begun_at = ${now.toString()}
        where id = (select id from visit.proof where done_at is null and (begun_at is null or begun_at < ${now.subtract({ minutes: leaseMinutes }).toString()}) order by asked_at limit 1 for update skip locked)
        returning ${columns}`.execute(transaction);
      return rows[0];
    });
    if (taken === undefined) return count;
    const all = await catalogues.all();
    let report: SignedReport | null = null;
    let failure: string | null = null;
    try {
      report = await signReport(await proveContent({ endpoint: taken.endpoint, outbound, clock, runner, recordProblems: (record) => placeOfRecord(record, all).problems }), key);
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      failure = `${error.message}: ${error.mend}`.slice(0, 400);
    }
    await database.as('system:content', async (transaction) => {
      const at = clock();
      await sql`update visit.proof set done_at = ${at.toString()}, report = ${report === null ? null : JSON.stringify(report)}::jsonb, failure = ${failure} where id = ${taken.id}`.execute(transaction);
      await appendEvent(transaction, { type: 'proof.done', subject: taken.id, at, data: { provider: taken.provider, outcome: report === null ? 'not-run' : report.report.passed ? 'passed' : 'failed' } });
    });
  }
}
