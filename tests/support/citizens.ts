/** Citizens, signed in by the link that was mailed to them. */

import { randomUUIDv7 } from 'node:crypto';
import { sql } from '@drystone/database';
import { expect } from 'vitest';
import { asAdministrator } from './commissioning.ts';
import type { TestServer } from './server.ts';

export async function newestLetter(server: TestServer, email: string): Promise<string> {
  const { rows } = await server.database.as('system:mail', (transaction) => sql<{ body: string }>`select body from platform.mail where recipient = ${email} order by at desc, id desc limit 1`.execute(transaction));
  return rows[0]!.body;
}

export const tokenIn = (letter: string): string => /token=([\w-]+)/.exec(letter)![1]!;

/** The browser of somebody who opened the link that was mailed to them. */
export async function signIn(server: TestServer, email: string): Promise<{ cookie: string }> {
  const post = (path: string, fields: Record<string, string>) => fetch(server.url + path, { method: 'POST', body: new URLSearchParams(fields), headers: { origin: server.url, accept: 'text/html' }, redirect: 'manual' });
  await post('/sign-in?/link', { email });
  const { headers } = await post('/sign-in/link', { token: tokenIn(await newestLetter(server, email)) });
  return { cookie: headers.getSetCookie().map((line) => line.split(';')[0]).join('; ') };
}

/** The browser of somebody who has joined an organisation, invited by the administrator of the platform. */
export async function joined(server: TestServer, organisation: string, email: string, roles: readonly string[]): Promise<{ cookie: string }> {
  const session = await signIn(server, email);
  expect((await server.call('POST', `/api/accounts/organisations/${organisation}/invitations`, { email, roles }, asAdministrator)).status).toBe(204);
  const { status } = await fetch(`${server.url}/account/invitation`, { method: 'POST', body: new URLSearchParams({ token: tokenIn(await newestLetter(server, email)) }), headers: { ...session, origin: server.url, accept: 'text/html' }, redirect: 'manual' });
  expect(status).toBe(303);
  return session;
}

/** A comment that somebody made, put in without its door. */
export async function insertedContribution(server: TestServer, process: string): Promise<string> {
  const [id, author] = [randomUUIDv7(), '00000000-0000-4000-8000-0000000000ab'];
  await server.database.as(`account:${author}`, (transaction) => sql`insert into commissioning.contribution (id, process, kind, author, text, affected, panel, at) values (${id}, ${process}, 'comment', ${author}, 'A comment.', false, false, now())`.execute(transaction));
  return id;
}
