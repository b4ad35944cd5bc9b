/** The guide where there is no signal, told in a real browser. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sql } from '@drystone/database';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { testServer, type TestServer } from '../support/server.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let server: TestServer;
let browser: Browser;
const open: (() => Promise<void>)[] = [];
const pageErrors: string[] = [];

async function device(): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: server.url, reducedMotion: 'reduce', viewport: { width: 390, height: 844 } });
  open.push(() => context.close());
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  page.on('pageerror', (error) => pageErrors.push(error.message));
  return { context, page };
}

async function planTwoDays(page: Page): Promise<string> {
  await page.locator('#arriveDate').fill('2027-06-11');
  await page.locator('#arriveTime').fill('13:00');
  await page.locator('#leaveDate').fill('2027-06-12');
  await page.locator('#leaveTime').fill('18:00');
  await page.locator('#love-history').check();
  await page.getByRole('button', { name: 'Plan my days' }).click();
  await page.waitForURL(/\/(trips\/|offline\/trip\?id=)/);
  return new URL(page.url()).pathname.split('/').at(-1)!;
}

/** Until the shell, the trip with the pages of its stops, and the place are on the device. */
async function keptOn(page: Page, id: string): Promise<void> {
  const all = (trip: string) =>
    page.evaluate(async (kept) => {
      const place = await (await caches.open('drystone-places')).match('/api/visit/places/northern-ireland');
      const pages = await caches.open('drystone-pages');
      const stops = [...document.querySelectorAll<HTMLAnchorElement>('section.day .stop h3 a')].map(({ pathname }) => pathname);
      const shown = await Promise.all([`/trips/${kept}`, ...stops].map((page) => pages.match(page, { ignoreVary: true })));
      return place !== undefined && shown.every((page) => page !== undefined) && navigator.serviceWorker.controller !== null;
    }, trip);
  await expect.poll(() => all(id), { timeout: 40_000 }).toBe(true);
}

async function onDevice(): Promise<{ context: BrowserContext; page: Page; id: string }> {
  const { context, page } = await device();
  await page.goto('/');
  const id = await planTwoDays(page);
  await keptOn(page, id);
  return { context, page, id };
}

const stopNames = (page: Page) => page.locator('section.day h3').allInnerTexts();
const planned = async (id: string): Promise<{ days: { stops: { slug: string; name: string }[] }[]; revision: number; wishes: { removed: string[] } }> => (await server.call('GET', `/api/visit/trips/${id}`)).body;
const namesOf = ({ days }: Awaited<ReturnType<typeof planned>>) => days.flatMap(({ stops }) => stops.map(({ name }) => name));

async function takeOutFirst(page: Page): Promise<string> {
  const name = (await stopNames(page))[0]!;
  const card = page.locator('section.day .stop').first();
  await card.locator('details summary').first().click();
  await card.getByRole('button', { name: /^Take out/ }).click();
  return name;
}

