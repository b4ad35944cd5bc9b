/** Letters, sent to a real mail server over SMTP. */

import type { AddressInfo } from 'node:net';
import { sql } from '@drystone/database';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { deliverMail, keptMail, post } from './index.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});

const servers: SMTPServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise<void>((resolve) => server.close(() => resolve()));
  await test.database.as('system:mail', (transaction) => sql`delete from platform.mail`.execute(transaction));
});

/** A mail server, and what reached it. */
async function mailServer(options: SMTPServerOptions = {}): Promise<{ url: string; letters: string[] }> {
  const letters: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, callback) {
      let text = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      stream.on('end', () => {
        letters.push(text);
        callback();
      });
    },
    ...options,
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, letters };
}

const noon = Temporal.Instant.from('2027-03-01T12:00:00Z');
const later = (minutes: number) => noon.add({ minutes });
const write = (to: string, subject = 'A link', at = noon) => test.database.as('system:accounts', (transaction) => post(transaction, { to, subject, body: 'Grüße aus Béal Feirste: https://guide.example/sign-in/link?token=secret' }, at));
const failures: unknown[] = [];
const deliver = (url: string, now = noon) => deliverMail(test.database, url, 'Drystone <guide@drystone.example>', now, (error) => failures.push(error));

describe('mail', () => {
  it('reaches the server once, whole, from whom it was said to come, and its text is forgotten then', async () => {
    const { url, letters } = await mailServer();
    await write('roisin@example.com');
    expect(await keptMail(test.database)).toHaveLength(1);
    expect([await deliver(url), await deliver(url, later(1))]).toEqual([1, 0]);
    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatch(/^From: Drystone <guide@drystone\.example>$/m);
    expect(letters[0]).toMatch(/^To: roisin@example\.com$/m);
    expect(await keptMail(test.database)).toEqual([]);
    const { rows } = await test.database.as('system:mail', (transaction) => sql`select subject, body from platform.mail`.execute(transaction));
    expect(rows).toEqual([{ subject: '', body: '' }]);
  });

  it('is sent by one of two workers that look at once', async () => {
    const { url, letters } = await mailServer();
    for (let each = 0; each < 6; each++) await write(`person-${each}@example.com`);
    const [one, two] = await Promise.all([deliver(url), deliver(url)]);
    expect([one + two, letters.length]).toEqual([6, 6]);
  });

  it('waits while the server is away, does not hold up the others, and is given up after ten failures', async () => {
    const { url, letters } = await mailServer({
      onRcptTo({ address }, _session, callback) {
        callback(address.startsWith('gone') ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null);
      },
    });
    await write('gone@example.com');
    await write('here@example.com');
    failures.length = 0;
    expect(await deliver('smtp://127.0.0.1:1')).toBe(0);
    expect(failures).toHaveLength(2);
    for (let attempt = 1; attempt < 15; attempt++) await deliver(url, later(attempt));
    expect(letters.map((letter) => /^To: (.*)$/m.exec(letter)?.[1]?.trim())).toEqual(['here@example.com']);
    expect(failures).toHaveLength(2 + 9);
  });

  it('cannot be made to carry a second recipient or a header of its writer', async () => {
    const { url, letters } = await mailServer();
    await write('one@example.com', 'Hello\r\nBcc: everybody@example.com\r\n\r\nOther words');
    expect(await deliver(url)).toBe(1);
    expect(letters[0]).not.toMatch(/^Bcc:/m);
    expect(letters[0]).not.toMatch(/^Other words/m);
  });

  it('is written by whoever acts and read by the post alone', async () => {
    await write('roisin@example.com');
    for (const actor of ['anonymous', 'system:accounts', 'account:00000000-0000-4000-8000-000000000009'] as const) {
      const { rows } = await test.database.as(actor, (transaction) => sql`select 1 from platform.mail`.execute(transaction));
      expect([actor, rows]).toEqual([actor, []]);
    }
  });
});
