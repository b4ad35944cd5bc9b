/** A small firm bids, three people open: told in a real browser, with and without JavaScript. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bidsOn } from '../support/bids.ts';
import { faults, hasBrowser, openBrowser } from '../support/browser.ts';
import { administratorKey, aLot } from '../support/commissioning.ts';
import { testServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
const { tender, lettersTo, passDeadline, asOwner } = bidsOn(() => server);
const [council, trails] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000003'];

describe.skipIf(!hasBrowser)('a bid', () => {
  beforeAll(async () => {
    server = await testServer({ ADMIN_API_KEY: administratorKey });
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('is told once, written, handed in, opened by two of three and read again (%s)', { timeout: 180_000 }, async (_, javaScriptEnabled) => {
    const lot = { ...aLot, asked: [{ id: 'places', question: 'Which places would you describe, and why those?', mostWords: 20 }] };
    const process = await tender(council, { title: `Glens for all ${javaScriptEnabled}`, lots: [lot] });
    const open = async (who?: RegExp): Promise<Page> => {
      const context = await browser.newContext({ baseURL: server.url, bypassCSP: true, javaScriptEnabled, viewport: { width: 320, height: 800 } });
      context.setDefaultTimeout(20_000);
      const page = await context.newPage();
      if (who === undefined) return page;
      await page.goto('/sign-in');
      await page.getByRole('button', { name: who }).click();
      await page.waitForURL(/\/account/);
      return page;
    };
    const sound = async (page: Page) => {
      if (javaScriptEnabled) expect([await faults(page), await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([[], 320]);
    };
    const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

    // The commissioner names three people.
    const buyer = await open(/Orla, commissioner/);
    await buyer.goto(`/commissioning/processes/${process.id}`);
    await buyer.getByRole('link', { name: 'Who opens the bids' }).click();
    await press(buyer, 'Name them');
    await buyer.getByRole('alert').waitFor();
    await sound(buyer);
    const people = [0, 1, 2].map((index) => `opener-${index}-${javaScriptEnabled}@openers.example`);
    for (const [index, email] of people.entries()) {
      await buyer.locator(`#name-${index}`).fill(`Opener ${index}`);
      await buyer.locator(`#email-${index}`).fill(email);
    }
    await press(buyer, 'Name them');
    await buyer.getByText('Whoever is new has a letter').waitFor();
    const codes: string[] = [];
    const links = await Promise.all(people.map(async (email) => /\/commissioning\/opening\/[\w-]+/.exec((await lettersTo(email))[0]!.body)![0]));
    for (const link of links) {
      const opener = await open();
      await opener.goto(link);
      await press(opener, 'Show my code');
      const code = await opener.locator('code').innerText();
      codes.push(code);
      if (codes.length === 1) await sound(opener);
      await opener.locator('#part').fill(code.slice(-9));
      await press(opener, 'I have kept it');
      await opener.getByText(/Thank you/).waitFor();
      await opener.context().close();
    }

    // The firm tells what it is, once.
    const firm = await open(/Declan, trail company/);
    await firm.goto(`/account/organisations/${trails}/profile`);
    await sound(firm);
    // Axe takes seconds a page: the two longest sections stand for the others.
    for (const section of ['policies', 'work']) {
      await firm.goto(`/account/organisations/${trails}/profile/${section}`);
      await sound(firm);
    }
    await firm.getByLabel('Causeway Coast and Glens').check();
    await firm.locator('#parts input').first().check();
    await press(firm, 'Save');
    await firm.getByText('Saved', { exact: true }).waitFor();
    await firm.goto(`/account/organisations/${trails}/profile/insurance`);
    await firm.locator('#insurances-0-coverPence').fill('5,000,000');
    await firm.locator('#insurances-0-validUntil').fill('2020-01-01');
    await press(firm, 'Save');
    await firm.getByText('Has run out').waitFor();
    await firm.goto(`/account/organisations/${trails}/lots`);
    await firm.getByRole('link', { name: lot.title, exact: true }).first().waitFor();
    await sound(firm);

    // It writes its bid.
    await firm.goto(`/commissioning/processes/${process.id}/bid`);
    await press(firm, 'Begin a bid');
    const make = firm.getByRole('button', { name: 'Make our bid code' });
    await firm.getByRole('heading', { level: 1 }).waitFor();
    if (javaScriptEnabled) {
      await make.click();
      await firm.locator('code').waitFor();
      await sound(firm);
      await firm.getByRole('link', { name: 'I have kept it, go on' }).click();
    } else {
      // Made in the story before, in a browser that is gone: it was lost.
      await firm.getByText('We have lost the code').click();
      await press(firm, 'Make another code');
      await firm.getByRole('link', { name: 'I have kept it, go on' }).click();
    }
    await firm.getByRole('link', { name: /Which places/ }).click();
    await firm.locator('#answer').waitFor();
    await sound(firm);
    const words = Array.from({ length: 21 }, (_, index) => `word${index}`).join(' ');
    if (javaScriptEnabled) {
      await firm.locator('#answer').pressSequentially('The waterfall, because');
      await firm.getByText('3 words, 17 left').waitFor();
      await firm.getByText('Saved', { exact: true }).waitFor();
      await firm.reload();
      expect(await firm.locator('#answer').inputValue()).toBe('The waterfall, because');
    }
    await firm.locator('#answer').fill(words);
    await press(firm, 'Save and go on');
    await firm.getByRole('link', { name: 'Check and hand in' }).click();
    await firm.getByText('has 21 words, and 20 are allowed', { exact: false }).waitFor();
    await sound(firm);
    await firm.getByRole('link', { name: /^Which places/ }).first().click();
    await firm.locator('#answer').fill('The waterfall, because nobody goes there.');
    await press(firm, 'Save and go on');
    await firm.getByRole('link', { name: 'Your price' }).click();
    await firm.locator('#pricePence').fill('a lot');
    await press(firm, 'Save and go on');
    await firm.getByRole('alert').waitFor();
    await firm.locator('#pricePence').fill('£11,500');
    await press(firm, 'Save and go on');
    await firm.getByRole('link', { name: 'Documents' }).click();
    await firm.locator('#file').setInputFiles({ name: 'plan.exe', mimeType: 'application/pdf', buffer: Buffer.from('MZ\u0090\u0000', 'latin1') });
    await press(firm, 'Add a document');
    await firm.getByRole('alert').waitFor();
    await firm.locator('#file').setInputFiles({ name: 'Our plan.txt', mimeType: 'text/plain', buffer: Buffer.from('We walk every Tuesday.') });
    await press(firm, 'Add a document');
    await firm.getByRole('link', { name: 'Our plan.txt' }).waitFor();
    await sound(firm);
    await firm.goto(firm.url().replace(/\/[a-z]+(\?.*)?$/, '/partners'));
    await sound(firm);
    await firm.goto(firm.url().replace(/\/partners$/, '/check'));
    await press(firm, 'Hand in the bid');
    await firm.getByRole('heading', { name: 'Your bid is handed in' }).waitFor();
    await sound(firm);
    const hash = await firm.locator('code').innerText();
    expect(hash).toMatch(/^[0-9a-f]{64}$/);

    // Somebody else sees that partners are sought, and asks.
    await firm.goto(`/commissioning/processes/${process.id}/partners`);
    await firm.locator('#offers').fill('We know every path.');
    await firm.locator('#lacks').fill('Somebody who takes pictures.');
    await press(firm, 'Put it on the board');
    await firm.getByText('Your search is on the board.').waitFor();
    await sound(firm);
    const other = await open(/Wanjiru/);
    await other.goto(`/commissioning/processes/${process.id}/partners`);
    await other.getByText('Ask to join').click();
    await other.locator('textarea[name=message]').fill('We take pictures.');
    await press(other, 'Send it');
    await other.getByText('Sent.').waitFor();
    expect((await other.content()).includes('@demo.invalid')).toBe(false);
    expect((await other.goto(firm.url().replace(/\/processes.*/, `/bids/${(await asOwner<{ id: string }>('select id from commissioning.bid where process = $1', [process.id]))[0]!.id}`)))!.status()).toBe(404);

    // The deadline passes; two openers come.
    await passDeadline(process);
    for (const [index, link] of links.slice(1).entries()) {
      const opener = await open();
      await opener.goto(link);
      await opener.locator('#code').fill(codes[0]!);
      await press(opener, 'Give my code');
      await opener.getByRole('alert').waitFor();
      await opener.locator('#code').fill(codes[index + 1]!);
      await press(opener, 'Give my code');
      await opener.getByText(index === 0 ? 'As soon as another opener gives theirs' : 'All bids are open.').waitFor();
      await opener.context().close();
    }
    const [bid] = await asOwner<{ id: string }>('select id from commissioning.opened_bid where process = $1', [process.id]);
    await firm.goto(`/commissioning/bids/${bid!.id}/receipt`);
    await firm.getByText('The waterfall, because nobody goes there.').waitFor();
    await sound(firm);
    for (const page of [buyer, firm, other]) await page.context().close();
  });
});
