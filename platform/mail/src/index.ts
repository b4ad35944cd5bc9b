/**
 * Mail: written in the transaction of what it tells of, sent by a job afterwards. Without a mail
 * server it stays in the database, to be read on this machine.
 */

import { randomUUIDv7 } from 'node:crypto';
import { sql, type Database, type Transaction } from '@drystone/database';
import { askForJob } from '@drystone/jobs';
import nodemailer from 'nodemailer';

export interface Letter {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
}

export interface KeptLetter extends Letter {
  readonly at: string;
}

/** Name of the job that sends what waits. */
export const deliverMailJob = 'deliver_mail';
/** A letter that could not be sent so often is given up. */
const mostFailures = 10;
const actor = 'system:mail';

/** Puts a letter in the post when the transaction is committed. */
export async function post(transaction: Transaction, { to, subject, body }: Letter, at: Temporal.Instant): Promise<void> {
  await sql`insert into platform.mail (id, recipient, subject, body, at) values (${randomUUIDv7()}, ${to}, ${subject}, ${body}, ${at.toString()})`.execute(transaction);
  await askForJob(transaction, deliverMailJob);
}

/** The newest letters that wait, newest first. */
export async function keptMail(database: Database, limit = 500): Promise<readonly KeptLetter[]> {
  return database.as(actor, async (transaction) => {
    const { rows } = await sql<KeptLetter>`
      select recipient as to, subject, body, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
      from platform.mail where sent_at is null order by at desc, id desc limit ${limit}`.execute(transaction);
    return rows;
  });
}

/**
 * Sends what waits, each letter once; one that fails waits for the next time. A sent letter's text is
 * forgotten.
 * @returns how many were sent.
 */
export async function deliverMail(database: Database, smtpUrl: string, from: string, now: Temporal.Instant, onFailure: (error: unknown) => void): Promise<number> {
  const transport = nodemailer.createTransport({ url: smtpUrl });
  let sent = 0;
  const one = (): Promise<boolean> =>
    database.as(actor, async (transaction) => {
      const { rows } = await sql<Letter & { id: string }>`
        select id, recipient as to, subject, body from platform.mail
        where sent_at is null and failures < ${mostFailures} and tried_at is distinct from ${now.toString()}
        order by at limit 1 for update skip locked`.execute(transaction);
      const letter = rows[0];
      if (letter === undefined) return false;
      try {
        await transport.sendMail({ from, to: letter.to, subject: letter.subject, text: letter.body });
        await sql`update platform.mail set sent_at = ${now.toString()}, subject = '', body = '' where id = ${letter.id}`.execute(transaction);
        sent++;
      } catch (error) {
        onFailure(error);
        await sql`update platform.mail set failures = failures + 1, tried_at = ${now.toString()} where id = ${letter.id}`.execute(transaction);
      }
      return true;
    });
  try {
    while (await one());
  } finally {
    transport.close();
  }
  return sent;
}

/** Deletes letters older than a month, sent or not. */
export async function forgetOldMail(database: Database, now: Temporal.Instant): Promise<void> {
  const before = now.subtract({ hours: 30 * 24 }).toString();
  await database.as(actor, (transaction) => sql`delete from platform.mail where at < ${before}`.execute(transaction));
}
