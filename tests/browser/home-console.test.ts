/** The operator's console. */

import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, openDatabase } from '@drystone/database';
import { appendEvents } from '@drystone/events';
import { createReceiving, superviseOnce } from '@drystone/home';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../bench/src/alarm-devices.ts';
import { faults, hasBrowser, narrowPage, openBrowser, unsound } from '../support/browser.ts';
import { selfSigned } from '../support/certificate.ts';
import { joined, signIn } from '../support/citizens.ts';
import { administratorKey, asAdministrator } from '../support/commissioning.ts';
import { contactId, insertedAlarm, panel, registeredUnit, testIntake } from '../support/home.ts';
import { testServer, type TestServer } from '../support/server.ts';

type Session = Readonly<Record<'cookie', string>>;

/** Of the 300 alarms each of three operators takes so many by the key of the page. */
const byPage = 12;

let server: TestServer;
let browser: Browser;
let door: number;
let organisation: string;
/** Three who answer the same alarms. */
let [wanjiru, omar, olive]: Session[] = [];

/** A home about which everything is known. */
async function knownHome(reference: string): Promise<void> {
  const home = { area: 'belfast', address: { lines: ['7 Larkmoor Street', 'Belfast'], postcode: 'ZZ1 1AA' }, position: { latitude: 54.6, longitude: -5.93 }, accessNotes: 'Ring twice.', keyholders: [{ name: 'Elsie Quill', phone: '07700 900001', relation: 'Daughter', minutesAway: 9 }], keySafe: { code: 'C4711', where: 'By the meter' } };
  expect((await server.call('PUT', `/api/home/dwellings/${organisation}/${encodeURIComponent(reference)}`, home, asAdministrator)).status).toBeLessThan(300);
  expect((await server.call('POST', '/api/home/service-users', { organisation, dwelling: reference, name: 'Winston Marlowe', preferredName: 'Winston', bornIn: 1934, languages: ['en'], phone: '020 7946 0001', healthNotes: 'Takes blood thinners.' }, asAdministrator)).status).toBe(201);
}

/** Wide enough for all of the console, or as it is asked for. */
async function console_(session: Session, { width = 1440, baseURL = server.url, javaScriptEnabled = true } = {}): Promise<Page> {
  const page = await narrowPage(browser, baseURL, { ...session, javaScriptEnabled });
  await page.setViewportSize({ width, height: 900 });
  return page;
}
const isLive = (page: Page) => page.getByText('Live', { exact: true }).waitFor();
const openCase = (page: Page) => new URL(page.url()).searchParams.get('case');
const events = async (type: string, subject?: string) => (await server.database.as('system:home', (transaction) => sql<{ subject: string; data: Record<string, unknown> }>`select subject, data from platform.event where type = ${type} and subject = coalesce(${subject ?? null}, subject)`.execute(transaction))).rows;
async function closeAll(): Promise<void> {
  const { body } = await server.call('GET', '/api/home/cases?open=true&limit=500', undefined, asAdministrator);
  for (const { id } of (body as { items: { id: string }[] }).items) await server.database.as('system:home', (transaction) => sql`update home.alarm_case set state = 'closed', queue = null, operator = null, due_at = null, outcome = 'advice', cause = 'test', closed_at = now() where id = ${id}`.execute(transaction));
}

