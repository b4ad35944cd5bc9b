/**
 * From a citizen's problem to a visitor at a waterfall, and to its end: a council with a tourism board, a trail company
 * of three and a visitor, each on their own pages. What those pages say to mistakes, and without JavaScript, is told
 * page by page elsewhere.
 */

import { createOutbound } from '@drystone/outbound';
import { parseAllowed } from '@drystone/outbound/allowed';
import { createWhoServes } from '@drystone/commissioning';
import { createVisit, type Visit } from '@drystone/visit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptSigningKey } from '../../apps/server/src/signing-key.ts';
import { bidsOn } from '../support/bids.ts';
import { hasBrowser, narrowPage, openBrowser, unsound } from '../support/browser.ts';
import { signIn } from '../support/citizens.ts';
import { administratorKey, aPlace, commissioningOn } from '../support/commissioning.ts';
import { madeUpProvider, type MadeUpProvider } from '../support/provider.ts';
import { publishedKey, testServer, type TestServer } from '../support/server.ts';
import { writeTender } from '../support/tender-pages.ts';

const trails = '00000000-0000-4000-8000-000000000003';
const title = 'Quiet places for visitors to the glens';
const lotId = 'places-of-the-glens';
const today = Temporal.Now.plainDateISO('Europe/London');
const waterfall = { ...aPlace, slug: 'altmore-fall-of-the-tests', name: 'Altmore Fall of the Tests', price: { ...aPlace.price, year: today.year }, accessibility: { ...aPlace.accessibility, stepFree: 'limited', note: 'Level to the gate, then forty steps.' }, summary: 'A fall that few people climb to. Go after rain, when the burn is loud, and bring boots: the last forty steps are wet.' };
const others = ['mill', 'fort'].map((what, index) => ({ ...waterfall, slug: `altmore-${what}-of-the-tests`, name: `Altmore ${what} of the Tests`, position: { ...waterfall.position, lat: waterfall.position.lat + 0.01 * (index + 1) }, summary: `The old ${what} above the road that the map leaves out. The key hangs at the school, and whoever asks gets it.` }));

let server: TestServer;
let browser: Browser;
let provider: MadeUpProvider;
let visit: Visit;
let tender: string;
let contract: string;
let trip: string;
const { keyed, passDeadline, give } = bidsOn(() => server);
const { ask } = commissioningOn(() => server);

