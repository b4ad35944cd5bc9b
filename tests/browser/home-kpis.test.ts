/** The figures of alarm response on their page, in a real browser. */

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, narrowPage, openBrowser, unsound } from '../support/browser.ts';
import { signIn } from '../support/citizens.ts';
import { administratorKey } from '../support/commissioning.ts';
import { insertedAlarm } from '../support/home.ts';
import { testServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;

describe.skipIf(!hasBrowser)('the figures of alarm response', () => {
  beforeAll(async () => {
    server = await testServer({ ADMIN_API_KEY: administratorKey, DEMO: '1' });
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it.each([true, false])('are read by an operator, with JavaScript: %s', async (javaScriptEnabled) => {
    const session = await signIn(server, 'operator@demo.invalid');
    const { body } = await server.call('GET', '/api/accounts/me', undefined, session);
    const [{ organisationId: organisation }] = (body as { memberships: [{ organisationId: string }] }).memberships;
    await insertedAlarm(server, organisation);
    const page = await narrowPage(browser, server.url, { ...session, javaScriptEnabled });
    await page.goto('/home/kpis');
    await page.getByLabel('By', { exact: true }).selectOption('area');
    await page.getByRole('button', { name: 'Show' }).first().click();
    await page.getByRole('rowheader', { name: 'Belfast' }).first().waitFor();
    expect(Number(await page.locator('.tiles dd').first().innerText())).toBeGreaterThan(0);
    if (javaScriptEnabled) expect(await unsound(page)).toEqual([]);
    const csv = await page.getByRole('link', { name: 'Download as CSV' }).first().getAttribute('href');
    expect((await server.call('GET', csv!, undefined, session)).text).toContain('\r\nbelfast,,');
    await page.goto('/home/kpis?from=2026-05-02&to=2026-05-01');
    await page.getByRole('alert').waitFor();
    await page.context().close();
  });

  it('are a report without a single case to a commissioner', async () => {
    const page = await narrowPage(browser, server.url, await signIn(server, 'commissioner@demo.invalid'));
    await page.goto('/home/kpis?month=2026-05');
    await page.getByRole('heading', { name: /May 2026/ }).waitFor();
    expect(await page.getByLabel('By', { exact: true }).count()).toBe(0);
    // The head leads nowhere that is not open to them, there and where they are turned away.
    const links = () => page.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts();
    expect(await links()).toEqual(['People', 'Protocols', 'Figures', 'Your account']);
    expect((await page.goto('/home/console'))!.status()).toBe(403);
    expect(await links()).toEqual(['People', 'Protocols', 'Figures', 'Your account']);
    await page.goto('/home/kpis?month=2026-05');
    expect(await page.getByText('no data').count()).toBeGreaterThan(0);
    expect(await unsound(page)).toEqual([]);
    await page.context().close();
  });

  it('are not for citizens', async () => {
    const page = await narrowPage(browser, server.url, await signIn(server, 'citizen@demo.invalid'));
    expect((await page.goto('/home/kpis'))!.status()).toBe(403);
    await page.context().close();
  });
});