describe.skipIf(!hasBrowser)('the console', () => {
  beforeAll(async () => {
    server = await testServer({ ADMIN_API_KEY: administratorKey, DEMO: '1' });
    door = await freePort();
    browser = await openBrowser();
    wanjiru = await signIn(server, 'operator@demo.invalid');
    const { body } = await server.call('GET', '/api/accounts/me', undefined, wanjiru);
    organisation = (body as { memberships: [{ organisationId: string }] }).memberships[0].organisationId;
    [omar, olive] = await Promise.all(['omar@example.com', 'olive@example.com'].map((email) => joined(server, organisation, email, ['operator'])));
  });
  afterAll(() => browser?.close());

  it.each([true, false])('takes an alarm, follows the protocol, keeps it over a reload and closes it, with JavaScript: %s', async (javaScriptEnabled) => {
    const account = await registeredUnit(server, organisation);
    await knownHome(`Flat ${account}`);
    const { caseId } = await insertedAlarm(server, organisation, { account });
    const page = await narrowPage(browser, server.url, { ...wanjiru!, javaScriptEnabled });
    await page.goto('/home/console');
    await page.getByText('No alarm can be kept at the moment').waitFor();
    await page.locator(`[data-row="${caseId}"]`).click();
    await page.getByRole('button', { name: /Take this alarm/ }).click();
    await page.getByRole('button', { name: /I speak with them/ }).click();
    await page.getByRole('button', { name: /Speak to the home: say who you are/ }).click();
    await page.getByRole('button', { name: /Speak to the home/, pressed: true }).waitFor();
    await page.getByRole('button', { name: /No answer: try twice more/ }).click();
    await page.getByRole('button', { name: /No answer: try twice more/, pressed: true }).click();
    await page.getByRole('button', { name: /No answer: try twice more/, pressed: false }).waitFor();
    expect([await events('case.step_done', caseId), await events('case.step_undone', caseId)]).toMatchObject([[{ data: { step: 'speak' } }, { data: { step: 'ring-their-phone' } }], [{ data: { step: 'ring-their-phone' } }]]);
    await page.getByRole('button', { name: 'Show the code of the key safe' }).click();
    await page.getByText('C4711').waitFor();
    expect(await page.getByRole('link', { name: '07700 900001' }).getAttribute('href')).toBe('tel:07700900001');
    await page.getByLabel('Write a note').fill('She <b>fell</b> in the kitchen.');
    await page.getByRole('button', { name: 'Save the note' }).click();
    await page.getByText('She <b>fell</b> in the kitchen.').waitFor();
    await page.getByLabel('Who is sent').selectOption('keyholder');
    await page.getByRole('button', { name: 'Sent', exact: true }).click();
    await page.getByText('Sent: keyholder').waitFor();
    await page.getByRole('button', { name: 'Keyholder is there' }).click();
    await page.getByText('There: keyholder').waitFor();
    expect(await page.getByRole('button', { name: 'Keyholder is there' }).count()).toBe(0);
    await page.reload();
    await page.getByText('Takes blood thinners.').waitFor();
    if (javaScriptEnabled) expect(await unsound(page)).toEqual([]);
    await page.getByLabel('Outcome').selectOption('keyholder');
    await page.getByLabel('Cause').selectOption('fall');
    await page.getByRole('button', { name: 'Close the alarm' }).click();
    await page.getByText('Keyholder went, Fall', { exact: false }).first().waitFor();
    expect((await events('case.closed', caseId)).map(({ data }) => data)).toEqual([{ outcome: 'keyholder', cause: 'fall' }]);
    await page.context().close();
  });

  it('is walked by keyboard alone; single keys can be switched off, and whoever is at a row of the list stays at it', async () => {
    await closeAll();
    const account = await registeredUnit(server, organisation);
    await knownHome(`Flat ${account}`);
    await insertedAlarm(server, organisation, { kind: 'battery-low' });
    const { caseId } = await insertedAlarm(server, organisation, { account });
    const page = await console_(omar!);
    await page.goto('/home/console');
    await isLive(page);
    const focused = () => page.evaluate(() => [document.activeElement!.id, document.activeElement!.getAttribute('data-row') ?? '', document.activeElement!.getAttribute('href') ?? '']);
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    await expect.poll(async () => (await focused())[1]).not.toBe('');
    const [, row] = await focused();
    // A more urgent one comes above it, and moves it down.
    await insertedAlarm(server, organisation, { kind: 'smoke' });
    await page.getByRole('list', { name: /Waiting/ }).getByText('Smoke').waitFor();
    expect((await focused())[1]).toBe(row);
    expect(await page.title()).toBe('(3) Alarms – Drystone');
    await page.keyboard.press('n');
    await page.waitForURL(/case=/);
    await expect.poll(async () => (await focused())[0]).toBe('case-title');
    expect(openCase(page)).toBe(caseId);
    await page.keyboard.press('v');
    await page.getByText('Speaking with the home').waitFor();
    await page.keyboard.press('s');
    await page.getByRole('button', { pressed: true }).waitFor();
    await page.keyboard.press('r');
    expect((await focused())[2]).toBe('tel:02079460001');
    // What is typed is text, and no key.
    await page.keyboard.press('w');
    await page.keyboard.type('None taken: nothing to say');
    expect(await page.getByLabel('Write a note').inputValue()).toBe('None taken: nothing to say');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('list').getByText('None taken: nothing to say').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('checkbox', { name: 'Single keys work' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    const before = [page.url(), (await events('case.acknowledged')).length];
    await page.reload();
    await isLive(page);
    await page.keyboard.press('n');
    await page.waitForTimeout(300);
    expect([page.url(), (await events('case.acknowledged')).length]).toEqual(before);
    expect(await page.getByRole('navigation', { name: 'Alarms that are open' }).getByText('Yours').count()).toBe(1);
    await page.context().close();
  });

  it('opens no alarm that nobody means to: not by hovering, not by a prefetch; and tells the second who was quicker', async () => {
    await closeAll();
    const account = await registeredUnit(server, organisation);
    await knownHome(`Flat ${account}`);
    const { caseId } = await insertedAlarm(server, organisation, { account });
    const [first, second] = [await console_(omar!), await console_(olive!)];
    await Promise.all([first, second].map((page) => page.goto('/home/console')));
    await Promise.all([first, second].map(isLive));
    const looks = async () => (await events('dwelling.seen')).filter(({ data }) => data['case'] === caseId).length;
    await first.getByRole('link', { name: /Fall/ }).hover();
    await first.waitForTimeout(400);
    expect((await server.call('GET', `/home/console?case=${caseId}`, undefined, { ...omar!, 'sec-purpose': 'prefetch' })).status).toBe(503);
    expect(await looks()).toBe(0);
    await Promise.all([first, second].map((page) => page.getByRole('link', { name: /Fall/ }).click()));
    await Promise.all([first, second].map((page) => page.getByText('Takes blood thinners.').waitFor()));
    // Neither page knows of the other yet.
    const post = (session: Session) => server.call('POST', `/home/console?/step&case=${caseId}`, 'to=acknowledged', { ...session, origin: server.url, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' });
    expect((await post(omar!)).status).toBe(303);
    const refused = await post(olive!);
    expect([refused.status, /was quicker and has this alarm/.test(refused.text)]).toEqual([409, true]);
    await second.getByText('has this alarm. You can read along').waitFor();
    await first.getByRole('button', { name: /I speak with them/ }).waitFor();
    // The page renews itself; who looked was kept once each, and once for the answer to the second.
    expect(await looks()).toBe(3);
    await Promise.all([first, second].map((page) => page.context().close()));
  });

  it('shows an incident in its own words, with the homes it holds', async () => {
    await closeAll();
    const intake = openDatabase({ ...server.intake, connections: 1 });
    for (let home = 1; home <= 6; home++) await insertedAlarm(server, organisation, { kind: 'mains-failure', account: await registeredUnit(server, organisation, { dwelling: { reference: `Court ${home}`, area: 'belfast', scheme: 'Riverside Court' } }) });
    await superviseOnce({ database: server.database, receiving: createReceiving({ database: intake, clock: () => Temporal.Now.instant() }) });
    await intake.close();
    const page = await console_(olive!);
    await page.goto('/home/console');
    await page.getByRole('link', { name: '6 homes without power' }).click();
    await page.getByRole('heading', { name: '6 homes without power, scheme Riverside Court' }).waitFor();
    await page.getByText('0 of 6 are back').waitFor();
    for (let home = 1; home <= 6; home++) expect(await page.getByText(`Court ${home}`, { exact: true }).count()).toBe(1);
    expect(await page.getByText('Unknown home').count()).toBe(0);
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  });

  it('shows an incident of more than a hundred homes as one, with each of them', async () => {
    await closeAll();
    const homes = 120;
    const intake = openDatabase({ ...server.intake, connections: 1 });
    for (let home = 0; home < homes; home += 10) {
      await Promise.all(Array.from({ length: 10 }, async (_, more) => insertedAlarm(server, organisation, { kind: 'mains-failure', account: await registeredUnit(server, organisation, { dwelling: { reference: `Quay ${home + more + 1}`, area: 'belfast', scheme: 'Long Quay' } }) })));
    }
    await superviseOnce({ database: server.database, receiving: createReceiving({ database: intake, clock: () => Temporal.Now.instant() }) });
    await intake.close();
    const page = await console_(olive!);
    await page.goto('/home/console');
    // One row, one of those who wait: their own cases are part of it.
    await page.getByRole('link', { name: `${homes} homes without power` }).waitFor();
    expect([await page.locator('[data-row]').count(), await page.title()]).toEqual([1, '(1) Alarms – Drystone']);
    await page.getByRole('link', { name: `${homes} homes without power` }).click();
    await page.getByText(`0 of ${homes} are back`).waitFor();
    const named = () => page.getByText(/^Quay \d+$/).allInnerTexts();
    const first = await named();
    await page.getByRole('link', { name: 'Next homes' }).click();
    await expect.poll(async () => (await named()).length).toBe(homes - 100);
    expect(new Set([...first, ...(await named())]).size).toBe(homes);
    await page.getByRole('link', { name: 'First homes' }).click();
    await expect.poll(named).toEqual(first);
    await page.context().close();
  }, 60_000);

  it('rings for an urgent alarm where the sound is on, says the same without it, and remembers which', async () => {
    await closeAll();
    const page = await console_(olive!);
    await page.addInitScript(() => {
      const counted = globalThis as unknown as { tones: number };
      counted.tones = 0;
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (when) {
        counted.tones += 1;
        return start.call(this, when);
      };
    });
    const tones = () => page.evaluate(() => (globalThis as unknown as { tones: number }).tones);
    const told = (role: 'alert' | 'status', words: RegExp) => page.getByRole(role).filter({ hasText: words }).waitFor({ state: 'attached' });
    const sound = page.getByRole('button', { name: /^Sound/ });
    const arrives = async (kind: 'smoke' | 'fall' | 'gas' | 'battery-low') => insertedAlarm(server, organisation, { kind });
    await page.goto('/home/console');
    await isLive(page);
    expect([await sound.innerText(), await sound.getAttribute('aria-pressed')]).toEqual(['Sound is off', 'false']);
    await arrives('smoke');
    await told('alert', /^Urgent alarm: Smoke, Flat .*, Belfast\. 1 waits\.$/);
    expect([await tones(), await page.title()]).toEqual([0, '(1) Alarms – Drystone']);
    // Switched on, it is heard once, so that one knows what it is like.
    await sound.click();
    await page.getByRole('button', { name: 'Sound is on', pressed: true }).waitFor();
    await expect.poll(tones).toBeGreaterThanOrEqual(4);
    await page.reload();
    await isLive(page);
    expect(await sound.getAttribute('aria-pressed')).toBe('true');
    // A browser may want a key or a click first, and the button says so.
    await page.keyboard.press('Shift');
    await page.getByRole('button', { name: 'Sound is on', pressed: true }).waitFor();
    const before = await tones();
    await arrives('fall');
    await told('alert', /^Urgent alarm: Fall, /);
    expect(await tones()).toBeGreaterThanOrEqual(before + 4);
    // What is not urgent is said, and not rung for.
    await closeAll();
    await page.getByText('Nobody waits.').waitFor();
    const quiet = await tones();
    await arrives('battery-low');
    await told('status', /^New alarm: Battery low, /);
    expect(await tones()).toBe(quiet);
    await sound.click();
    await page.getByRole('button', { name: 'Sound is off', pressed: false }).waitFor();
    await arrives('gas');
    await told('alert', /^Urgent alarm: Gas, /);
    expect(await tones()).toBe(quiet);
    await page.reload();
    await isLive(page);
    expect([await sound.innerText(), await tones()]).toEqual(['Sound is off', 0]);
    await page.context().close();
  });

  it('says that it is signed out, where its session was ended elsewhere', async () => {
    await closeAll();
    const session = await signIn(server, 'olive@example.com');
    const page = await console_(session);
    await page.goto('/home/console');
    await isLive(page);
    expect((await server.call('POST', '/account?/signOut', '', { ...session, origin: server.url, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' })).status).toBe(303);
    await page.getByRole('alert').getByText('You are signed out. New alarms do not show here.').waitFor();
    expect(await page.title()).toBe('Not connected: Alarms – Drystone');
    expect(await faults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await page.waitForURL(/\/sign-in\?back=%2Fhome%2Fconsole/);
    await page.context().close();
  });

  it('says that it is not live any more, where the same person has opened four others, and goes on when asked to', async () => {
    await closeAll();
    const page = await console_(omar!);
    await page.goto('/home/console');
    await isLive(page);
    const over = new AbortController();
    const others = await Promise.all(Array.from({ length: 4 }, () => fetch(`${server.url}/api/home/live`, { headers: omar!, signal: over.signal })));
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await page.getByRole('alert').getByText('You have opened the console more than four times: this one is not live any more.').waitFor();
    expect(await page.title()).toBe('Not connected: Alarms – Drystone');
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Go on here' }).click();
    await isLive(page);
    await insertedAlarm(server, organisation, { kind: 'smoke' });
    await page.getByRole('list', { name: /Waiting/ }).getByText('Smoke').waitFor();
    over.abort();
    await page.context().close();
  });

  it('leads by keyboard to each alarm of whoever has more than a page of them, and to those of colleagues, while it is live', async () => {
    await closeAll();
    for (let each = 0; each < 110; each += 10) await Promise.all(Array.from({ length: 10 }, () => insertedAlarm(server, organisation, { kind: 'battery-low' })));
    const take = async (session: Session, count: number) => {
      for (let each = 0; each < count; each++) expect((await server.call('POST', '/api/home/queue/next', undefined, { ...session, origin: server.url })).status).toBe(200);
    };
    await Promise.all([take(olive!, 51), take(omar!, 53)]);
    const page = await console_(olive!);
    await page.goto('/home/console');
    await isLive(page);
    const [yours, theirs] = [page.getByRole('list', { name: 'Yours 51' }), page.getByRole('list', { name: 'With colleagues 53' })];
    await yours.waitFor();
    await page.getByText('1 to 50 of 51').waitFor();
    const seen = new Set(await yours.locator('[data-row]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row'))));
    const focused = () => page.evaluate(() => document.activeElement!.id);
    await page.getByRole('link', { name: 'Less urgent' }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByText('51 to 51 of 51').waitFor();
    await expect.poll(focused).toBe('queue-mine');
    const last = (await yours.locator('[data-row]').getAttribute('data-row'))!;
    expect(seen.add(last).size).toBe(51);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(last));
    await page.getByText('51 to 51 of 51').waitFor();
    // What comes is seen from there, and the others' pages are their own.
    await insertedAlarm(server, organisation, { kind: 'smoke' });
    await page.getByRole('list', { name: /Waiting/ }).getByText('Smoke').waitFor();
    await page.getByRole('link', { name: 'Less urgent' }).last().press('Enter');
    await page.getByText('51 to 53 of 53').waitFor();
    await expect.poll(focused).toBe('queue-others');
    expect([await theirs.locator('[data-row]').count(), await page.getByText('51 to 51 of 51').count(), openCase(page)]).toEqual([3, 1, last]);
    expect(await faults(page)).toEqual([]);
    // A list that has become shorter shows what is left of it.
    expect((await server.call('POST', `/api/home/cases/${last}/steps`, { to: 'closed', outcome: 'technician', cause: 'technical' }, { ...olive!, origin: server.url })).status).toBe(200);
    await page.getByRole('list', { name: 'Yours 50' }).waitFor();
    expect(await page.getByRole('list', { name: 'Yours 50' }).locator('[data-row]').count()).toBe(50);
    await page.context().close();
    const narrow = await narrowPage(browser, server.url, { ...omar!, javaScriptEnabled: false });
    await narrow.goto('/home/console');
    await narrow.getByRole('link', { name: 'Less urgent' }).first().click();
    await narrow.getByText('51 to 53 of 53').waitFor();
    await narrow.context().close();
  }, 90_000);

  it('shows all of a long record and of what was before at the home, a length at a time', async () => {
    await closeAll();
    const unit = () => registeredUnit(server, organisation, { dwelling: { reference: 'Larch House', area: 'belfast' } });
    for (let before = 0; before < 12; before++) await insertedAlarm(server, organisation, { account: await unit() });
    await closeAll();
    const { caseId } = await insertedAlarm(server, organisation, { account: await unit() });
    await server.call('POST', `/api/home/cases/${caseId}/steps`, { to: 'acknowledged' }, { ...olive!, origin: server.url });
    await server.call('PUT', `/api/home/cases/${caseId}/protocol/speak`, { done: true }, { ...olive!, origin: server.url });
    await server.database.as('system:home', (transaction) => appendEvents(transaction, Array.from({ length: 120 }, () => ({ type: 'case.reminded' as const, subject: caseId, at: Temporal.Now.instant(), data: { state: 'acknowledged' } }))));
    const page = await console_(olive!);
    await page.goto(`/home/console?case=${caseId}`);
    const entries = page.getByRole('region', { name: 'Record' }).getByRole('listitem');
    expect(await entries.count()).toBe(50);
    // Done long ago, and done still.
    await page.getByRole('button', { name: /Speak to the home/, pressed: true }).waitFor();
    for (const count of [100, 124]) {
      await page.getByRole('link', { name: 'Older entries' }).click();
      await expect.poll(() => entries.count()).toBe(count);
    }
    expect([await entries.filter({ hasText: 'Asked: operators' }).count(), await page.getByRole('link', { name: 'Older entries' }).count()]).toEqual([1, 0]);
    const past = page.getByRole('region', { name: 'Before, at this home' }).getByRole('listitem');
    expect(await past.count()).toBe(10);
    await page.getByRole('link', { name: 'Older alarms of this home' }).click();
    await expect.poll(() => past.count()).toBe(12);
    await page.context().close();
    // The same by programs: page by page, until there is no more.
    const types: string[] = [];
    for (let path: string | null = `/api/home/cases/${caseId}/record?limit=50`; path !== null; ) {
      const { events: some, earlier } = (await server.call('GET', path, undefined, olive!)).body as { events: { type: string }[]; earlier: string | null };
      types.unshift(...some.map(({ type }) => type));
      path = earlier;
    }
    expect([types.length, types[0]]).toEqual([123, 'case.offered']);
  }, 60_000);

  it('says plainly when it is cut off, goes on from where it was, and loses nothing', async () => {
    await closeAll();
    const line = await cuttableLine(Number(new URL(server.url).port));
    const { caseId } = await insertedAlarm(server, organisation);
    const page = await console_(olive!, { baseURL: line.url });
    await page.goto(`/home/console?case=${caseId}`);
    await isLive(page);
    line.cut();
    await page.getByText(/Not connected since \d\d:\d\d:\d\d. New alarms do not show here./).waitFor();
    expect(await page.title()).toBe('Not connected: Alarms – Drystone');
    // A form that cannot be sent says so, and the case stays.
    await page.getByRole('button', { name: /Take this alarm/ }).click();
    await page.getByText('Not sent: there is no connection.').waitFor();
    await insertedAlarm(server, organisation, { kind: 'smoke' });
    await line.mend();
    await page.getByRole('list', { name: /Waiting/ }).getByText('Smoke').waitFor();
    await isLive(page);
    expect([await page.getByText('Not connected since').count(), openCase(page)]).toEqual([0, caseId]);
    await page.context().close();
    line.cut();
  });

  it('has no barrier, on a phone and on a desktop, dark and light', async () => {
    await closeAll();
    const account = await registeredUnit(server, organisation);
    await knownHome(`Flat ${account}`);
    const { caseId } = await insertedAlarm(server, organisation, { account });
    for (let more = 0; more < 3; more++) await insertedAlarm(server, organisation, { kind: 'inactivity' });
    const page = await console_(omar!);
    await page.goto(`/home/console?case=${caseId}`);
    await isLive(page);
    const colours = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await colours();
    for (const theme of ['dark', 'light']) {
      for (const width of theme === 'dark' ? [1440, 375] : [1440]) {
        await page.setViewportSize({ width, height: 900 });
        expect([theme, width, await faults(page)]).toEqual([theme, width, []]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
      if (theme === 'dark') await page.getByRole('button', { name: 'Light screen' }).click();
    }
    await expect.poll(colours).not.toBe(dark);
    await expect.poll(async () => (await page.context().cookies()).find(({ name }) => name === 'console_theme')?.value).toBe('light');
    await page.goto('/home/console');
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  });

  it('gives three operators 300 alarms: none is taken twice, none is lost, and a new one is on the screen within a second', async () => {
    await closeAll();
    // Its certificate has been forgotten.
    const folder = await mkdtemp(join(tmpdir(), 'drystone-console-'));
    const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
    const sealed = await selfSigned('console', 10);
    await Promise.all([writeFile(certificate, sealed.cert), writeFile(key, sealed.key)]);
    await testIntake(server, { DC09_PORT: String(door), HOME_TLS_CERTIFICATE: certificate, HOME_TLS_KEY: key, SIP_TLS_PORT: '0', MQTT_TLS_PORT: '0' });
    await rm(folder, { recursive: true });
    expect((await server.call('PUT', '/api/home/duty', { organisation }, asAdministrator)).status).toBe(200);
    const pages = await Promise.all([wanjiru!, omar!, olive!].map((session) => console_(session)));
    // What moves is drawn by the processor here, and there is a new alarm at the top with every key.
    await Promise.all(pages.map((page) => page.emulateMedia({ reducedMotion: 'reduce' })));
    await Promise.all(pages.map((page) => page.goto('/home/console')));
    await Promise.all(pages.map(isLive));
    await pages[0]!.getByText(/^The certificate of .* ends on \d+ \w+/).waitFor();
    // Somebody keeps alarms now.
    await expect.poll(() => pages[0]!.getByText('No alarm can be kept').count(), { timeout: 15_000 }).toBe(0);

    const one = await panel(door);
    const began = performance.now();
    one.send(contactId('F00000', 1));
    await Promise.all(pages.map((page) => page.getByRole('list', { name: /Waiting/ }).getByText('F00000').waitFor()));
    const onScreenMs = performance.now() - began;
    expect((await one.answer())?.token).toBe('ACK');
    one.end();
    await Promise.all(Array.from({ length: 10 }, async (_, lane) => {
      const line = await panel(door);
      for (let each = 0; each < 30; each++) {
        if (lane === 0 && each === 0) continue;
        line.send(contactId(`F0${(lane * 30 + each).toString(16).toUpperCase().padStart(4, '0')}`, each + 1, each % 3 === 0 ? '1102 00 001' : each % 3 === 1 ? '1111 00 001' : '1302 00 001'));
        expect((await line.answer())?.token).toBe('ACK');
      }
      line.end();
    }));
    const sentMs = performance.now() - began;
    await Promise.all(pages.map((page) => page.getByText(/^\(?300 wait$/).waitFor()));
    await pages[0]!.getByRole('link', { name: 'Less urgent' }).click();
    await pages[0]!.getByText('51 to 100 of 300').waitFor();
    // What is on another page is said all the same.
    await insertedAlarm(server, organisation, { kind: 'battery-low' });
    await pages[0]!.getByRole('status').filter({ hasText: /^New alarm: Battery low, .* 301 wait\.$/ }).waitFor({ state: 'attached' });

    // Each by the key of the page, as fast as it goes; what is left then by their programs, all at once.
    const taken = await Promise.all(pages.map(async (page) => {
      const mine: string[] = [];
      while (mine.length < byPage) {
        const last = openCase(page);
        await page.keyboard.press('n');
        await page.waitForFunction((before) => new URLSearchParams(location.search).get('case') !== before, last);
        mine.push(openCase(page)!);
      }
      return mine;
    }));
    const byPageMs = performance.now() - began - sentMs;
    await Promise.all([wanjiru!, omar!, olive!].map(async (session, which) => {
      for (;;) {
        const { case: next } = (await server.call('POST', '/api/home/queue/next', undefined, { ...session, origin: server.url })).body as { case: { id: string } | null };
        if (next === null) return;
        taken[which]!.push(next.id);
      }
    }));
    await Promise.all(pages.map((page) => page.getByText('Nobody waits.').waitFor()));
    const all = taken.flat();
    const acknowledged = (await events('case.acknowledged')).filter(({ subject }) => all.includes(subject));
    console.log(`300 alarms: the first on three screens after ${Math.round(onScreenMs)} ms, all sent after ${(sentMs / 1000).toFixed(1)} s, ${3 * byPage} taken by key in ${(byPageMs / 1000).toFixed(1)} s, all by ${taken.map(({ length }) => length).join(', ')} after ${((performance.now() - began) / 1000).toFixed(1)} s`);
    expect([all.length, new Set(all).size, acknowledged.length]).toEqual([301, 301, 301]);
    expect((await server.call('GET', '/api/home/queue?limit=1', undefined, wanjiru!)).body).toMatchObject({ counts: { waiting: 0, mine: taken[0]!.length, others: taken[1]!.length + taken[2]!.length } });
    expect(Math.min(...taken.map(({ length }) => length))).toBeGreaterThan(0);
    expect(onScreenMs).toBeLessThan(5_000);
    await Promise.all(pages.map((page) => page.context().close()));
  }, 120_000);

  it('is not for citizens, and takes no case that is none', async () => {
    const page = await narrowPage(browser, server.url, await signIn(server, 'citizen@demo.invalid'));
    expect((await page.goto('/home/console'))!.status()).toBe(403);
    await page.context().close();
    const operator = await narrowPage(browser, server.url, wanjiru!);
    expect((await operator.goto('/home/console?case=x'))!.status()).toBe(404);
    await operator.context().close();
  });
});

/** A way to the server that can be cut, as a cable can. */
async function cuttableLine(port: number): Promise<{ readonly url: string; cut(): void; mend(): Promise<void> }> {
  const lines = new Set<Socket>();
  let own = 0;
  let listening: Server | undefined;
  async function mend(): Promise<void> {
    listening = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      for (const [one, other] of [[near, far], [far, near]] as const) {
        lines.add(one);
        one.pipe(other).on('error', () => undefined);
        one.on('error', () => other.destroy()).on('close', () => {
          lines.delete(one);
          other.destroy();
        });
      }
    }).listen(own, '127.0.0.1');
    await once(listening, 'listening');
    own = (listening.address() as { port: number }).port;
  }
  await mend();
  return {
    url: `http://127.0.0.1:${own}`,
    cut() {
      listening?.close();
      for (const line of lines) line.destroy();
    },
    mend,
  };
}
