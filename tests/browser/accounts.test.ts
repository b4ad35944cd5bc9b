/** Signing in and an organisation's own pages, in a real browser; passkeys on an authenticator that Chromium makes up. */

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { sql } from '@drystone/database';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { faults, hasBrowser, openBrowser } from '../support/browser.ts';
import { testServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
/** WebAuthn knows no addresses in numbers. */
const named = () => server.url.replace('127.0.0.1', 'localhost');
const open: BrowserContext[] = [];

async function at(baseURL: string, options: { javaScriptEnabled?: boolean; colorScheme?: 'light' | 'dark' } = {}): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block', baseURL, bypassCSP: true, reducedMotion: 'reduce', viewport: { width: 320, height: 800 }, ...options });
  context.setDefaultTimeout(20_000);
  open.push(context);
  return context.newPage();
}

async function newestMail(to: string): Promise<string> {
  const { rows } = await server.database.as('system:mail', (transaction) => sql<{ body: string }>`select body from platform.mail where recipient = ${to} order by at desc limit 1`.execute(transaction));
  return rows[0]!.body;
}

/** From the sign-in page. */
async function byLink(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByRole('status').waitFor();
  await page.goto(`/sign-in/link?token=${/token=([\w-]+)/.exec(await newestMail(email))![1]!}`);
  await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
}

/** An authenticator of the kind that a phone has: it knows its owner, and keeps the keys itself. */
async function authenticator(page: Page, isUserVerified = true) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified, automaticPresenceSimulation: true } });
  return { keys: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials };
}

describe.skipIf(!hasBrowser)('in a browser, an account', { timeout: 90_000 }, () => {
  beforeAll(async () => {
    server = await testServer();
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const context of open.splice(0)) await context.close();
  });
  afterAll(() => browser?.close());

  it('is opened by a passkey that was added to it, and not any more once that is removed', async () => {
    const page = await at(named());
    const { keys } = await authenticator(page);
    await page.goto('/sign-in');
    await byLink(page, 'caoimhe@example.com');
    await page.waitForURL(/\/account$/);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: /^Remove the passkey/ }).waitFor();
    expect(await keys()).toMatchObject([{ rpId: 'localhost', isResidentCredential: true }]);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in/);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.waitForURL(/\/account$/);
    expect(await page.getByText('caoimhe@example.com').count()).toBeGreaterThan(0);

    await page.getByRole('button', { name: /^Remove the passkey/ }).click();
    await page.getByRole('button', { name: /^Remove the passkey/ }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in/);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('alert').waitFor();
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });

  it('of somebody who is invited joins the organisation, by way of a sign-in that leads back', async () => {
    const declan = await at(server.url);
    await declan.goto('/sign-in');
    await declan.getByRole('button', { name: /trail company/ }).click();
    await declan.waitForURL(/\/account$/);
    await declan.getByRole('link', { name: 'Demo: Three Glens Trails' }).click();
    await declan.getByLabel('E-mail address').fill('sile@example.com');
    await declan.getByRole('checkbox').first().check();
    await declan.getByRole('button', { name: 'Send the invitation' }).click();
    await declan.getByText('The invitation is on its way.').waitFor();

    const sile = await at(server.url);
    await sile.goto(/https?:\S+/.exec(await newestMail('sile@example.com'))![0]!);
    await sile.locator('main').getByRole('link', { name: 'Sign in' }).click();
    await byLink(sile, 'sile@example.com');
    await sile.waitForURL(/\/account\/invitation/);
    await sile.locator('main').getByRole('button').click();
    await sile.waitForURL(/\/account\/organisations\//);
    expect(await sile.getByRole('heading', { level: 1 }).innerText()).toBe('Demo: Three Glens Trails');
  });

  it('is led back to the page it was wanted for, and never to another site', async () => {
    const page = await at(server.url);
    await page.goto('/commissioning/curation');
    expect(new URL(page.url()).searchParams.get('back')).toBe('/commissioning/curation');
    await page.getByRole('button', { name: /tourism board/ }).click();
    await page.waitForURL(/\/commissioning\/curation$/);
    for (const back of ['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', '\\/\\/elsewhere.example', 'javascript:alert(1)', '/ok\r\nset-cookie: a=b'.repeat(200)]) {
      const other = await at(server.url);
      await other.goto(`/sign-in?${new URLSearchParams({ back })}`);
      await other.getByRole('button', { name: /tourism board/ }).click();
      await other.waitForURL(/\/account$/);
    }
  });

  it('offers no passkey where there can be none: at an address in numbers', async () => {
    const page = await at(server.url);
    await page.goto('/sign-in', { waitUntil: 'networkidle' });
    expect(await page.getByRole('button', { name: 'Use a passkey' }).count()).toBe(0);
  });

  it.each([
    ['in light colours', 'light', true],
    ['in dark colours', 'dark', true],
    ['without JavaScript', 'light', false],
  ] as const)('reads well on a small phone, %s, on each of its pages', async (_, colorScheme, javaScriptEnabled) => {
    const page = await at(server.url, { colorScheme, javaScriptEnabled });
    const sound = async () => {
      expect([page.url(), await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([page.url(), 320]);
      if (javaScriptEnabled) expect([page.url(), await faults(page)]).toEqual([page.url(), []]);
    };
    await page.goto('/sign-in');
    await sound();
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByRole('alert').first().waitFor();
    await sound();
    await byLink(page, `reader-${colorScheme}-${javaScriptEnabled}@example.com`);
    await page.waitForURL(/\/account$/);
    await sound();
    await page.goto('/account/organisations/new');
    await sound();
    await page.getByRole('radio').first().check();
    await page.locator('#name').fill(`Trail makers ${colorScheme} ${javaScriptEnabled}`);
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await page.waitForURL(/organisations\/[0-9a-f-]{36}/);
    await sound();
    await page.goto('/mail');
    await sound();
  });
});