describe.skipIf(!hasBrowser)('without a network, a visitor', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    server = await testServer();
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
    expect(pageErrors.splice(0)).toEqual([]);
  });
  afterAll(() => browser?.close());

  it('reads a trip, changes it on the device, and finds it sent afterwards', async () => {
    const { context, page, id } = await onDevice();
    const before = await stopNames(page);
    await context.setOffline(true);
    await page.reload();
    expect(await stopNames(page)).toEqual(before);
    await page.getByText('You are offline.').waitFor();

    const gone = await takeOutFirst(page);
    await page.getByText('1 change is only on this device.').waitFor();
    const here = await stopNames(page);
    expect(here).not.toContain(gone);
    expect(namesOf(await planned(id))).toContain(gone);

    await page.reload();
    await page.getByText('1 change is only on this device.').waitFor();
    await expect.poll(() => stopNames(page)).toEqual(here);

    await context.setOffline(false);
    await page.getByText('is now your plan everywhere').waitFor();
    // The same code on the same data: the service plans what the device had planned.
    expect(namesOf(await planned(id))).toEqual(here);
    expect(await stopNames(page)).toEqual(here);
    expect((await planned(id)).revision).toBe(2);
  });

  it('reads a trip of a place that is not kept, and is told once that it cannot be changed', async () => {
    const { context, page } = await onDevice();
    const before = await stopNames(page);
    await page.evaluate(() => caches.delete('drystone-places'));
    await context.setOffline(true);
    await page.reload();
    await page.getByText('To change it you need a network.').waitFor();
    expect(await stopNames(page)).toEqual(before);
    expect(await page.getByText('you can go on changing it here').count()).toBe(0);
    expect(await page.getByText('This cannot be done without a network.').count()).toBe(0);
    await takeOutFirst(page);
    await page.getByText('This cannot be done without a network.').waitFor();
    expect(await stopNames(page)).toEqual(before);
  });

  it('opens the pages of the stops, and is told what needs a network', async () => {
    const { context, page } = await onDevice();
    const stop = page.locator('section.day .stop h3 a').first();
    const address = await stop.getAttribute('href');
    await context.setOffline(true);
    const name = await stop.innerText();
    await page.goto(address!);
    expect(await page.locator('h1').innerText()).toContain(name);
    await page.goto('/explore');
    await page.waitForURL(/\/offline\?from=/);
    await page.getByText('The page you wanted needs a network.').waitFor();
    await page.getByRole('link', { name: '2 days from Belfast' }).waitFor();
    await page.evaluate(axe);
    expect(await page.evaluate(async () => (await (globalThis as never as { axe: { run(): Promise<{ violations: { id: string }[] }> } }).axe.run()).violations.map(({ id }) => id))).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });

  it('plans a new stay, which becomes a trip of the service afterwards', async () => {
    const { context, page } = await onDevice();
    await context.setOffline(true);
    await page.goto('/');
    await planTwoDays(page);
    await page.locator('section.day').first().waitFor();
    const gone = await takeOutFirst(page);
    await page.getByText('1 change is only on this device.').waitFor();
    const here = await stopNames(page);
    expect(here).not.toContain(gone);

    await context.setOffline(false);
    await page.waitForURL(/\/trips\//);
    const id = new URL(page.url()).pathname.split('/').at(-1)!;
    await page.getByText('is now your plan everywhere').waitFor();
    expect(namesOf(await planned(id))).toEqual(here);
    expect(await page.getByRole('button', { name: 'Plan all anew' }).or(page.locator('.day-tools')).count()).toBeGreaterThan(0);
  });

  it('refuses a stay that cannot be, as the service would', async () => {
    const { context, page } = await onDevice();
    await context.setOffline(true);
    await page.goto('/');
    await page.locator('#arriveDate').fill('2027-06-11');
    await page.locator('#leaveDate').fill('2027-06-10');
    await page.getByRole('button', { name: 'Plan my days' }).click();
    await page.getByText('This stay could not be planned').waitFor();
  });

  it('decides where somebody else changed the trip meanwhile', async () => {
    const { context, page, id } = await onDevice();
    await context.setOffline(true);
    await page.reload();
    const gone = await takeOutFirst(page);
    await page.getByText('1 change is only on this device.').waitFor();
    // The change of somebody else, past the door: they hold the same key on another device.
    await server.database.as('anonymous', (transaction) => sql`update visit.trip set revision = revision + 1 where id = ${id}`.execute(transaction));
    await context.setOffline(false);
    await page.getByText('Somebody else changed this plan').waitFor();
    expect(namesOf(await planned(id))).toContain(gone);
    await page.getByRole('button', { name: 'Make my changes to the newer plan' }).click();
    await expect.poll(async () => namesOf(await planned(id))).not.toContain(gone);
    expect((await planned(id)).revision).toBe(3);
  });

  it('sees and removes what is kept on the device', async () => {
    const { page, id } = await onDevice();
    await page.goto('/offline');
    await page.getByText(/Kept: \d\.\d MB/).waitFor();
    await page.getByRole('button', { name: /^Remove from this device/ }).click();
    await page.getByText('None yet.').waitFor();
    expect(await page.evaluate(async (trip) => (await (await caches.open('drystone-pages')).match(`/trips/${trip}`, { ignoreVary: true })) === undefined, id)).toBe(true);
    await page.getByRole('button', { name: /^Remove it/ }).click();
    await page.getByText('Not kept').waitFor();
  });

  it('changes a trip online where the browser keeps nothing', async () => {
    const { context, page } = await device();
    await context.addInitScript(() => {
      delete (Navigator.prototype as { serviceWorker?: unknown }).serviceWorker;
    });
    await page.goto('/');
    const id = await planTwoDays(page);
    const gone = await takeOutFirst(page);
    await page.getByText('Taken out, and the day closed up around it.').waitFor();
    expect(namesOf(await planned(id))).not.toContain(gone);
  });
});

describe('what a page sends after it was offline', () => {
  it('is refused without its key, in another form and on another plan', async () => {
    const { body } = await server.call('POST', '/api/visit/trips', { place: 'northern-ireland', arrive: { at: 'belfast', time: '2027-06-11T13:00' }, leave: { at: 'belfast', time: '2027-06-11T18:00' }, interests: { history: 1 } });
    const { id, editKey } = body as { id: string; editKey: string };
    const cookie = { cookie: `edit_key=${editKey}` };
    const change = { revision: 1, changes: [{ op: 'replan', at: '2027-06-11T08:00:00Z' }] };
    expect((await server.call('PATCH', `/trips/${id}`, change)).status).toBe(403);
    expect((await server.call('PATCH', `/trips/${id}`, change, { ...cookie, 'content-type': 'text/plain' })).status).toBe(403);
    expect((await server.call('PATCH', `/trips/${id}`, '[', cookie)).status).toBe(400);
    expect((await server.call('PATCH', `/trips/${id}`, { ...change, revision: 7 }, cookie)).status).toBe(412);
    expect((await server.call('PATCH', `/trips/${id}`, { revision: 1, changes: [{ op: 'replan', at: 'yesterday' }] }, cookie)).status).toBe(400);
    expect((await server.call('PATCH', `/trips/${id}`, { revision: 1 }, cookie)).status).toBe(400);
    expect((await server.call('POST', '/trips', { place: 'nowhere' })).status).toBe(400);
    expect((await server.call('PATCH', `/trips/${id}`, change, cookie)).status).toBe(200);
  });
});