describe.skipIf(!hasBrowser)('in a browser,', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    provider = await madeUpProvider([waterfall, ...others]);
    server = await testServer({ ADMIN_API_KEY: administratorKey });
    visit = createVisit({ database: server.database, awards: createWhoServes(server.database), clock: () => Temporal.Now.instant(), planning: { threads: 1, queue: 1 } });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await visit?.close();
    await provider?.close();
  });

  const as = async (person: string): Promise<Page> => narrowPage(browser, server.url, await signIn(server, `${person}@demo.invalid`));
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
  const said = (page: Page) => page.getByRole('status').first().waitFor();

  /** What the worker does when it is asked to. */
  async function work(): Promise<void> {
    const outbound = createOutbound({ userAgent: 'Drystone/test', allowed: parseAllowed([provider.hostAndPort]) });
    await visit.pullDueFeeds(outbound);
    await visit.runProofs(outbound, await keptSigningKey('', publishedKey), 'drystone test');
    await outbound.close();
  }

  it('a council hears its citizens, finds a tourism board to buy with, and publishes a tender', async () => {
    const orla = await as('commissioner');
    tender = await writeTender(orla, undefined, title);
    const at = `/commissioning/processes/${tender}`;
    await orla.goto(`${at}/edit/lots/${lotId}/term`);
    for (const [part, value] of Object.entries({ day: today.day, month: today.month, year: today.year })) await orla.locator(`[name="from-${part}"]`).fill(String(value));
    await press(orla, 'Save and continue');
    await orla.waitForURL(/\/money$/);

    await orla.goto(`${at}/problem/manage`);
    await orla.locator('#date').fill(today.add({ days: 14 }).toString());
    await press(orla, 'Open it');
    await said(orla);
    const maisie = await as('citizen');
    await maisie.goto('/commissioning');
    await maisie.getByRole('link', { name: 'Problems to speak about' }).click();
    await maisie.getByRole('link', { name: title }).click();
    await maisie.locator('#text-say').fill('Nobody tells them of the falls above our road.');
    await maisie.locator('form[action="?/contribute"] button').click();
    await maisie.getByText('Nobody tells them of the falls').first().waitFor();
    await orla.goto(`${at}/problem/manage`);
    await orla.locator('article summary').first().click();
    await orla.getByLabel('Your answer').fill('The lot now asks who looks after each place.');
    await orla.locator('button[value=adopted]').click();
    await said(orla);

    await orla.goto(`${at}/buyers`);
    await orla.getByLabel('Find a buyer by its name').fill('tourism coast');
    await press(orla, 'Search');
    await orla.getByLabel('Demo: North Coast Tourism Board').check();
    await orla.getByLabel('Share of the budget').fill('40');
    await press(orla, 'Invite them');
    await said(orla);
    const grace = await as('tourism');
    await grace.goto('/commissioning');
    await grace.locator('.decisions li', { hasText: 'asked to commission it together' }).getByRole('link', { name: title }).click();
    await press(grace, 'Join');
    await grace.getByText('has joined').waitFor();

    await orla.goto(`${at}/edit/check`);
    await press(orla, 'Publish');
    await orla.getByText('Published. Everybody reads it').waitFor();
    expect([await orla.getByText('Demo: Carrickmore Borough Council, Demo: North Coast Tourism Board').first().isVisible(), await unsound(orla)]).toEqual([true, []]);
    for (const page of [orla, maisie, grace]) await page.context().close();
  });

  it('a trail company of three finds the lot, proves its feed, and bids', async () => {
    const openers = await keyed({ id: tender });
    const declan = await as('trails');
    await declan.goto(`/account/organisations/${trails}/profile/work`);
    await declan.getByLabel('Causeway Coast and Glens').check();
    await declan.locator('#parts input').first().check();
    await press(declan, 'Save');
    await declan.getByText('Saved', { exact: true }).waitFor();
    await declan.goto(`/account/organisations/${trails}/content/proofs`);
    await declan.locator('#endpoint').fill(provider.url);
    await press(declan, 'Run the suite');
    await declan.getByText('It is being run.').waitFor();
    await work();
    await declan.reload();
    await declan.getByText(/^It conforms/).waitFor();
    const report = await declan.request.get((await declan.getByRole('link', { name: 'The signed report' }).getAttribute('href'))!);
    const { report: signed } = (await report.json()) as { report: object };

    await declan.goto(`/account/organisations/${trails}/lots`);
    await declan.getByRole('link', { name: 'Places of the glens', exact: true }).first().click();
    await declan.goto(`/commissioning/processes/${tender}/bid`);
    await press(declan, 'Begin a bid');
    await press(declan, 'Make our bid code');
    await declan.locator('code').waitFor();
    await declan.getByRole('link', { name: 'I have kept it, go on' }).click();
    await declan.getByRole('link', { name: /Which places/ }).click();
    await declan.locator('#answer').fill('The falls above the road that the map leaves out. Our school looks after the path.');
    await press(declan, 'Save and go on');
    await declan.getByRole('link', { name: 'Your price' }).click();
    await declan.locator('#pricePence').fill('17,600');
    await press(declan, 'Save and go on');
    await declan.getByRole('link', { name: 'Prove it' }).click();
    await declan.locator('#conformance').setInputFiles({ name: 'report.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(signed)) });
    await press(declan, 'Save and go on');
    await declan.getByRole('link', { name: 'Check and hand in' }).click();
    await press(declan, 'Hand in the bid');
    await declan.getByRole('heading', { name: 'Your bid is handed in' }).waitFor();
    await declan.context().close();

    await passDeadline({ id: tender });
    for (const opener of openers.slice(0, 2)) expect((await give(opener)).status).toBe(200);
  });

  it('the council scores the bid, and awards', async () => {
    const at = `/commissioning/processes/${tender}/evaluation`;
    const orla = await as('commissioner');
    await orla.goto(at);
    await press(orla, 'Appoint');
    await said(orla);
    await orla.getByRole('link', { name: 'Demo: Three Glens Trails' }).click();
    await press(orla, 'Run the suite again here');
    await work();
    await orla.reload();
    await orla.locator('li', { hasText: 'Run of' }).getByText('Passed').waitFor();
    const samir = await as('evaluator');
    await samir.goto('/account');
    await samir.getByRole('link', { name: `Score the bids: ${title}` }).click();
    await samir.getByLabel('No', { exact: false }).first().check();
    await press(samir, 'Continue');
    await samir.goto(`${at}/${lotId}/desk?criterion=places-nobody-knows`);
    await samir.locator('input[type=radio][value="5"]').first().check();
    await samir.locator('textarea').first().fill('It says who looks after the path.');
    await press(samir, /^Save/);
    await samir.goto(`${at}/${lotId}/desk`);
    await press(samir, 'Submit');
    await said(samir);

    await orla.goto(`${at}/${lotId}/moderation`);
    await orla.locator('select').first().selectOption('5');
    await orla.locator('article textarea').first().fill('It says who looks after the path.');
    await orla.locator('article').first().getByRole('button').click();
    await said(orla);
    await orla.goto(`${at}/${lotId}/decision`);
    await orla.locator('input[name=outcome][value=award]').check();
    await orla.locator('#reason').fill('The best places, and somebody who looks after them.');
    await press(orla, 'Decide');
    await orla.getByText('Awarded to Demo: Three Glens Trails').waitFor();
    await press(orla, 'Publish the decision');
    await orla.getByRole('heading', { name: /^Decided/ }).waitFor();

    const anybody = await narrowPage(browser, server.url);
    await anybody.goto(`/commissioning/processes/${tender}/decisions`);
    await anybody.getByRole('link', { name: 'Demo: Three Glens Trails' }).first().click();
    await anybody.getByText('In force.').waitFor();
    contract = new URL(anybody.url()).pathname;
    for (const page of [orla, samir, anybody]) await page.context().close();
  });

  it('its hidden waterfall turns up in a visitor’s itinerary', async () => {
    const declan = await as('trails');
    await declan.goto(`/account/organisations/${trails}/content/feeds`);
    await declan.locator('#url').fill(provider.url);
    await press(declan, 'Add it');
    await declan.getByText('It will be read within a minute or so.').waitFor();
    await work();
    const orla = await as('commissioner');
    await orla.goto('/commissioning/curation');
    await press(orla, new RegExp(`^Let it in\\s*: ${waterfall.name}$`));
    await orla.getByText('Let in.').waitFor();

    const made = await ask<{ url: string; days: { stops: { slug: string }[] }[] }>('POST', '/api/visit/trips', { place: 'northern-ireland', arrive: { at: 'cushendun', time: '2027-06-11T09:00' }, leave: { at: 'cushendun', time: '2027-06-11T20:00' }, interests: { nature: 1, walks: 0.8 }, discovery: 1 }, 201);
    expect(made.days[0]!.stops.map(({ slug }) => slug)).toContain(waterfall.slug);
    trip = made.url;
    const visitor = await narrowPage(browser, server.url);
    await visitor.goto(trip);
    await visitor.getByRole('link', { name: waterfall.name }).first().click();
    await visitor.getByRole('link', { name: /^Described by Demo: Three Glens Trails/ }).waitFor();
    for (const page of [declan, orla, visitor]) await page.context().close();
  });

  it('the award is ended, and it goes', async () => {
    const orla = await as('commissioner');
    await orla.goto(contract);
    await orla.getByRole('link', { name: 'End it before its time' }).click();
    await press(orla, 'End it for good');
    await orla.getByRole('alert').waitFor();
    expect(await unsound(orla)).toEqual([]);
    await orla.locator('#reason').fill('The path was washed away.');
    await press(orla, 'End it for good');
    await orla.getByText('The path was washed away.').first().waitFor();

    const visitor = await narrowPage(browser, server.url);
    await visitor.goto(trip);
    await visitor.getByText('This place is not in the guide any more.').waitFor();
    expect([(await visitor.goto(`/attractions/${waterfall.slug}`))!.status(), await ask<{ items: { slug: string }[] }>('GET', `/api/visit/attractions?q=${encodeURIComponent(waterfall.name)}&limit=1`, undefined, 200).then(({ items }) => items[0]?.slug)]).not.toContain(waterfall.slug);
    await visitor.goto(`/commissioning/processes/${tender}`);
    await visitor.context().close();
    await orla.context().close();
  });
});
