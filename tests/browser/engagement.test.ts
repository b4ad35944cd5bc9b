/** A problem before its citizens, the market asked about it, and a tender's questions: told in a real browser, with and without JavaScript. */

import { sql } from '@drystone/database';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faults, hasBrowser, openBrowser } from '../support/browser.ts';
import { signIn } from '../support/citizens.ts';
import { administratorKey, aLot, commissioningOn } from '../support/commissioning.ts';
import { testServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
const { ask, draft } = commissioningOn(() => server);
const council = '00000000-0000-4000-8000-000000000001';
const inDays = (days: number) => Temporal.Now.zonedDateTimeISO('Europe/London').toPlainDate().add({ days }).toString();

describe.skipIf(!hasBrowser)('a problem', () => {
  beforeAll(async () => {
    server = await testServer({ ADMIN_API_KEY: administratorKey, DEMO: '1' });
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  async function open(javaScriptEnabled: boolean, who: RegExp | { cookie: string }): Promise<Page> {
    const context = await browser.newContext({ serviceWorkers: 'block', baseURL: server.url, bypassCSP: true, javaScriptEnabled, viewport: { width: 320, height: 800 } });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    if (!(who instanceof RegExp)) {
      await context.addCookies(who.cookie.split('; ').map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1), url: server.url })));
      return page;
    }
    await page.goto('/sign-in');
    await page.getByRole('button', { name: who }).click();
    await page.waitForURL(/\/account/);
    return page;
  }

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('is put before its citizens, then before the market, and its tender answers (%s)', { timeout: 120_000 }, async (_, javaScript) => {
    const sound = async (page: Page) => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      if (javaScript) expect([page.url(), await faults(page)]).toEqual([page.url(), []]);
    };
    const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
    const done = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words }).waitFor();
    const title = `Quiet glens ${javaScript}`;
    const process = await draft(council, { title, lots: [aLot], method: 'below-threshold-quotation', deadline: Temporal.Now.instant().add({ hours: 24 * 40 }).toString() });
    const at = `/commissioning/processes/${process.id}`;
    const email = `maisie-${javaScript}@example.com`;

    const orla = await open(javaScript, /Orla, commissioner/);
    const grace = await open(javaScript, /Grace, tourism board/);
    await together(orla, grace, at, title, sound);

    // The commissioner opens it, and asks a panel.
    await orla.goto(`${at}/problem/manage`);
    await press(orla, 'Open it');
    await orla.getByRole('alert').waitFor();
    await orla.locator('#date').fill(inDays(14));
    await press(orla, 'Open it');
    await orla.getByRole('status').waitFor();
    await orla.locator('#emails-invite').fill(email);
    await orla.locator('form[action="?/invite"] button').click();
    await orla.getByText(email).waitFor();

    // A citizen joins the panel, says how much it matters, and tells a story.
    const maisie = await open(javaScript, await signIn(server, email));
    const link = /\/commissioning\/panel\?token=[\w-]+/.exec(await invitation(email))![0];
    await maisie.goto(link);
    await sound(maisie);
    await press(maisie, 'Join the panel');
    await maisie.waitForURL(new RegExp(`${process.id}/problem`));
    await maisie.locator('#voice input[value="3"]').check();
    await maisie.locator('#voice form button').first().click();
    await maisie.getByRole('status').waitFor();
    await press(maisie, 'Send it');
    await maisie.getByRole('alert').waitFor();
    await maisie.locator('#text-say').fill('My mother walked home from the waterfall in the dark.');
    await maisie.locator('form[action="?/contribute"] button').click();
    await maisie.getByText('My mother walked home').first().waitFor();
    await sound(maisie);

    // The commissioner answers, and everybody reads what changed.
    await orla.goto(`${at}/problem/manage`);
    await orla.locator('article summary').first().click();
    await orla.getByLabel('Your answer').fill('The lot now asks for a bus at dusk.');
    await orla.locator('button[value=adopted]').click();
    await orla.getByRole('status').waitFor();
    await sound(orla);
    await maisie.goto(`${at}/problem/summary`);
    await maisie.getByText('The lot now asks for a bus at dusk.').waitFor();
    await sound(maisie);

    // The market is asked.
    await orla.goto(at);
    await orla.getByRole('link', { name: 'Ask the market' }).click();
    await press(orla, 'Publish it and ask the market');
    await orla.getByRole('alert').waitFor();
    await sound(orla);
    await orla.getByLabel('What they should know').fill('We know little of who keeps small places open.');
    await orla.getByLabel('What you ask them').fill('How would you divide it into lots?\nWhat would keep you from bidding?');
    await orla.locator('#date').fill(inDays(10));
    await press(orla, 'Publish it and ask the market');
    await done(orla, 'Published. Providers whom it fits');
    const declan = await open(javaScript, /Declan, trail company/);
    await declan.goto('/commissioning/engagements');
    await sound(declan);
    await declan.getByRole('link', { name: title }).click();
    await declan.getByRole('heading', { level: 1, name: title }).waitFor();
    await press(declan, 'Send it');
    await declan.getByRole('alert').waitFor();
    await sound(declan);
    await declan.getByLabel('What is it about?').selectOption('response-1');
    await declan.getByLabel('Your words').fill('By glen, so that a small firm can carry one.');
    await press(declan, 'Send it');
    await done(declan, 'Sent.');
    await declan.getByText('Demo: Three Glens Trails').first().waitFor();
    await declan.getByLabel('Your words').fill('Our engine costs £40,000: can it be leased?');
    await declan.getByText('Some of it is commercially confidential').click();
    await declan.getByLabel('What of it, and why?').fill('The price of our engine.');
    await press(declan, 'Send it');
    await done(declan, 'Sent.');
    expect(await maisie.goto(`${at}/questions`).then((answer) => answer!.text())).not.toContain('40,000');

    // It waits on the buyer's list; what is confidential stays out, and the answer is everybody's.
    await orla.goto('/commissioning');
    await orla.locator('.decisions li', { hasText: 'waits for an answer' }).getByRole('link', { name: title }).click();
    await orla.waitForURL(/questions\/manage/);
    await orla.getByLabel('Your answer').first().fill('It can.');
    await press(orla, 'Publish the answer');
    await orla.getByRole('alert').waitFor();
    await sound(orla);
    await orla.getByLabel('What everybody reads instead').first().fill('Can an engine be leased?');
    await orla.getByLabel('What is left out, and why').first().fill('A price.');
    await press(orla, 'Publish the answer');
    await done(orla, 'Published.');
    await maisie.goto(`${at}/questions`);
    await maisie.getByText('Can an engine be leased?').waitFor();

    // The tender ends it, and takes questions that name nobody.
    await orla.goto(`${at}/edit/check`);
    await orla.getByText('publishing the tender ends that').waitFor();
    await ask('POST', `/api${at}/publication`, undefined, 200, { 'if-match': `"${process.revision}"` });
    await declan.goto(at);
    await sound(declan);
    await declan.getByRole('link', { name: /questions and answers to read/ }).click();
    await declan.getByLabel('Your words').fill('By when is it paid?');
    await press(declan, 'Send it');
    await done(declan, 'Sent.');
    await orla.goto(`${at}/questions/manage`);
    const question = orla.locator('article', { hasText: 'By when is it paid?' });
    expect(await question.textContent()).not.toContain('Three Glens');
    await question.getByText('Refuse to answer').click();
    await question.getByLabel(/Why\?/).fill('It is in the tender.');

    // Another buyer was faster: whoever is second is told, keeps what they wrote, and decides anew.
    await grace.goto('/commissioning');
    await grace.locator('.decisions li', { hasText: 'waits for an answer' }).getByRole('link', { name: title }).click();
    await grace.waitForURL(/questions\/manage/);
    await sound(grace);
    await grace.getByLabel('Your answer').first().fill('In 30 days.');
    await press(grace, 'Publish the answer');
    await done(grace, 'Published.');
    await question.getByRole('button', { name: /Refuse with this reason/ }).click();
    await orla.getByRole('alert').filter({ hasText: 'Demo: North Coast Tourism Board answered it: “In 30 days.”' }).waitFor();
    await sound(orla);
    expect(await question.getByLabel(/Why\?/).inputValue()).toBe('It is in the tender.');
    await question.getByRole('button', { name: /Refuse with this reason/ }).click();
    await done(orla, 'Published.');
    await maisie.goto(`${at}/questions`);
    await maisie.getByText('It is in the tender.').waitFor();
    await maisie.getByText('Answered differently before').click();
    await maisie.getByText(/Demo: North Coast Tourism Board, \d/).waitFor();
    await sound(maisie);
    for (const page of [orla, grace, maisie, declan]) await page.context().close();
  });

  /** Another buyer is found by its name, invited, and joins from its own first page. */
  async function together(lead: Page, other: Page, at: string, title: string, sound: (page: Page) => Promise<void>): Promise<void> {
    await lead.goto(`${at}/buyers`);
    await lead.getByLabel('Find a buyer by its name').fill('tourism coast');
    await lead.getByRole('button', { name: 'Search' }).first().click();
    await lead.getByLabel('Demo: North Coast Tourism Board').waitFor();
    await sound(lead);
    await lead.getByLabel('Share of the budget').fill('40');
    await lead.getByRole('button', { name: 'Invite them' }).click();
    await lead.getByRole('status').waitFor();
    await other.goto('/commissioning');
    await other.locator('.decisions li', { hasText: 'asked to commission it together' }).getByRole('link', { name: title }).click();
    await other.waitForURL(/buyers/);
    await other.getByRole('button', { name: 'Join' }).click();
    await other.getByText('has joined').waitFor();
  }

  /** The letter that asked them to join, which is not the newest: they signed in since. */
  async function invitation(email: string): Promise<string> {
    const { rows } = await server.database.as('system:mail', (transaction) => sql<{ body: string }>`select body from platform.mail where recipient = ${email} and body like '%/commissioning/panel%'`.execute(transaction));
    return rows[0]!.body;
  }
});
