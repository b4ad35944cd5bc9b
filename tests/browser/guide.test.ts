/** The visitor's stories, told in a real browser. */

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { faults, hasBrowser, openBrowser } from '../support/browser.ts';
import { testServer, type TestServer } from '../support/server.ts';

const phone = { viewport: { width: 390, height: 844 } };
const narrow = { viewport: { width: 320, height: 640 } };
const desktop = { viewport: { width: 1440, height: 900 } };

let server: TestServer;
let browser: Browser;
const open: (() => Promise<void>)[] = [];
const pageErrors: string[] = [];

async function visit(path: string, options: BrowserContextOptions = desktop): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block', baseURL: server.url, bypassCSP: true, reducedMotion: 'reduce', ...options });
  open.push(() => context.close());
  // A step that hangs is named by its own error, before the test as a whole runs out of time.
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  page.on('pageerror', (error) => pageErrors.push(`${path}: ${error.message}`));
  await page.goto(path);
  return page;
}

/** Through the form as a visitor fills it in. */
async function planThreeDays(page: Page): Promise<void> {
  await page.getByLabel('I arrive in').selectOption('belfast');
  await page.locator('#arriveDate').fill('2027-06-11');
  await page.locator('#arriveTime').fill('13:00');
  await page.locator('#leaveDate').fill('2027-06-13');
  await page.locator('#leaveTime').fill('18:00');
  await page.locator('#love-history').check();
  await page.locator('#love-coast').check();
  await page.getByRole('button', { name: 'Plan my days' }).click();
  await page.waitForURL(/\/trips\//);
}

async function plannedTrip(): Promise<{ url: string; id: string; editKey: string }> {
  const { body } = await server.call('POST', '/api/visit/trips', {
    place: 'northern-ireland',
    arrive: { at: 'belfast', time: '2027-06-11T13:00' },
    leave: { at: 'belfast', time: '2027-06-12T18:00' },
    interests: { history: 1 },
    needs: ['stepFree'],
  });
  return body;
}

const stopNames = (page: Page) => page.locator('section.day h3').allInnerTexts();

describe.skipIf(!hasBrowser)('in a browser, a visitor', { timeout: 90_000 }, () => {
  beforeAll(async () => {
    server = await testServer();
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
    expect(pageErrors.splice(0)).toEqual([]);
  });
  afterAll(() => browser?.close());

  it('plans three days, and changes them', async () => {
    const page = await visit('/');
    await planThreeDays(page);
    expect(await page.locator('section.day').count()).toBe(3);
    const before = await stopNames(page);
    expect(before.length).toBeGreaterThan(5);

    const first = page.locator('section.day').nth(1).locator('details.change').first();
    await first.locator('summary').click();
    const name = (await page.locator('section.day').nth(1).locator('h3').first().innerText()).trim();
    await first.getByRole('button', { name: /^Take out/ }).click();
    await expect.poll(async () => (await stopNames(page)).map((each) => each.trim()), { timeout: 15_000 }).not.toContain(name);
  });

  it('drags a stop to another day', async () => {
    const page = await visit('/');
    await planThreeDays(page);
    await page.waitForLoadState('networkidle');
    const day = (index: number) => page.locator('section.day').nth(index);
    const slug = await day(1).locator('[data-stop]').first().getAttribute('data-stop');
    await day(1).locator('.stop .knot').first().scrollIntoViewIfNeeded();
    // The days' names stay in sight; a stop dropped there goes where it fits best.
    const [from, to] = [(await day(1).locator('.stop .knot').first().boundingBox())!, (await page.locator('nav.days li').nth(2).boundingBox())!];
    await page.mouse.move(from.x + 20, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(from.x + 30, from.y + 30, { steps: 3 });
    await page.mouse.move(to.x + 60, to.y + 10, { steps: 5 });
    await page.mouse.up();
    await day(2).locator(`[data-stop="${slug}"]`).waitFor();
    expect(await day(1).locator(`[data-stop="${slug}"]`).count()).toBe(0);
  });

  it('plans and changes without JavaScript', async () => {
    const page = await visit('/', { ...phone, javaScriptEnabled: false });
    await planThreeDays(page);
    expect(await page.locator('section.day').count()).toBe(3);
    const stop = page.locator('section.day').first().locator('details.change').first();
    await stop.locator('summary').click();
    await stop.getByRole('button', { name: /^Pin/ }).click();
    await page.waitForLoadState();
    expect(await page.getByText('Pinned').count()).toBeGreaterThan(0);
  });

  it('who mistypes is told at the field, and loses nothing', async () => {
    const page = await visit('/', { ...desktop, javaScriptEnabled: false });
    await page.locator('#arriveDate').fill('2027-06-11');
    await page.locator('#leaveDate').fill('2027-06-09');
    await page.locator('#love-beaches').check();
    await page.getByRole('button', { name: 'Plan my days' }).click();
    expect(await page.locator('.error-summary, [role=alert]').first().innerText()).toMatch(/leav/i);
    expect(await page.locator('#leaveDate').getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('#arriveDate').inputValue()).toBe('2027-06-11');
    expect(await page.locator('#love-beaches').isChecked()).toBe(true);
  });

  it('with a shared link reads the plan and cannot change it', async () => {
    const page = await visit((await plannedTrip()).url);
    expect(await page.locator('section.day').count()).toBe(2);
    expect(await page.locator('details.change').count()).toBe(0);
  });

  it('explores by words, and sees what is open, closed and unknown', async () => {
    const page = await visit('/explore');
    await page.getByLabel('Name or word').fill('dunluse');
    await page.getByRole('button', { name: 'Show places' }).click();
    await page.waitForURL(/q=dunluse/);
    expect(await page.getByRole('link', { name: 'Dunluce Castle' }).count()).toBeGreaterThan(0);
  });

  it('opens a place on the map by keyboard, and is back on the map after Escape', async () => {
    const page = await visit('/explore?q=dunluce');
    await page.locator('.live.ready').waitFor();
    const map = page.locator('.maplibregl-canvas');
    await map.focus();
    await page.keyboard.press('Enter');
    await page.locator('.map-card a:focus').waitFor();
    expect(await page.locator('.map-card a').innerText()).toMatch(/Dunluce/);
    await page.keyboard.press('Escape');
    expect(await page.locator('.map-card').count()).toBe(0);
    expect(await map.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('says what the stay is for most of all, without a script too', async () => {
    const page = await visit('/', { ...narrow, javaScriptEnabled: false });
    expect(await page.getByLabel('Most of all: Castles').isVisible()).toBe(false);
    await page.locator('#love-castles').check();
    await page.locator('#love-coast').check();
    await page.getByLabel('Most of all: Castles').check();
    await page.getByRole('button', { name: 'Plan my days' }).click();
    await page.waitForURL(/\/trips\//);
    const { body }: { body: { request: { interests: unknown } } } = await server.call('GET', `/api/visit/trips/${page.url().split('/').at(-1)}`);
    expect(body.request.interests).toEqual({ castles: 1, coast: 0.5 });
  });

  it('keeps what is typed and chosen while the page’s scripts are still on their way', async () => {
    const page = await visit('/');
    let arrive = (): void => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    await page.context().route(/\/_app\/.*\.js/, async (route) => {
      await held;
      await route.continue();
    });
    // Until the router listens for forms, the browser itself sends them, and restores them on the way back.
    await page.addInitScript(() => {
      const listen = EventTarget.prototype.addEventListener;
      EventTarget.prototype.addEventListener = function (this: EventTarget, type: string, ...rest: [EventListenerOrEventListenerObject | null, (boolean | AddEventListenerOptions)?]) {
        listen.call(this, type, ...rest);
        if (type === 'submit') document.documentElement.dataset['takenOver'] = 'yes';
      };
    });
    await page.goto('/explore', { waitUntil: 'commit' });
    await page.getByLabel('Name or word').fill('dunluse');
    await page.locator('#interest').selectOption('castles');
    await page.locator('input[name=hidden]').check();
    arrive();
    await page.locator('html[data-taken-over]').waitFor({ state: 'attached' });
    expect(await page.getByLabel('Name or word').inputValue()).toBe('dunluse');
    expect(await page.locator('#interest').inputValue()).toBe('castles');
    expect(await page.locator('input[name=hidden]').isChecked()).toBe(true);

    await page.getByRole('button', { name: 'Show places' }).click();
    await page.waitForURL(/q=dunluse/);
    await page.goBack();
    await expect.poll(() => page.getByLabel('Name or word').inputValue()).toBe('');
  });

  it('reads where an attraction’s facts come from, and tells what is wrong', async () => {
    const page = await visit('/attractions/dunluce-castle');
    const data = JSON.parse(await page.locator('script[type="application/ld+json"]').innerText()) as { '@type': unknown; geo: { latitude: number } };
    expect([data['@type']].flat()).toContain('TouristAttraction');
    expect(data.geo.latitude).toBeCloseTo(55.21, 1);
    await page.getByText('Something is wrong here').click();
    await page.getByLabel('What is wrong?').selectOption('hours');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Thank you. Somebody will look at it').waitFor();
    const { rowCount } = await server.database.pool.query("select from visit.attraction_report where attraction = 'dunluce-castle' and about = 'hours'");
    expect(rowCount).toBe(1);
  });

  it('goes all the way by keyboard alone', async () => {
    const page = await visit('/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/skip/i);
    await page.locator('#arriveDate').fill('2027-06-11');
    await page.locator('#leaveDate').fill('2027-06-12');
    await page.locator('#love-castles').focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Plan my days' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/trips\//);
    const summary = page.locator('details.change summary').first();
    await summary.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details.change').first().getAttribute('open')).not.toBeNull();
  });

  it('lists its open data for people and for programs, and each of it is there', async () => {
    for (const [path, count] of [['/open', 5], ['/open/ocds', 3]] as const) {
      const { license, items } = (await (await fetch(server.url + path, { headers: { accept: 'application/json' } })).json()) as { license: string; items: { path: string; mediaType: string }[] };
      expect([license, items.length]).toEqual([expect.stringContaining('open-government-licence'), count]);
      for (const item of items) expect((await fetch(server.url + item.path)).headers.get('content-type')).toContain(item.mediaType);
      expect(await (await fetch(server.url + path, { headers: { accept: 'text/html' } })).text()).toContain(`href="${items[0]!.path}"`);
    }
  });

  const paths = ['/', '/explore', '/explore?open=now&hidden=true', '/attractions/giants-causeway', '/about', '/accessibility', '/api-docs', '/api-docs/visit', '/offline', '/offline/trip?id=none', '/sign-in', '/mail', '/commissioning', '/commissioning/processes', '/commissioning/contracts', '/commissioning/barriers', '/commissioning/barriers/sixty-day-terms', '/commissioning/tender-check', '/open', '/home', '/nothing-here', 'trip'];
  it.each(paths)('meets no barrier that axe knows, in light and in dark, and never scrolls sideways at 320 pixels, on %s', async (path) => {
    const page = await visit(path === 'trip' ? (await plannedTrip()).url : path, { ...desktop, colorScheme: 'light' });
    expect(await faults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await faults(page, ['color-contrast'])).toEqual([]);
    await page.setViewportSize(narrow.viewport);
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
});
