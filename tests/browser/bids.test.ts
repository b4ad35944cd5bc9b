/** A small firm bids, three people open: told in a real browser, with and without JavaScript. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bidsOn } from '../support/bids.ts';
import { hasBrowser, narrowPage, openBrowser, unsound } from '../support/browser.ts';
import { signIn } from '../support/citizens.ts';
import { administratorKey, aLot, commissioningOn } from '../support/commissioning.ts';
import { testServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
const { ask } = commissioningOn(() => server);
const { tender, lettersTo, passDeadline, asOwner, keyed, bidder, written, submit, open: openAll } = bidsOn(() => server);
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
  ])('is told once, written, handed in, opened by two of three and read again (%s)', { timeout: 90_000 }, async (_, javaScriptEnabled) => {
    const lot = { ...aLot, asked: [{ id: 'places', question: 'Which places would you describe, and why those?', mostWords: 20 }] };
    const process = await tender(council, { title: `Glens for all ${javaScriptEnabled}`, lots: [lot] });
    const open = async (person?: string): Promise<Page> => narrowPage(browser, server.url, { javaScriptEnabled, ...(person !== undefined && (await signIn(server, `${person}@demo.invalid`))) });
    const sound = async (page: Page) => {
      if (javaScriptEnabled) expect(await unsound(page)).toEqual([]);
    };
    const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

    // The commissioner names three people.
    const buyer = await open('commissioner');
    await buyer.goto(`/commissioning/processes/${process.id}/openers`);
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
    const links = await Promise.all(people.map(async (email) => /\/commissioning\/opening\/[\w-]+/.exec((await lettersTo(email))[0]!.body)![0]));
    const opener = await open();
    await opener.goto(links[0]!);
    await press(opener, 'Show my code');
    const codes = [await opener.locator('code').innerText()];
    await sound(opener);
    await opener.locator('#part').fill(codes[0]!.slice(-9));
    await press(opener, 'I have kept it');
    await opener.getByText(/Thank you/).waitFor();
    for (const link of links.slice(1)) {
      const { code } = await ask<{ code: string }>('POST', `/api${link}/code`, undefined, 201);
      await ask('POST', `/api${link}/confirmation`, { part: code.slice(-9) }, 200);
      codes.push(code);
    }

    // The firm tells what it is, once.
    const firm = await open('trails');
    if (javaScriptEnabled) {
      // Axe takes a second a page: the list and the longest section stand for the others.
      for (const page of ['', '/policies']) {
        await firm.goto(`/account/organisations/${trails}/profile${page}`);
        await sound(firm);
      }
    }
    await firm.goto(`/account/organisations/${trails}/profile/work`);
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
    // Who bids alone has no share to set.
    await firm.getByRole('link', { name: 'Who bids' }).click();
    await firm.getByText('Demo: Three Glens Trails (100 %)').waitFor();
    expect(await firm.locator('main input:visible').count()).toBe(0);
    await firm.goBack();
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
    await firm.goto(firm.url().replace(/\/[a-z]+(\?.*)?$/, '/check'));
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
    const other = await open('operator');
    await other.goto(`/commissioning/processes/${process.id}/partners`);
    await other.getByText('Ask to join').click();
    await other.locator('textarea[name=message]').fill('We take pictures.');
    await press(other, 'Send it');
    await other.getByText('Sent.').waitFor();
    expect((await other.content()).includes('@demo.invalid')).toBe(false);
    expect((await other.goto(firm.url().replace(/\/processes.*/, `/bids/${(await asOwner<{ id: string }>('select id from commissioning.bid where process = $1', [process.id]))[0]!.id}`)))!.status()).toBe(404);

    // The deadline passes; two openers come.
    await passDeadline(process);
    const give = async (index: number, code: string) => {
      await opener.goto(links[index]!);
      await opener.locator('#code').fill(code);
      await press(opener, 'Give my code');
    };
    await give(0, codes[1]!);
    await opener.getByRole('alert').waitFor();
    await give(0, codes[0]!);
    await opener.getByText('As soon as another opener gives theirs').waitFor();
    await give(2, codes[2]!);
    await opener.getByText('All bids are open.').waitFor();
    const [bid] = await asOwner<{ id: string }>('select id from commissioning.opened_bid where process = $1', [process.id]);
    await firm.goto(`/commissioning/bids/${bid!.id}/receipt`);
    await firm.getByText('The waterfall, because nobody goes there.').waitFor();
    await sound(firm);
    for (const page of [opener, buyer, firm, other]) await page.context().close();
  });

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('whose seal was broken is listed to its buyer, and its bidder is told what to do (%s)', { timeout: 60_000 }, async (_, javaScriptEnabled) => {
    const process = await tender(council, { title: `Broken seals ${javaScriptEnabled}` });
    const at = `/commissioning/processes/${process.id}`;
    const openers = await keyed(process);
    const [whole, broken] = [await bidder('Whole Paths'), await bidder(`Broken <b>Paths</b> ${'of the long name '.repeat(5)}`)];
    const bids = [await written(process, whole), await written(process, broken)];
    expect([(await submit(bids[0]!, whole)).status, (await submit(bids[1]!, broken)).status]).toEqual([200, 200]);
    const open = async (who: { readonly cookie: string }) => narrowPage(browser, server.url, { javaScriptEnabled, ...who });
    const sound = async (page: Page) => {
      if (javaScriptEnabled) expect(await unsound(page)).toEqual([]);
      else expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    };
    const commissioner = await open(await signIn(server, 'commissioner@demo.invalid'));
    await commissioner.goto(`${at}/openers`);
    expect(await commissioner.getByText('Bids that could not be opened').count()).toBe(0);

    await asOwner('update commissioning.sealed_bid set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) where bid = $1', [bids[1]!.id]);
    await openAll(process, openers);
    await commissioner.goto(`${at}/openers`);
    const list = commissioner.locator('h2', { hasText: 'Bids that could not be opened' }).locator('xpath=following-sibling::ul[1]').getByRole('listitem');
    expect([await list.count(), await list.first().innerText()]).toEqual([1, expect.stringContaining('Broken <b>Paths</b>')]);
    await commissioner.getByText('Their seal was broken').waitFor();
    await sound(commissioner);
    // Nobody evaluates before they have read that one is missing.
    await commissioner.goto(`${at}/evaluation`);
    await commissioner.getByText(/Could not be opened: Broken <b>Paths/).waitFor();
    await commissioner.getByRole('link', { name: 'Whole Paths' }).waitFor();
    await sound(commissioner);

    const email = `broken-${javaScriptEnabled}@example.com`;
    const visitor = await signIn(server, email);
    await asOwner("insert into accounts.membership (organisation, person, roles, since) select $1, id, '{editor}', now() from accounts.person where email = $2", [broken.id, email]);
    const firm = await open(visitor);
    for (const path of [`/commissioning/bids/${bids[1]!.id}`, `/commissioning/bids/${bids[1]!.id}/receipt`]) {
      await firm.goto(path);
      await firm.getByText('Write to the buyer, with your receipt').waitFor();
      await sound(firm);
    }
    // Others learn nothing of it.
    const rival = await open(await signIn(server, 'boats@demo.invalid'));
    for (const path of ['openers', 'evaluation']) {
      await rival.goto(`${at}/${path}`);
      expect(await rival.content()).not.toContain('of the long name');
    }
    for (const page of [commissioner, firm, rival]) await page.context().close();
  });
});
