/** The pages of a tender's editor, filled in as a commissioner would. */

import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Saves the page of the editor, which leads on. */
export const goOn = (page: Page, to: RegExp) => Promise.all([page.waitForURL(to), page.getByRole('button', { name: 'Save and continue' }).last().click()]);
/** The deadline that is written. */
export const aDay = Temporal.Now.plainDateISO('Europe/London').add({ days: 30 });

/** From nothing to a draft that nothing stands against. @returns its id. */
export async function writeTender(page: Page, look: (page: Page) => Promise<void> = async () => undefined, title = 'Quiet places for visitors to the glens'): Promise<string> {
  await page.goto('/commissioning/processes/new');
  await look(page);
  await page.getByLabel('What is it called?').fill(title);
  if (await page.locator('input[name=buyer][type=radio]').count()) await page.locator('input[name=buyer][type=radio]').first().check();
  await Promise.all([page.waitForURL(/edit\/problem$/), page.getByRole('button', { name: 'Save and begin' }).click()]);
  const id = /processes\/([^/]+)/.exec(page.url())![1]!;
  await page.getByLabel('Whose problem is it?').fill('Families who come for a weekend.');
  await page.getByLabel('What is it like today?').fill('Everybody goes to the same three sights.');
  await look(page);
  await goOn(page, /edit\/good$/);
  await page.getByLabel('What would good look like?').fill('A visitor finds a waterfall that nobody told them of.');
  await goOn(page, /edit\/lots$/);
  await look(page);
  await page.getByLabel('What is the lot called?').fill('Places of the glens');
  await Promise.all([page.waitForURL(/lots\/places-of-the-glens\/what$/), page.getByRole('button', { name: 'Add the lot' }).click()]);
  await page.getByLabel('What is to be done?').fill('Descriptions and pictures of little-known places.');
  await goOn(page, /\/areas$/);
  for (const area of ['Causeway Coast and Glens', 'Mid and East Antrim']) await page.getByLabel(area).check();
  await look(page);
  await goOn(page, /\/term$/);
  await look(page);
  await goOn(page, /\/money$/);
  await page.getByLabel('What is it worth, in pounds with VAT?').fill('24,000');
  await goOn(page, /\/kpis$/);
  await page.locator('[name="kpis.0.metric"]').selectOption('visited');
  await page.locator('[name="kpis.0.target"]').fill('100');
  await goOn(page, /\/who$/);
  await goOn(page, /\/criteria$/);
  await page.locator('[name="criteria.0.title"]').fill('Places nobody knows');
  await page.locator('[name="criteria.0.kind"]').selectOption('quality');
  await page.locator('[name="criteria.0.weight"]').fill('100');
  await page.locator('[name="criteria.0.description"]').fill('How many of the places are in no guide yet.');
  await look(page);
  await goOn(page, /\/asked$/);
  await page.locator('[name="asked.0.question"]').fill('Which places would you describe, and why those?');
  await goOn(page, /\/documents$/);
  await goOn(page, /\/social-value$/);
  await look(page);
  expect(await page.locator('[name="socialValue.0.measure"] option').count()).toBeGreaterThan(5);
  await page.goto(`/commissioning/processes/${id}/edit/kind`);
  await goOn(page, /edit\/method$/);
  await page.getByLabel(/Below-threshold quotation/).check();
  await look(page);
  await goOn(page, /edit\/stages$/);
  await look(page);
  await goOn(page, /edit\/deadline$/);
  await page.locator('[name="date-day"]').fill(String(aDay.day));
  await page.locator('[name="date-month"]').fill(String(aDay.month));
  await page.locator('[name="date-year"]').fill(String(aDay.year));
  await page.getByLabel('And until what time?').fill('noon');
  await look(page);
  await goOn(page, /edit\/check$/);
  return id;
}
