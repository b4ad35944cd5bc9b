/** An organisation's own protocols: written by who leads it, read on the console. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, narrowPage, openBrowser, unsound } from '../support/browser.ts';
import { joined, signIn } from '../support/citizens.ts';
import { administratorKey, commissioningOn } from '../support/commissioning.ts';
import { insertedAlarm } from '../support/home.ts';
import { testServer, type TestServer } from '../support/server.ts';

type Session = Readonly<Record<'cookie', string>>;

let server: TestServer;
let browser: Browser;
let organisation: string;
let [lead, olive]: Session[] = [];

describe.skipIf(!hasBrowser)('own protocols', () => {
  beforeAll(async () => {
    server = await testServer({ ADMIN_API_KEY: administratorKey, DEMO: '1' });
    browser = await openBrowser();
    organisation = await commissioningOn(() => server).organisation('provider', 'Hearth of the Tests');
    [lead, olive] = await Promise.all([joined(server, organisation, 'lead@example.com', ['editor']), joined(server, organisation, 'olive@example.com', ['operator'])]);
  });
  afterAll(() => browser?.close());

  const sound = async (page: Page) => expect([page.url(), await unsound(page)]).toEqual([page.url(), []]);
  const operators = (page: Page) => page.getByRole('region', { name: 'As operators see it' });

  it.each([true, false])('are written, seen as operators will, put into force, followed, and gone back from, with JavaScript: %s', async (javaScriptEnabled) => {
    const checked = async (page: Page) => (javaScriptEnabled ? sound(page) : undefined);
    const [page, console_] = [await narrowPage(browser, server.url, { ...lead!, javaScriptEnabled }), await narrowPage(browser, server.url, { ...olive!, javaScriptEnabled })];
    await page.goto('/home/protocols');
    await page.getByText(/29 of 29 are built-in texts. No clinician of .* has approved them./).waitFor();
    await checked(page);
    await page.getByRole('link', { name: 'Fall', exact: true }).click();
    await operators(page).getByText('Built-in text: no clinician of this organisation has approved it.').waitFor();
    await checked(page);

    await page.getByRole('link', { name: 'Write your own text' }).click();
    expect(await page.getByLabel('Steps, one on each line').inputValue()).toMatch(/^Speak to the home: say who you are.*\nNo answer/);
    await page.getByLabel(/^Title/).fill('');
    await page.getByLabel('Steps, one on each line').fill(`Speak.\n${'x'.repeat(301)}`);
    await page.getByRole('button', { name: 'Preview' }).click();
    const summary = page.getByRole('alert');
    expect(await summary.getByRole('link').allInnerTexts()).toEqual(['Enter the title.', 'Step 2: use 300 characters at most.', 'Enter who approved it.', 'Enter the day on which it was approved.']);
    await checked(page);
    await page.getByLabel(/^Title/).fill('When somebody has fallen');
    await page.getByLabel('Steps, one on each line').fill('1. Say who you are <b>and</b> ask.\n\n2) Ring the keyholders.');
    await page.getByLabel('Who approved it').fill('Dr Ann Lee, clinical lead');
    await page.getByLabel('On which day').fill('2026-03-02');
    await page.getByRole('button', { name: 'Preview' }).click();
    await operators(page).getByText('Say who you are <b>and</b> ask.').waitFor();
    await operators(page).getByText(/^Approved by Dr Ann Lee, clinical lead on 2 March 2026. .*, version \d+.$/).waitFor();
    await checked(page);
    await page.getByRole('button', { name: 'Change it' }).click();
    expect(await page.getByLabel('Who approved it').inputValue()).toBe('Dr Ann Lee, clinical lead');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('button', { name: 'Put it into force' }).click();
    await page.getByText('It is in force for alarms that are taken from now on.').waitFor();
    await checked(page);

    const { caseId } = await insertedAlarm(server, organisation);
    await console_.goto(`/home/console?case=${caseId}`);
    await console_.getByRole('button', { name: /Take this alarm/ }).click();
    await console_.getByRole('heading', { name: /When somebody has fallen/ }).waitFor();
    await console_.getByText('Approved by Dr Ann Lee, clinical lead on 2 March 2026.').waitFor();
    await console_.getByRole('button', { name: 'Ring the keyholders.' }).click();
    await console_.getByRole('button', { name: 'Ring the keyholders.', pressed: true }).waitFor();
    await console_.getByText('Done: Ring the keyholders.').waitFor();
    if (javaScriptEnabled) await sound(console_);

    // The built-in text again: who has the alarm keeps what they began with, and is told.
    await page.getByRole('link', { name: 'Go back to the built-in text' }).click();
    await page.getByRole('heading', { name: 'Fall: back to the built-in text' }).waitFor();
    await checked(page);
    await page.getByRole('button', { name: 'Put the built-in text into force' }).click();
    await page.getByText('It is in force for alarms that are taken from now on.').waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'When somebody has fallen' }).count()).toBeGreaterThan(0);
    await console_.reload();
    await console_.getByText('Another text has come into force since this alarm was taken.').waitFor();
    await console_.getByRole('button', { name: 'Ring the keyholders.', pressed: true }).waitFor();
    await console_.getByRole('link', { name: 'Read it' }).click();
    await operators(console_).getByText('Built-in text: no clinician of this organisation has approved it.').waitFor();
    // An operator reads, and changes nothing.
    expect(await console_.getByRole('link', { name: 'Write your own text' }).count()).toBe(0);
    await console_.getByRole('link', { name: /^Version \d+$/ }).last().click();
    await operators(console_).getByText('Ring the keyholders.').waitFor();
    await console_.getByText('This version is not in force any more.').waitFor();
    await Promise.all([page, console_].map((each) => each.context().close()));
  }, 90_000);

  it('tell the second of two who write at once, and keep what they typed', async () => {
    const [one, two] = [await narrowPage(browser, server.url, lead!), await narrowPage(browser, server.url, lead!)];
    for (const page of [one, two]) {
      await page.goto('/home/protocols/gas/edit');
      await page.getByLabel('Who approved it').fill('Dr Ann Lee');
      await page.getByLabel('On which day').fill('2026-03-02');
    }
    await two.getByLabel(/^Title/).fill('The other text');
    for (const page of [one, two]) {
      await page.getByRole('button', { name: 'Preview' }).click();
      await page.getByRole('button', { name: 'Put it into force' }).click();
    }
    await one.getByText('It is in force for alarms').waitFor();
    await two.getByText('Somebody has changed this protocol meanwhile').waitFor();
    expect(await two.getByLabel(/^Title/).inputValue()).toBe('The other text');
    // Whoever has read that can go on.
    await two.getByRole('button', { name: 'Preview' }).click();
    await two.getByRole('button', { name: 'Put it into force' }).click();
    await two.getByRole('link', { name: 'Version 2' }).waitFor();
    await Promise.all([one, two].map((page) => page.context().close()));
  });

  it('are changed by nobody who only answers alarms, and are of what there is', async () => {
    const page = await narrowPage(browser, server.url, olive!);
    for (const [path, status] of [['/home/protocols/fall/edit', 403], ['/home/protocols/fall/built-in', 403], ['/home/protocols/heartbeat', 404], ['/home/protocols/fall?version=9999', 404], ['/home/protocols/fall?version=x', 200], ['/home/protocols/fall?before=1', 200]] as const) {
      expect([path, (await page.goto(path))!.status()]).toEqual([path, status]);
    }
    const post = (path: string) => server.call('POST', path, 'after=0&title=x&steps=x&approvedBy=x&approvedOn=2026-01-01', { ...olive!, origin: server.url, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' });
    expect([(await post('/home/protocols/fall/edit?/keep')).status, (await post('/home/protocols/fall/built-in')).status]).toEqual([403, 403]);
    await page.context().close();
    const citizen = await narrowPage(browser, server.url, await signIn(server, 'citizen@demo.invalid'));
    // An editor of a residents’ group, which answers no alarms.
    expect((await citizen.goto('/home/protocols'))!.status()).toBe(403);
    await citizen.context().close();
  });
});
