/** The pages about service users: found, registered, changed, brought in from a table, and who looked at them. */

import { sql } from '@drystone/database';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faults, hasBrowser, narrowPage, openBrowser, unsound } from '../support/browser.ts';
import { newestLetter, signIn, tokenIn } from '../support/citizens.ts';
import { administratorKey } from '../support/commissioning.ts';
import { insertedAlarm } from '../support/home.ts';
import { testServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
let operator: { cookie: string };
let organisation: string;

const at = (path: string, headers: Readonly<Record<string, string>> = operator) => server.call('GET', path, undefined, headers);
/** Barriers on a phone and on a desktop, in both themes. */
async function sound(page: Page): Promise<void> {
  expect(await unsound(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(await faults(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 800 });
}

describe.skipIf(!hasBrowser)('the pages about service users', () => {
  beforeAll(async () => {
    server = await testServer({ ADMIN_API_KEY: administratorKey, DEMO: '1' });
    browser = await openBrowser();
    operator = await signIn(server, 'operator@demo.invalid');
    const { body } = await at('/api/accounts/me');
    organisation = (body as { memberships: [{ organisationId: string }] }).memberships[0].organisationId;
  });
  afterAll(() => browser?.close());

  it.each([true, false])('register somebody, keep what is known of them and find them again, with JavaScript: %s', async (javaScriptEnabled) => {
    const { account } = await insertedAlarm(server, organisation);
    const page = await narrowPage(browser, server.url, { ...operator, javaScriptEnabled });
    const save = () => page.getByRole('button', { name: 'Save', exact: true }).click();
    const change = (what: string) => page.getByRole('link', { name: `Change: ${what}` }).click();
    const check = () => (javaScriptEnabled ? sound(page) : undefined);
    const name = `Zdenka <b>${javaScriptEnabled}</b>`;

    await page.goto('/home/people/new');
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await page.getByRole('alert').getByRole('link').first().waitFor();
    await check();
    await page.getByLabel('Their full name').fill(name);
    await page.getByLabel('Reference of the home').fill(`Flat ${account}`);
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await page.getByRole('heading', { name }).waitFor();
    await page.getByText(`Alarm unit ${account} (DC09)`).waitFor();

    await change('Who they are');
    await page.getByLabel('Year of birth').fill('long ago');
    await save();
    await page.getByRole('alert').getByText('The year of birth: use a whole number.').waitFor();
    expect(await page.getByLabel('Year of birth').inputValue()).toBe('long ago');
    await page.getByLabel('Year of birth').fill('1938');
    await page.getByLabel('Irish').check();
    await page.getByLabel('Telephone').fill('020 7946 0123');
    await save();
    await page.getByText('English').or(page.getByText('Irish')).first().waitFor();

    await change('Keyholders');
    await page.getByLabel('Name').nth(1).fill('Aoife Made-up');
    await page.getByLabel('Telephone').nth(1).fill('call her');
    await save();
    await page.getByRole('alert').getByRole('link', { name: /^The telephone number of keyholder 2: use digits/ }).waitFor();
    await page.getByLabel('Telephone').nth(1).fill('07700 900123');
    await check();
    await save();
    await page.getByRole('link', { name: '07700 900123' }).waitFor();

    await change('How one gets in');
    await page.getByLabel('New code of the key safe').fill('C4771Y');
    await save();
    await page.getByText('Its code is told only in an open case.').waitFor();
    expect((await page.content()).includes('C4771Y')).toBe(false);
    await change('Where they live');
    await page.getByLabel('Lines of the address').fill('7 Fictitious Row\nBelfast');
    await page.getByLabel('Postcode').fill('nowhere');
    await save();
    await page.getByRole('alert').getByRole('link', { name: /British postcode/ }).waitFor();
    await page.getByLabel('Postcode').fill('bt1 5gs');
    await save();
    await page.getByText('7 Fictitious Row, Belfast, BT1 5GS').waitFor();
    await check();

    await page.getByRole('link', { name: 'Away for a while' }).click();
    await save();
    await page.getByRole('alert').getByRole('link').waitFor();
    await page.getByLabel('In hospital').check();
    await save();
    await page.getByText('Away for now · In hospital').waitFor();
    await page.getByRole('button', { name: 'They are back' }).click();
    await page.getByText('In the service').waitFor();

    await page.context().close();
  });

  it.each([true, false])('find somebody, let them go and tell who looked, with JavaScript: %s', async (javaScriptEnabled) => {
    const name = `Zdenka Found ${javaScriptEnabled}`;
    const phone = javaScriptEnabled ? '020 7946 0777' : '020 7946 0778';
    await server.call('POST', '/api/home/service-users', { organisation, dwelling: `Found ${javaScriptEnabled}`, name, phone }, operator);
    const page = await narrowPage(browser, server.url, { ...operator, javaScriptEnabled });
    const check = () => (javaScriptEnabled ? sound(page) : undefined);
    await page.goto('/home/people');
    expect(await page.getByRole('table').count()).toBe(0);
    await page.getByLabel('Name, telephone number').fill(phone.replaceAll(' ', ''));
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('link', { name }).waitFor();
    await check();
    await page.getByRole('link', { name }).click();
    await page.getByRole('link', { name: 'Leaves the service' }).click();
    await page.getByRole('button', { name: 'They leave today' }).click();
    await page.getByText(/^Left on/).waitFor();
    expect(await page.getByRole('link', { name: 'Change:' }).count()).toBe(0);

    await page.getByRole('link', { name: 'Who looked at this record' }).click();
    await page.getByRole('cell', { name: 'Saw the record' }).first().waitFor();
    expect(await page.locator('main').innerText()).not.toContain('Zdenka');
    await check();
    await page.context().close();
  });

  it.each([true, false])('bring a table in after telling what becomes of each line, with JavaScript: %s', async (javaScriptEnabled) => {
    const page = await narrowPage(browser, server.url, { ...operator, javaScriptEnabled });
    const look = async (text: string | Buffer) => {
      await page.getByLabel('A CSV file').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      await page.getByRole('button', { name: 'Look at it' }).click();
    };
    await page.goto('/home/people/import');
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.getByRole('alert').getByRole('link', { name: 'Choose a file.' }).waitFor();
    for (const [file, refusal] of [
      [Buffer.from('dwelling,name\nFlat,Máire\n', 'latin1'), /not UTF-8/],
      ['', /empty/],
      ['dwelling,name,name\nFlat,Ann,Ann\n', /there twice: name/],
      [`dwelling,name\n${'x'.repeat(3.2 * 1024 * 1024)}`, /larger than 3 MB/],
    ] as const) {
      await look(file as string);
      await page.getByRole('alert').getByRole('link', { name: refusal }).waitFor();
    }
    const people = `dwelling,name\nImported ${javaScriptEnabled} 1,Ann Imported\nImported ${javaScriptEnabled} 2,=cmd|x\nImported ${javaScriptEnabled} 1,Ann Imported\n`;
    await look(people);
    await page.getByText('Lines that are wrong: 1').waitFor();
    await page.getByRole('row', { name: /3 Wrong name: begins as a formula/ }).waitFor();
    expect(await page.getByRole('button', { name: /those that are new/ }).count()).toBe(0);
    if (javaScriptEnabled) await sound(page);
    await look(people.replace('=cmd|x', 'Bo Imported'));
    await page.getByText('Would be registered: 2').waitFor();
    await page.getByRole('button', { name: 'Register those that are new: 2' }).click();
    await page.getByText('Registered: 2').waitFor();
    await look(people.replace('=cmd|x', 'Bo Imported'));
    await page.getByText('There is nobody new in it.').waitFor();
    await page.context().close();
  });

  it('tell which units are overdue with their test call, and how many were tested month by month', async () => {
    const { account } = await insertedAlarm(server, organisation);
    const page = await narrowPage(browser, server.url, operator);
    await page.goto('/home/people/test-calls');
    await page.getByText('None is overdue.').waitFor();
    await page.getByLabel('Which units').selectOption('all');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('row', { name: new RegExp(`Flat ${account}.*Never`) }).waitFor();
    await sound(page);
    await page.context().close();
  });

  it.each([true, false])('record what somebody shares; whoever they named sees it in plain words until it is taken back, with JavaScript: %s', async (javaScriptEnabled) => {
    const { account } = await insertedAlarm(server, organisation);
    const { body } = await server.call('POST', '/api/home/service-users', { organisation, dwelling: `Flat ${account}`, name: 'Maureen Made-up', preferredName: 'Mo' }, operator);
    const { id } = body as { id: string };
    await server.database.as('system:home', (transaction) => sql`update home.service_user set registered_at = now() - interval '1 hour' where id = ${id}`.execute(transaction));
    const email = `daughter-${javaScriptEnabled}@example.com`;
    const check = (page: Page) => (javaScriptEnabled ? sound(page) : undefined);
    const page = await narrowPage(browser, server.url, { ...operator, javaScriptEnabled });
    await page.goto(`/home/people/${id}/consents`);
    await page.getByRole('link', { name: 'They agree to share something' }).click();
    await page.getByRole('button', { name: 'Record it' }).click();
    await page.getByRole('alert').getByRole('link', { name: 'Choose what may be shared.' }).waitFor();
    await check(page);
    await page.getByLabel('With whom do they share it?').fill('Aoife Made-up');
    await page.getByLabel('E-mail address of that person').fill(email);
    await page.getByLabel('Alarms, and what was done').check();
    await page.getByLabel('Said so').check();
    await page.getByRole('button', { name: 'Record it' }).click();
    await page.getByText('The invitation is on its way.').waitFor();

    const token = tokenIn(await newestLetter(server, email));
    const daughter = await narrowPage(browser, server.url, { ...(await signIn(server, email)), javaScriptEnabled });
    await daughter.goto(`/home/family/invitation?token=${token}`);
    await check(daughter);
    await daughter.getByRole('button', { name: 'Accept' }).click();
    await daughter.getByRole('heading', { name: 'How Mo is doing' }).waitFor();
    await daughter.getByText('A fall was detected.').waitFor();
    expect(await daughter.getByText(/Test calls|Equipment|Maureen/).count()).toBe(0);
    await check(daughter);
    await daughter.goto('/home/family');
    await daughter.getByRole('link', { name: 'Mo', exact: true }).waitFor();

    await page.reload();
    await page.getByRole('button', { name: 'They take it back' }).click();
    await page.getByText('Nothing is shown any more.').waitFor();
    await daughter.goto('/home/family');
    await daughter.getByText('Nobody shares anything with you').waitFor();
    await page.goto(`/home/people/disclosures?about=${id}`);
    await page.getByRole('row', { name: /Somebody they share it with.*Saw what they agreed to share/ }).first().waitFor();
    await page.context().close();
    await daughter.context().close();
  });

  it('are for those who answer alarms, and no id opens another’s record', async () => {
    const citizen = await signIn(server, 'evaluator@demo.invalid');
    for (const [path, status] of [
      ['/home/people', 403],
      ['/home/people/new', 403],
      ['/home/people/import', 403],
      ['/home/people/test-calls', 403],
      ['/home/people/x', 404],
      ['/home/people/00000000-0000-4000-8000-000000000000', 404],
      ['/home/people/00000000-0000-4000-8000-000000000000/health', 404],
      ['/home/people/00000000-0000-4000-8000-000000000000/purse', 404],
    ] as const) {
      expect([path, (await at(path, { ...citizen, accept: 'text/html' })).status]).toEqual([path, status]);
      expect((await at(path, { accept: 'text/html' })).status).toBe(303);
    }
    const body = new FormData();
    for (const [name, value] of Object.entries({ organisation, looked: Buffer.from('dwelling,name\nA,B\n').toString('base64'), commit: 'yes' })) body.set(name, value);
    const posted = await fetch(`${server.url}/home/people/import`, { method: 'POST', headers: { ...citizen, origin: server.url, accept: 'text/html' }, body, redirect: 'manual' });
    expect(posted.status).toBe(403);
  });
});
