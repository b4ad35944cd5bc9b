/** A provider's feed and proof, and a curator who lays a place over one that is there: told in a real browser, with and without JavaScript. */

import { createOutbound } from '@drystone/outbound';
import { parseAllowed } from '@drystone/outbound/allowed';
import { createWhoServes } from '@drystone/commissioning';
import { createVisit, type Visit } from '@drystone/visit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptSigningKey } from '../../apps/server/src/signing-key.ts';
import { faults, hasBrowser, openBrowser } from '../support/browser.ts';
import { administratorKey, aPlace, commissioningOn } from '../support/commissioning.ts';
import { madeUpProvider, type MadeUpProvider } from '../support/provider.ts';
import { testServer, type TestServer } from '../support/server.ts';

const [board, trails] = ['00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000003'];
let server: TestServer;
let browser: Browser;
let provider: MadeUpProvider;
let visit: Visit;

describe.skipIf(!hasBrowser)('a provider with a feed', () => {
  beforeAll(async () => {
    server = await testServer({ ADMIN_API_KEY: administratorKey });
    browser = await openBrowser();
    provider = await madeUpProvider([]);
    visit = createVisit({ database: server.database, awards: createWhoServes(server.database), clock: () => Temporal.Now.instant(), planning: { threads: 1, queue: 1 } });
  });
  afterAll(async () => {
    await browser?.close();
    await visit?.close();
    await provider?.close();
  });

  /** What the worker does when it is asked to. */
  async function work(): Promise<void> {
    const outbound = createOutbound({ userAgent: 'Drystone/test', allowed: parseAllowed([provider.hostAndPort]) });
    await visit.pullDueFeeds(outbound);
    await visit.runProofs(outbound, await keptSigningKey('', JSON.stringify({ kty: 'OKP', crv: 'Ed25519', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })), 'drystone test');
    await outbound.close();
  }

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('adds it, proves it, and a curator sees what visitors will see (%s)', async (_, javaScriptEnabled) => {
    const { draft, publish, award } = commissioningOn(() => server);
    await award(await publish(await draft(board)), trails);
    const slug = javaScriptEnabled ? 'fed-fall' : 'fed-fall-again';
    provider.items = [{ ...aPlace, slug, name: javaScriptEnabled ? 'Fed Fall' : 'Fed Fall Again' }, { slug: 'no-fields' }];
    const signedIn = async (who: RegExp): Promise<Page> => {
      const context = await browser.newContext({ serviceWorkers: 'block', baseURL: server.url, bypassCSP: true, javaScriptEnabled, reducedMotion: 'reduce', viewport: { width: 320, height: 800 } });
      context.setDefaultTimeout(20_000);
      const page = await context.newPage();
      await page.goto('/sign-in');
      await page.getByRole('button', { name: who }).click();
      await page.waitForURL(/\/account/);
      return page;
    };
    const sound = async (page: Page) => {
      if (javaScriptEnabled) for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect([await faults(page), await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([[], 320]);
      }
    };

    const editor = await signedIn(/trail company/);
    await editor.goto(`/account/organisations/${trails}/content/feeds`);
    await editor.getByRole('button', { name: 'Add it' }).click();
    await editor.getByRole('alert').getByText('Give the whole address').waitFor();
    await editor.locator('#url').fill(javaScriptEnabled ? provider.url : `${provider.url}?again`);
    await editor.getByRole('button', { name: 'Add it' }).click();
    await editor.getByText('It will be read within a minute or so.').waitFor();
    await work();
    await editor.reload();
    await editor.getByText(/2 places read, 1 handed in/).first().waitFor();
    await editor.getByText('/items/1').first().waitFor();
    await sound(editor);

    await editor.goto(`/account/organisations/${trails}/content/proofs`);
    await sound(editor);
    await editor.locator('#endpoint').fill(provider.url);
    await editor.getByRole('button', { name: 'Run the suite' }).click();
    await editor.waitForURL(/\/proofs\//);
    await editor.getByText('It is being run.').waitFor();
    await work();
    await editor.reload();
    await editor.getByText(/It does not conform yet/).waitFor();
    await sound(editor);

    const curator = await signedIn(/tourism board/);
    await curator.goto('/commissioning/curation');
    await sound(curator);
    const place = curator.getByRole('article').filter({ hasText: provider.items[0] === undefined ? '' : (provider.items[0] as typeof aPlace).name });
    await place.getByRole('link', { name: /As visitors will see it/ }).click();
    await curator.getByText('Preview.').waitFor();
    expect(await curator.locator('meta[name=robots]').getAttribute('content')).toContain('noindex');
    await sound(curator);
    expect((await fetch(curator.url(), { redirect: 'manual' })).status).toBe(303);
    for (const page of [editor, curator]) await page.context().close();
  }, 90_000);
});
