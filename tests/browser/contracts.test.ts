/** A contract as a page to read, and each thing that can be done under it on a page of its own, in a real browser. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, narrowPage, openBrowser, unsound } from '../support/browser.ts';
import { signIn } from '../support/citizens.ts';
import { administratorKey, commissioningOn } from '../support/commissioning.ts';
import { testServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
const { draft, publish, award } = commissioningOn(() => server);
const [council, trails] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000003'];

describe.skipIf(!hasBrowser)('a contract', () => {
  beforeAll(async () => {
    server = await testServer({ ADMIN_API_KEY: administratorKey });
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('is read on one page, and agreed on, shown, invoiced, paid and stopped on pages of their own (%s)', { timeout: 120_000 }, async (_, javaScriptEnabled) => {
    const { id } = await award(await publish(await draft(council, { title: `Glens under contract ${javaScriptEnabled}` })), trails);
    const at = `/commissioning/contracts/${id}`;
    const open = async (person?: string): Promise<Page> => narrowPage(browser, server.url, { javaScriptEnabled, ...(person !== undefined && (await signIn(server, `${person}@demo.invalid`))) });
    const sound = async (page: Page) => {
      if (javaScriptEnabled) expect([page.url(), await unsound(page)]).toEqual([page.url(), []]);
      else expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    };
    const task = async (page: Page, name: string | RegExp) => {
      await page.getByRole('link', { name }).first().click();
      await page.waitForURL((url) => url.pathname.startsWith(`${at}/`));
    };
    const invoice = `INV <${javaScriptEnabled}>`;
    const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
    const done = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words }).waitFor();

    // Everybody reads it; nobody who may do nothing is offered anything.
    const visitor = await open();
    await visitor.goto(at);
    await visitor.getByRole('heading', { name: 'Promised and done' }).waitFor();
    expect([await visitor.getByText('What you can do').count(), await visitor.locator('main form').count()]).toEqual([0, 0]);
    await sound(visitor);
    await visitor.goto(`${at}/end`);
    expect(new URL(visitor.url()).pathname).toBe('/sign-in');

    const commissioner = await open('commissioner');
    await commissioner.goto(at);
    expect(await commissioner.locator('main form').count()).toBe(0);
    await sound(commissioner);
    await task(commissioner, 'Add social value that was agreed');
    await press(commissioner, 'Add it');
    await commissioner.getByRole('alert').waitFor();
    expect(await commissioner.getByRole('alert').innerText()).not.toMatch(/Invalid|Too small|expected/);
    await sound(commissioner);
    await commissioner.getByLabel('What is promised').fill('Guided <b>walks</b> with schools');
    await commissioner.getByLabel('Due').fill('2036-06-30');
    await commissioner.getByLabel('How much').fill('a lot');
    await commissioner.getByLabel('Of what').fill('hours');
    await press(commissioner, 'Add it');
    await commissioner.getByRole('alert').getByRole('link', { name: /How much/ }).click();
    expect([await commissioner.locator('#quantity').evaluate((field) => field === document.activeElement), await commissioner.locator('#title').inputValue()]).toEqual([true, 'Guided <b>walks</b> with schools']);
    await commissioner.getByLabel('How much').fill('40');
    await press(commissioner, 'Add it');
    await done(commissioner, 'It stands in the contract now.');

    const declan = await open('trails');
    await declan.goto(at);
    expect(await declan.getByRole('link', { name: 'End it before its time' }).count()).toBe(0);
    expect((await declan.goto(`${at}/end`))!.status()).toBe(404);
    await declan.goto(at);
    await task(declan, /^Tell what was done/);
    await declan.getByLabel('How much').fill('4');
    await declan.getByLabel('What shows it').fill('Twelve pupils of Cushendall walked Glenariff with us.');
    await sound(declan);
    await press(declan, 'Hand it to the buyer');
    await done(declan, 'Handed to the buyer.');
    await task(declan, 'Send an invoice');
    await declan.getByLabel('Invoice number').fill(invoice);
    await declan.getByLabel('Net amount').fill('100.00');
    await declan.getByLabel('VAT').fill('20.00');
    await sound(declan);
    await press(declan, 'Send it');
    await done(declan, 'Sent to the buyer.');
    await sound(declan);

    // Both wait, at the top of the page; two who confirm at once do it once.
    await commissioner.goto(at);
    await commissioner.getByRole('link', { name: 'Confirm or return what was done: Guided <b>walks</b> with schools' }).waitFor();
    await commissioner.getByRole('link', { name: `See to invoice ${invoice}` }).waitFor();
    await sound(commissioner);
    const second = await open('commissioner');
    await second.goto(at);
    await task(second, /^Return it/);
    await second.getByLabel('Why do you return it?').fill('Who was there?');
    await task(commissioner, /^Confirm it/);
    await sound(commissioner);
    await press(commissioner, 'Confirm it');
    await done(commissioner, 'Decided.');
    await press(second, 'Return it');
    await second.getByText('There is nothing to do here any more').waitFor();
    await task(commissioner, /^It is paid/);
    await commissioner.getByLabel('Paid on').fill('2019-01-01');
    await press(commissioner, 'It is paid');
    await commissioner.getByRole('alert').waitFor();
    await commissioner.getByLabel('Paid on').fill(Temporal.Now.zonedDateTimeISO('Europe/London').toPlainDate().toString());
    await press(commissioner, 'It is paid');
    await done(commissioner, 'The invoice was changed.');
    await task(commissioner, 'Stop for now');
    await press(commissioner, 'Stop for now');
    await done(commissioner, 'It is stopped for now.');
    await task(commissioner, 'Let it go on');
    await press(commissioner, 'Let it go on');
    await done(commissioner, 'It goes on.');
    for (const page of [visitor, commissioner, declan, second]) await page.context().close();
  });
});
