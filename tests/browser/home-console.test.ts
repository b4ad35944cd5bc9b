/** The operator's console. */

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, narrowPage, openBrowser, unsound } from '../support/browser.ts';
import { signIn } from '../support/citizens.ts';
import { administratorKey } from '../support/commissioning.ts';
import { insertedAlarm } from '../support/home.ts';
import { testServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;

describe.skipIf(!hasBrowser)('the console', () => {
  beforeAll(async () => {
    server = await testServer({ ADMIN_API_KEY: administratorKey, DEMO: '1' });
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it.each([true, false])('takes an alarm, keeps it over a reload and closes it, with JavaScript: %s', async (javaScriptEnabled) => {
    const session = await signIn(server, 'operator@demo.invalid');
    const { body } = await server.call('GET', '/api/accounts/me', undefined, session);
    const [{ organisationId: organisation }] = (body as { memberships: [{ organisationId: string }] }).memberships;
    await insertedAlarm(server, organisation);
    const page = await narrowPage(browser, server.url, { ...session, javaScriptEnabled });
    await page.goto('/home/console');
    await page.getByRole('list', { name: 'Open alarms' }).getByRole('link').first().click();
    await page.getByRole('button', { name: 'Take', exact: true }).click();
    await page.getByRole('button', { name: 'Talking' }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
    await page.getByLabel('Write a note').fill('She <b>fell</b> in the kitchen.');
    await page.getByRole('button', { name: 'Save the note' }).click();
    await page.getByText('She <b>fell</b> in the kitchen.').waitFor();
    if (javaScriptEnabled) expect(await unsound(page)).toEqual([]);
    await page.reload();
    await page.getByLabel('Cause').selectOption('fall');
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByText('· closed').waitFor();
    await page.context().close();
  });

  it('is not for citizens, and takes no case that is none', async () => {
    const page = await narrowPage(browser, server.url, await signIn(server, 'citizen@demo.invalid'));
    expect((await page.goto('/home/console'))!.status()).toBe(403);
    await page.context().close();
    const operator = await narrowPage(browser, server.url, await signIn(server, 'operator@demo.invalid'));
    expect((await operator.goto('/home/console?case=x'))!.status()).toBe(404);
    await operator.context().close();
  });
});
