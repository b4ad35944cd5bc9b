/** The register of barriers and the tender check, told in a real browser, with and without JavaScript. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faults, hasBrowser, openBrowser } from '../support/browser.ts';
import { administratorKey, asAdministrator, aLot, aPlace, commissioningOn } from '../support/commissioning.ts';
import { madePicture } from '../support/pictures.ts';
import { countLog } from '../support/roll-up.ts';
import { testServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;

async function on(path: string, javaScriptEnabled: boolean): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block', baseURL: server.url, javaScriptEnabled, viewport: { width: 320, height: 800 } });
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/** There, and not only its words. */
async function isSeen(page: Page, alt: string): Promise<void> {
  const picture = page.getByRole('img', { name: alt }).first();
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
}

const release = { ocid: 'ocds-213czf-x', date: '2027-01-11T09:00:00Z', tender: { title: 'Walks', description: 'Bidders must supply audited accounts.', value: { amount: 20_000, currency: 'GBP' } } };
const file = (content: string) => ({ name: 'tender.json', mimeType: 'application/json', buffer: Buffer.from(content) });

describe.skipIf(!hasBrowser)('for a commissioner', () => {
  beforeAll(async () => {
    server = await testServer({ ADMIN_API_KEY: administratorKey });
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  describe.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s', (_, javaScript) => {
    it('the words of a tender are checked, and each finding leads to an answer', async () => {
      const page = await on('/commissioning/tender-check', javaScript);
      await page.locator('#text').fill('Invoices are paid within 60 days. <b onmouseover="alert(1)">Bold</b> words.');
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByRole('heading', { name: /1 against the law/ }).waitFor();
      expect(await page.locator('article blockquote').allInnerTexts()).toEqual(['Invoices are paid within 60 days.']);
      expect(await page.locator('#text').inputValue()).toContain('<b onmouseover');
      await page.locator('article').getByRole('link', { name: /sixty days/ }).click();
      await page.getByRole('heading', { name: 'An answer' }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/commissioning/barriers/sixty-day-terms');
      await page.context().close();
    });

    it('a file is checked whole, with the place of each finding', async () => {
      const page = await on('/commissioning/tender-check', javaScript);
      await page.locator('#file').setInputFiles(file(JSON.stringify(release)));
      await page.getByRole('button', { name: 'Check' }).click();
      await page.locator('article').first().waitFor();
      expect(await page.locator('article').first().innerText()).toContain('/tender/description');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      await page.context().close();
    });

    it.each<[string, (page: Page) => Promise<void>, RegExp]>([
      ['nothing', async () => undefined, /Choose a file or paste a text/],
      ['a file that is no JSON', (page) => page.locator('#file').setInputFiles(file('%PDF-1.7')), /The file is not JSON/],
      ['JSON that breaks off', (page) => page.locator('#text').fill('{\n  "tender": {\n    "title": "Walks" "id": 1\n'), /cannot be read: it breaks off at line 3, character 22/],
      ['a file without a tender', (page) => page.locator('#file').setInputFiles(file('{"releases":[]}')), /it holds no tender/],
      ['a value that is none', async (page) => {
        await page.locator('#text').fill('Invoices are paid within 60 days.');
        await page.locator('#value').fill('lots');
      }, /The value is not a number/],
    ])('%s is refused with the mend', async (_name, fill, message) => {
      const page = await on('/commissioning/tender-check', javaScript);
      await fill(page);
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByRole('alert').waitFor();
      expect(await page.getByRole('alert').innerText()).toMatch(message);
      await page.context().close();
    });

    it('the register is searched by what was said and by what it rests on', async () => {
      const page = await on('/commissioning/barriers', javaScript);
      await page.locator('#q').fill('insurance');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.waitForURL(/q=insurance/);
      expect(await page.locator('.barriers a').first().innerText()).toMatch(/insurance/i);
      await page.locator('#q').fill('');
      await page.locator('#kind').selectOption('law');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.waitForURL(/kind=law/);
      expect(new Set(await page.locator('.barriers .kind').allInnerTexts())).toEqual(new Set(['Law']));
      await page.context().close();
    });
  });

  it('an award can be followed from the tender to the place it brought into the guide, and to its end', async () => {
    const { ask, organisation, draft, publish, award, submit } = commissioningOn(() => server);
    const provider = await organisation('provider', 'Three Glens Trails');
    const process = await publish(await draft(await organisation('buyer', 'North Coast Tourism Board'), { title: 'Glens <b>not bold</b> for all' }));
    const { id } = await award(process, provider);
    await ask('POST', `/api/visit/curation/${(await submit(provider)).id}`, { decision: 'publish' }, 200);
    const trip = await ask<{ url: string; id: string; editKey: string }>('POST', '/api/visit/trips', { place: 'northern-ireland', arrive: { at: 'cushendun', time: '2027-06-11T10:00' }, leave: { at: 'cushendun', time: '2027-06-11T20:00' }, mustSee: [aPlace.slug] }, 201);

    await countLog(server);

    const context = await browser.newContext({ serviceWorkers: 'block', baseURL: server.url, bypassCSP: true, viewport: { width: 320, height: 800 } });
    const page = await context.newPage();
    const sound = async () => expect([await faults(page), await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([[], 320]);
    await page.goto('/commissioning/processes?q=glens');
    await page.getByRole('link', { name: 'Glens <b>not bold</b> for all' }).click();
    await page.getByRole('heading', { name: aLot.title }).waitFor();
    await sound();
    await page.getByRole('link', { name: /Three Glens Trails/ }).click();
    await page.getByRole('heading', { name: 'Promised and done' }).waitFor();
    expect(await page.getByRole('row', { name: /asked for a place by name/ }).innerText()).toMatch(/\b1 time$/);
    await sound();
    await page.goto(`/attractions/${aPlace.slug}`);
    expect(await page.getByRole('link', { name: 'Described by Three Glens Trails, for North Coast Tourism Board' }).getAttribute('href')).toBe(`/commissioning/contracts/${id}`);

    await ask('POST', `/api/commissioning/awards/${id}/end`, { reason: 'The path was washed away.' }, 200);
    expect((await page.goto(`/attractions/${aPlace.slug}`))!.status()).toBe(404);
    await page.goto(`/commissioning/contracts/${id}`);
    await page.getByText('The path was washed away.').waitFor();
    await page.goto(trip.url);
    await page.getByText('This place is not in the guide any more.').waitFor();
    await sound();
    await context.close();
    const others = await on('/commissioning/contracts?part=visit.recommender', false);
    await others.getByText('There is no such contract yet').waitFor();
    await others.context().close();
  });

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('a trail company describes its waterfall, the tourism board looks through it, and visitors find it (%s)', async (_, javaScriptEnabled) => {
    const { draft, publish, award } = commissioningOn(() => server);
    const [board, trails] = ['00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000003'];
    await award(await publish(await draft(board)), trails);
    const name = javaScriptEnabled ? 'Altmore Burn Fall' : 'Upper Altmore Burn Fall';
    const signedIn = async (who: RegExp) => {
      const context = await browser.newContext({ serviceWorkers: 'block', baseURL: server.url, bypassCSP: true, javaScriptEnabled, viewport: { width: 320, height: 800 } });
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      await page.goto('/sign-in');
      await page.getByRole('button', { name: who }).click();
      await page.waitForURL(/\/account/);
      return page;
    };
    const sound = async (page: Page) => {
      if (!javaScriptEnabled) return;
      expect([await faults(page), await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([[], 320]);
    };

    const provider = await signedIn(/trail company/);
    await provider.goto(`/account/organisations/${trails}/content`);
    await sound(provider);
    await provider.getByRole('link', { name: 'Describe a place' }).click();
    await provider.getByLabel('Name', { exact: false }).first().fill(name);
    await provider.getByRole('button', { name: 'Hand it in' }).click();
    await provider.getByRole('alert').waitFor();
    expect(await provider.getByRole('alert').getByRole('link').allInnerTexts()).toContain('Choose a district.');
    expect(await provider.locator('#name').inputValue()).toBe(name);
    await sound(provider);
    await provider.locator('#kind').selectOption('glen');
    await provider.locator('#summary').fill('A fall that few people climb to. Go after rain, when the burn is loud, and bring boots.');
    await provider.getByLabel('Nature and wildlife').check();
    await provider.locator('#area').selectOption('causeway-coast-and-glens');
    await provider.locator('#town').selectOption('cushendall');
    await provider.locator('#position-lat').fill('55.0700');
    await provider.locator('#position-lon').fill(javaScriptEnabled ? '-6.1000' : '-6.1100');
    await provider.locator('#hoursKind').selectOption('always');
    await provider.locator('#priceKind').selectOption('free');
    const choose = (buffer: Buffer) => provider.locator('#picture').setInputFiles({ name: 'falls.jpg', mimeType: 'image/jpeg', buffer });
    await choose(Buffer.from('no picture at all'));
    await provider.getByRole('button', { name: 'Add this picture' }).click();
    await provider.getByRole('alert').getByText('This picture is of a kind that cannot be handed in').waitFor();
    await choose(await madePicture({ colour: javaScriptEnabled ? '#305030' : '#503030' }));
    await provider.getByRole('button', { name: 'Add this picture' }).click();
    await provider.getByText('The picture is added.').waitFor();
    expect(await provider.locator('#picture-0-credit').inputValue()).toMatch(/^Demo: /);
    await provider.getByRole('button', { name: 'Hand it in' }).click();
    await provider.getByRole('alert').getByText('Say in 5 to 250 characters what the picture shows.').click();
    await provider.locator('#picture-0-alt').fill('Water falls between ferns');
    await sound(provider);
    // Seen as visitors would, kept by nobody; and what was typed is there again.
    await provider.getByRole('button', { name: 'See it as visitors would' }).click();
    await provider.getByRole('heading', { level: 1, name }).waitFor();
    await provider.getByText('You have not handed it in').waitFor();
    await provider.getByText('Go after rain, when the burn is loud').waitFor();
    await provider.getByText(/^Picture: Demo: /).waitFor();
    await isSeen(provider, 'Water falls between ferns');
    await sound(provider);
    await provider.getByRole('button', { name: 'Go on writing' }).click();
    expect([await provider.locator('#name').inputValue(), await provider.getByLabel('Nature and wildlife').isChecked(), await provider.locator('#town').inputValue()]).toEqual([name, true, 'cushendall']);
    expect((await server.call('GET', `/api/provider/${trails}/content`, undefined, asAdministrator)).text).not.toContain(`"name":"${name}"`);
    await provider.getByRole('button', { name: 'See it as visitors would' }).click();
    await provider.getByRole('button', { name: 'Hand it in' }).click();
    await provider.getByText('Handed in.').waitFor();
    await provider.getByText('Waits to be looked through').first().waitFor();

    const curator = await signedIn(/tourism board/);
    await curator.goto('/commissioning/curation');
    await isSeen(curator, 'Water falls between ferns');
    await sound(curator);
    await curator.getByRole('button', { name: new RegExp(`^Return it\\s*: ${name}$`) }).click();
    await curator.getByRole('alert').getByText('Say why you return it.').waitFor();
    await curator.getByRole('button', { name: new RegExp(`^Let it in\\s*: ${name}$`) }).click();
    await curator.getByText('Let in.').waitFor();

    const visitor = await on(`/explore?q=${encodeURIComponent(name)}`, javaScriptEnabled);
    await visitor.getByRole('link', { name, exact: true }).first().click();
    await isSeen(visitor, 'Water falls between ferns');
    await provider.goto(`/account/organisations/${trails}/content`);
    await provider.getByRole('button', { name: new RegExp(`^Take out\\s*: ${name}$`) }).click();
    await provider.getByText('Taken out of the guide.').waitFor();
    expect((await fetch(`${server.url}/api/visit/attractions?q=${encodeURIComponent(name)}&limit=1`).then((answer) => answer.json() as Promise<{ items: { name: string }[] }>)).items[0]?.name).not.toBe(name);
    for (const page of [provider, curator, visitor]) await page.context().close();
  });

  it('a draft is no page for others', async () => {
    const { organisation, draft } = commissioningOn(() => server);
    expect((await fetch(`${server.url}/commissioning/processes/${(await draft(await organisation('buyer'))).id}`)).status).toBe(404);
  });
});
