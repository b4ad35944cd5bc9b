/** A tender written, published, amended and withdrawn in a real browser, with and without JavaScript. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faults, hasBrowser, openBrowser } from '../support/browser.ts';
import { aDay, goOn, writeTender } from '../support/tender-pages.ts';
import { testServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await testServer({ DEMO: '1' });
  if (hasBrowser) browser = await openBrowser();
}, 120_000);
afterAll(() => browser?.close());

async function commissioner(javaScriptEnabled: boolean, theme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block', baseURL: server.url, javaScriptEnabled, bypassCSP: true, colorScheme: theme, viewport: { width: 320, height: 800 } });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByRole('button', { name: /commissioner/i }).first().click();
  await page.waitForURL(/\/account/);
  return page;
}
describe.skipIf(!hasBrowser)('a tender', () => {
  it.each([
    ['with JavaScript', true, 'dark'],
    ['without JavaScript', false, 'light'],
  ] as const)('is written page by page, published, amended and withdrawn %s', async (_, javaScript, theme) => {
    const page = await commissioner(javaScript, theme);
    const look = async (at: Page) => {
      expect(await at.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      if (javaScript) expect([at.url(), await faults(at)]).toEqual([at.url(), []]);
    };
    const id = await writeTender(page, look);
    await look(page);
    await page.goto(`/commissioning/processes/${id}/edit`);
    await look(page);
    await page.goto(`/commissioning/processes/${id}/edit/split`);
    await look(page);
    await page.goto('/commissioning');
    expect(await page.getByRole('link', { name: 'Quiet places for visitors to the glens' }).first().getAttribute('href')).toBe(`/commissioning/processes/${id}/edit`);
    await page.goto(`/commissioning/processes/${id}/edit/check`);
    await Promise.all([page.waitForURL(`**/processes/${id}?done=published`), page.getByRole('button', { name: 'Publish' }).click()]);
    await look(page);
    expect(await page.getByText(/Bids until .* 12:00 (Greenwich Mean|British Summer) Time/).count()).toBe(1);
    await page.getByRole('link', { name: 'Notices' }).click();
    await page.getByRole('link', { name: 'UK4: Tender notice' }).click();
    await page.getByText('Carrickmore').first().waitFor();
    await look(page);
    await page.goto(`/commissioning/processes/${id}/amend`);
    await look(page);
    await page.getByLabel('What do you change, and why?').fill('Bidders asked for two more days.');
    await page.locator('[name="date-day"]').fill(String(aDay.add({ days: 2 }).day));
    await page.locator('[name="date-month"]').fill(String(aDay.add({ days: 2 }).month));
    await page.locator('[name="date-year"]').fill(String(aDay.add({ days: 2 }).year));
    await Promise.all([page.waitForURL(new RegExp(`processes/${id}$`)), page.getByRole('button', { name: 'Publish the amendment' }).click()]);
    expect(await page.getByText('Bidders asked for two more days.').count()).toBe(1);
    await page.getByRole('link', { name: 'Withdraw the tender' }).click();
    await page.getByLabel('Why?').fill('The money went to the bridge.');
    await look(page);
    await Promise.all([page.waitForURL(new RegExp(`processes/${id}$`)), page.getByRole('button', { name: 'Withdraw for good' }).click()]);
    expect(await page.getByText('The money went to the bridge.').count()).toBe(1);
    await page.getByRole('link', { name: 'Take it up again' }).click();
    await Promise.all([page.waitForURL(/\/edit$/), page.getByRole('button', { name: 'Take it up again' }).click()]);
    await page.context().close();
  }, 180_000);

  it('names each mistake beside its question, and keeps what was typed', async () => {
    const page = await commissioner(false);
    const id = await writeTender(page);
    await page.goto(`/commissioning/processes/${id}/edit/lots/places-of-the-glens/money`);
    await page.getByLabel('What is it worth, in pounds with VAT?').fill('about 5');
    await page.getByRole('button', { name: 'Save and continue' }).last().click();
    await page.getByRole('link', { name: /What is it worth, in pounds with VAT\? is not a number: write it in digits/ }).waitFor();
    expect(await page.getByLabel(/What is it worth, in pounds with VAT/).inputValue()).toBe('about 5');
    await page.goto(`/commissioning/processes/${id}/edit/deadline`);
    for (const [part, value] of [['day', '28'], ['month', '3'], ['year', '2027']]) await page.locator(`[name="date-${part}"]`).fill(value!);
    await page.getByLabel('And until what time?').fill('1:30');
    await page.getByRole('button', { name: 'Save and continue' }).last().click();
    await page.getByRole('link', { name: /the clocks go forward that night/ }).waitFor();
    await page.context().close();
  }, 120_000);

  it('written by two at once loses nothing: other pages are joined, the same page shows what the other wrote', async () => {
    const [one, two] = [await commissioner(false), await commissioner(true)];
    const id = await writeTender(one);
    const at = `/commissioning/processes/${id}/edit`;
    for (const page of [one, two]) await page.goto(`${at}/problem`);
    await one.getByLabel('Whose problem is it?').fill('Families, and the small venues.');
    await goOn(one, /edit\/good$/);
    await two.getByLabel('Whose problem is it?').fill('Walkers above all.');
    await two.getByRole('button', { name: 'Save and continue' }).last().click();
    await two.getByRole('heading', { name: 'Somebody else changed this page while you wrote' }).waitFor();
    expect(await two.getByText('Families, and the small venues.').count()).toBe(1);
    expect(await two.getByLabel('Whose problem is it?').inputValue()).toBe('Walkers above all.');
    await goOn(two, /edit\/good$/);
    // One writes of another page meanwhile: nothing stands between them.
    await one.goto(`${at}/title`);
    await two.getByLabel('What would good look like?').fill('The glens are full of walkers.');
    await goOn(two, /edit\/lots\?merged=1$|edit\/lots$/);
    await one.getByLabel('What is it called?').fill('Quiet places of the glens');
    await goOn(one, /edit\/problem\?merged=1$/);
    await one.getByText('What both of you wrote is kept.').waitFor();
    await one.goto(`${at}/check`);
    for (const words of ['Walkers above all.', 'The glens are full of walkers.', 'Quiet places of the glens']) expect(await one.getByText(words).count(), words).toBeGreaterThan(0);
    for (const page of [one, two]) await page.context().close();
  }, 120_000);

  it('is checked while one types', async () => {
    const page = await commissioner(true);
    await page.goto('/commissioning/processes/new');
    await page.getByLabel('What is it called?').fill('Walks of the glens');
    if (await page.locator('input[name=buyer][type=radio]').count()) await page.locator('input[name=buyer][type=radio]').first().check();
    await Promise.all([page.waitForURL(/edit\/problem$/), page.getByRole('button', { name: 'Save and begin' }).click()]);
    await page.waitForLoadState('networkidle');
    await page.getByLabel('What is it like today?').pressSequentially('Bidders must supply audited accounts.');
    await page.getByText('Audited accounts are asked of every bidder.').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  }, 60_000);
});
