/** From scores to an award that a challenge stops, and its contract: the pages of everybody in it, in a real browser. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, narrowPage, openBrowser, unsound, type Visitor } from '../support/browser.ts';
import { signIn } from '../support/citizens.ts';
import { administratorKey, aLot, anObligation, commissioningOn } from '../support/commissioning.ts';
import { evaluationOn } from '../support/evaluation.ts';
import { testServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
const { ask } = commissioningOn(() => server);
const { bid, closed, program } = evaluationOn(() => server);
const council = '00000000-0000-4000-8000-000000000001';
const trails = { id: '00000000-0000-4000-8000-000000000003', name: 'Demo: Three Glens Trails' };
const boats = { id: '00000000-0000-4000-8000-000000000006', name: 'Demo: Sound Boats' };
const inDays = (days: number) => Temporal.Now.instant().add({ hours: 24 * days }).toString();

describe.skipIf(!hasBrowser)('an evaluation', () => {
  beforeAll(async () => {
    server = await testServer({ ADMIN_API_KEY: administratorKey });
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const as = async (person: string, visitor: Visitor = {}): Promise<Page> => narrowPage(browser, server.url, { ...(await signIn(server, `${person}@demo.invalid`)), ...visitor });
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

  it('is scored, agreed on, decided and told; a challenge stops the contract', { timeout: 90_000 }, async () => {
    const process = await closed(council, { method: 'open-procedure', title: 'Glens for all', deadline: inDays(40) });
    const at = `/commissioning/processes/${process.id}/evaluation`;
    const [first, second] = [await bid(process.id, council, trails, { pricePence: 900_000 }), await bid(process.id, council, boats, { pricePence: 1_000_000 })];
    await ask('POST', `/api${at}/lots/${aLot.id}/evaluators`, { evaluator: 'evaluator@demo.invalid', organisation: council }, 204);

    // Scored without JavaScript, bid beside bid.
    const plain = await as('evaluator', { javaScriptEnabled: false });
    await plain.goto(`${at}/${aLot.id}/desk`);
    await plain.getByLabel('No', { exact: false }).first().check();
    await press(plain, 'Continue');
    const desk = await as('evaluator');
    await desk.goto(`${at}/${aLot.id}/desk?criterion=places`);
    expect(await unsound(desk)).toEqual([]);
    for (const criterion of ['places', 'social-value']) {
      await plain.goto(`${at}/${aLot.id}/desk?criterion=${criterion}`);
      for (const [made, score] of [[first, 5], [second, 3]] as const) {
        await plain.locator(`input[name="score-${made.id}"][value="${score}"]`).check();
        await plain.locator(`#reason-${made.id}`).fill('It says who keeps <b>each</b> path.');
      }
      await press(plain, /^Save/);
    }
    await plain.goto(`${at}/${aLot.id}/desk`);
    await press(plain, 'Submit');
    await plain.getByRole('status').waitFor();

    // Agreed on: one score on the page, the others by the door for programs.
    const commissioner = await as('commissioner');
    await commissioner.goto('/commissioning');
    await commissioner.getByText('The scores are in').first().waitFor();
    await commissioner.goto(at);
    expect(await unsound(commissioner)).toEqual([]);
    await commissioner.getByRole('link', { name: 'Moderation' }).click();
    await commissioner.locator(`#score-places-${first.id}`).selectOption('5');
    await commissioner.locator(`#reason-places-${first.id}`).fill('It names the keeper of each path.');
    // What was typed of another is kept with it, and a score without a reason is told by its bidder.
    await commissioner.locator(`#reason-places-${second.id}`).fill('Two of the places are in every guide.');
    await commissioner.locator(`#score-places-${second.id}`).selectOption('');
    await commissioner.locator('article', { has: commissioner.locator(`#score-places-${first.id}`) }).getByRole('button').click();
    await commissioner.getByRole('alert').getByText(new RegExp(`^${boats.name}, Places nobody else shows: `)).waitFor();
    expect(await commissioner.locator(`#reason-places-${second.id}`).inputValue()).toBe('Two of the places are in every guide.');
    await commissioner.locator(`#score-places-${second.id}`).selectOption('2');
    await commissioner.locator('article', { has: commissioner.locator(`#score-places-${second.id}`) }).getByRole('button').click();
    await commissioner.getByRole('status').waitFor();
    expect([await commissioner.locator(`#score-places-${first.id}`).inputValue(), await commissioner.locator(`#score-places-${second.id}`).inputValue()]).toEqual(['5', '2']);
    expect(await unsound(commissioner)).toEqual([]);
    for (const [made, criterion, score] of [[first, 'social-value', 5], [second, 'social-value', 3]] as const) {
      await ask('PUT', `/api${at}/lots/${aLot.id}/moderation`, { bid: made.id, criterion, score, reason: 'It names the keeper of each path.', revision: 0 }, 204);
    }
    await commissioner.goto(`/commissioning/bids/${first.id}/opened`);
    expect(await unsound(commissioner)).toEqual([]);

    // Decided, without JavaScript too.
    await commissioner.goto(`${at}/${aLot.id}/decision`);
    expect(await unsound(commissioner)).toEqual([]);
    const deciding = await as('commissioner', { javaScriptEnabled: false });
    await deciding.goto(`${at}/${aLot.id}/decision`);
    await deciding.locator('input[name=outcome][value=award]').check();
    await press(deciding, 'Decide');
    await deciding.getByRole('alert').waitFor();
    await deciding.locator('input[name=outcome][value=award]').check();
    await deciding.locator('#reason').fill('It has the most points.');
    await press(deciding, 'Decide');
    await deciding.getByText(`Awarded to ${trails.name}`).waitFor();
    await press(deciding, 'Publish the decision');
    await deciding.getByRole('heading', { name: /^Decided/ }).waitFor();

    // Everybody reads who won; who did not, why, and says that it is wrong.
    const public_ = await narrowPage(browser, server.url);
    await public_.goto(`/commissioning/processes/${process.id}/decisions`);
    expect([await public_.getByText('It names the keeper of each path.').first().isVisible(), await unsound(public_)]).toEqual([true, []]);
    const loser = await as('boats');
    await loser.goto(`/account/organisations/${boats.id}`);
    await loser.getByRole('link', { name: 'How your bids were assessed' }).click();
    await loser.getByRole('link', { name: /Glens for all/ }).click();
    await loser.locator('#ground').fill('Our second page was not read.');
    expect(await unsound(loser)).toEqual([]);
    await press(loser, /challenge/i);
    await loser.getByText('Our second page was not read.').waitFor();
    expect(await unsound(loser)).toEqual([]);

    // The contract waits; what was agreed under it stands on its page.
    await public_.reload();
    await public_.getByRole('link', { name: trails.name }).click();
    await public_.getByText(/suspended/i).first().waitFor();
    const award = new URL(public_.url()).pathname.split('/').at(-1)!;
    await ask('POST', `/api/commissioning/awards/${award}/obligations`, anObligation, 201);
    await commissioner.goto(`/commissioning/contracts/${award}`);
    await commissioner.getByText(anObligation.title).first().waitFor();
    expect(await unsound(commissioner)).toEqual([]);
    await public_.goto('/commissioning/payments');
    expect(await unsound(public_)).toEqual([]);
    const winner = await as('trails');
    await winner.goto(`/account/organisations/${trails.id}/work`);
    expect(await unsound(winner)).toEqual([]);
    await commissioner.goto('/commissioning');
    await commissioner.getByText('The decision is challenged').waitFor();
  });

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('is scored by citizens whom a form appoints, of a group and of the buyer (%s)', { timeout: 60_000 }, async (_, javaScriptEnabled) => {
    const sound = async (page: Page) => {
      if (javaScriptEnabled) expect(await unsound(page)).toEqual([]);
      else expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    };
    const lot = { ...aLot, criteria: [{ ...aLot.criteria[0], panel: true, weight: 70 }, { ...aLot.criteria[1], weight: 30 }] };
    const process = await closed(council, { title: `Citizens score ${javaScriptEnabled}`, lots: [lot] });
    const made = await bid(process.id, council, trails);
    const at = `/commissioning/processes/${process.id}/evaluation`;
    await program(council, ['panel-member'], `A walker ${javaScriptEnabled}`);

    const commissioner = await as('commissioner', { javaScriptEnabled });
    await commissioner.goto(at);
    await sound(commissioner);
    const address = commissioner.getByLabel('Their e-mail address');
    const group = commissioner.getByLabel('Group', { exact: true });
    for (const wrong of ['', 'operator@demo.invalid', 'no address']) {
      await address.fill(wrong);
      await group.selectOption({ label: 'Demo: Citizens of Carrickmore' });
      await press(commissioner, /^Appoint them/);
      await commissioner.getByRole('alert').getByRole('link', { name: /whom this group gave/ }).click();
      expect([await address.evaluate((field) => field === document.activeElement), await address.inputValue()]).toEqual([true, wrong]);
    }
    await sound(commissioner);
    await address.fill('citizen@demo.invalid');
    await press(commissioner, /^Appoint them/);
    await commissioner.getByRole('status').waitFor();
    const people = commissioner.locator('.people li');
    await people.filter({ hasText: "Demo: Maisie, citizen · Citizens' panel" }).waitFor();
    await address.fill('citizen@demo.invalid');
    await press(commissioner, /^Appoint them/);
    await commissioner.getByRole('alert').filter({ hasText: 'is among them already' }).waitFor();
    await commissioner.locator('select[name=who]').selectOption({ label: `A walker ${javaScriptEnabled} · Citizens' panel` });
    await press(commissioner, /^Appoint\s*:/);
    await people.filter({ hasText: `A walker ${javaScriptEnabled}` }).waitFor();
    expect(await people.count()).toBe(2);
    await sound(commissioner);

    // She finds it at her group, and scores what citizens score.
    const maisie = await as('citizen', { javaScriptEnabled });
    await maisie.goto('/account/organisations/00000000-0000-4000-8000-000000000005');
    await sound(maisie);
    await maisie.locator(`a[href="${at}/${aLot.id}/desk"]`).click();
    await maisie.getByLabel('No', { exact: false }).first().check();
    await press(maisie, 'Continue');
    await maisie.goto(`${at}/${aLot.id}/desk?criterion=places`);
    await maisie.locator(`input[name="score-${made.id}"][value="4"]`).check();
    await press(maisie, /^Save/);
    await maisie.getByRole('status').waitFor();
    await sound(maisie);
    for (const page of [commissioner, maisie]) await page.context().close();
  });
});
