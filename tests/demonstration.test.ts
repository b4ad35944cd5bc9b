/** The procurements that a first start brings along, each in another stage. */

import { beforeAll, describe, expect, it } from 'vitest';
import { demonstrationUnits } from '../apps/server/src/demonstration-units.ts';
import { administratorKey, asAdministrator } from './support/commissioning.ts';
import { testServer, type TestServer } from './support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ ADMIN_API_KEY: administratorKey });
  await server.afterwards();
});

const ask = async <Answer>(path: string, headers: Record<string, string> = asAdministrator): Promise<Answer> => {
  const { status, body, text } = await server.call('GET', path, undefined, headers);
  expect([path, status, text]).toEqual([path, 200, text]);
  return body;
};
/** With one click on the sign-in page. */
async function signedInAs(person: string): Promise<{ cookie: string }> {
  const { headers } = await fetch(`${server.url}/sign-in?/demonstration`, { method: 'POST', body: new URLSearchParams({ person }), headers: { origin: server.url, accept: 'text/html' }, redirect: 'manual' });
  return { cookie: headers.getSetCookie().map((line) => line.split(';')[0]).join('; ') };
}
interface Shown {
  readonly id: string;
  readonly content: { readonly title: string };
  readonly stage: string;
  readonly closed: object | null;
}
/** What both buyers see, drafts included. */
async function demonstrated(): Promise<readonly Shown[]> {
  const found = await Promise.all(['commissioner', 'tourism'].map(async (person) => (await ask<{ items: Shown[] }>('/api/commissioning/processes?limit=100&mine=true', await signedInAs(person))).items));
  return [...new Map(found.flat().map((each) => [each.id, each])).values()];
}
const called = async (title: string) => (await demonstrated()).find(({ content }) => content.title === `Demo: ${title}`)!.id;

describe('the demonstration', () => {
  it('has procurements in every stage, all named so', async () => {
    const stages = (await demonstrated()).map(({ content, stage, closed }) => [content.title, stage, closed !== null]);
    expect(stages.toSorted()).toEqual([
      ['Demo: A guide that learns what you like', 'planning', false],
      ['Demo: Getting home after dark', 'planning', false],
      ['Demo: Harbours seen from the water', 'tender', false],
      ['Demo: Island days, sealed bids to be opened', 'tender', false],
      ['Demo: One supplier for the whole guide', 'withdrawn', true],
      ['Demo: Small places of the north coast', 'tender', false],
      ['Demo: Walks of the glens', 'tender', false],
      ['Demo: Winter evenings indoors', 'tender', false],
    ]);
  });

  it('has a problem that citizens talk about, a contract that runs, an evaluation under way and a decision that waits', async () => {
    const problem = await ask<{ contributions: number; support: { people: number } }>(`/api/commissioning/processes/${await called('Getting home after dark')}/problem`, {});
    expect([problem.contributions, problem.support.people]).toEqual([2, 3]);

    const awards = await ask<{ items: { lot: string; state: string }[] }>('/api/commissioning/awards');
    expect(awards.items.map(({ lot, state }) => [lot, state]).toSorted()).toEqual([
      ['harbours', 'in-force'],
      ['places', 'to-come'],
    ]);
    const [decision] = (await ask<{ items: { outcome: string; standstillUntil: string | null }[] }>(`/api/commissioning/processes/${await called('Walks of the glens')}/evaluation/decisions`, {})).items;
    expect([decision?.outcome, Temporal.Instant.compare(decision!.standstillUntil!, Temporal.Now.instant())]).toEqual(['award', 1]);
    const evaluation = await ask<{ lots: { bids: object[]; evaluators: object[]; moderationAt: string | null }[] }>(`/api/commissioning/processes/${await called('Winter evenings indoors')}/evaluation`);
    expect([evaluation.lots[0]!.bids.length, evaluation.lots[0]!.evaluators.length, evaluation.lots[0]!.moderationAt]).toEqual([2, 1, null]);
  });

  it('has an alarm service of a hundred homes, all named so, with three weeks behind it, and a family’s page', async () => {
    const amara = await signedInAs('fleetbridge');
    const { items: people } = await ask<{ items: { id: string; name: string; dwelling: string }[] }>('/api/home/service-users?limit=200', amara);
    expect([people.length, people.every(({ name, dwelling }) => name.startsWith('Demo: ') && dwelling.startsWith('Demo '))]).toEqual([100, true]);
    const { serviceUser, dwelling } = await ask<{ serviceUser: { phone: string }; dwelling: { keyholders: { name: string; phone: string }[]; address: { postcode: string; lines: readonly string[] } } }>(`/api/home/service-users/${people[1]!.id}/record`, amara);
    expect(serviceUser.phone).toMatch(/^020 7946 0\d{3}$/);
    expect(dwelling.address.postcode).toMatch(/^ZZ/);
    const streets = new Map(demonstrationUnits.map(({ street, area }) => [street.replace(/^\d+ /, ''), area]));
    expect(dwelling.address.lines[0]).toBe(demonstrationUnits.find((unit) => unit.dwelling === people[1]!.dwelling)!.street);
    expect([new Set(demonstrationUnits.map(({ street }) => street)).size, demonstrationUnits.filter(({ street, area }) => streets.get(street.replace(/^\d+ /, '')) !== area)]).toEqual([100, []]);
    expect(dwelling.keyholders.map(({ name, phone }) => [name.startsWith('Demo: '), /^07700 900\d{3}$/.test(phone)])).toEqual(dwelling.keyholders.map(() => [true, true]));
    const { items: cases } = await ask<{ items: { state: string; protocol: string }[] }>('/api/home/cases?limit=500', amara);
    expect([cases.length > 100, new Set(cases.map(({ state }) => state)), new Set(cases.map(({ protocol }) => protocol))]).toEqual([true, new Set(['closed']), new Set(['dc09', 'scaip', 'mqtt', 'webhook'])]);
    const day = (ago: object) => Temporal.Now.plainDateISO('Europe/London').subtract(ago).toString();
    const { whole } = await ask<{ whole: { calls: number; percentWithin60: number; percentFalse: number; percentTested: number } }>(`/api/home/kpis?from=${day({ weeks: 3 })}&to=${day({ days: 0 })}`, amara);
    expect(whole.calls).toBeGreaterThan(80);
    for (const share of [whole.percentWithin60, whole.percentTested]) expect([share, share > 60 && share < 100]).toEqual([share, true]);
    const overdue = (await ask<{ items: unknown[] }>('/api/home/test-calls?overdue=true&limit=200', amara)).items.length;
    expect([overdue, overdue > 3 && overdue < 20]).toEqual([overdue, true]);

    const ifeoma = await signedInAs('daughter');
    const { items: homes } = await ask<{ items: { id: string }[] }>('/api/home/family', ifeoma);
    expect(homes).toHaveLength(3);
    expect(await ask(`/api/home/family/${homes[0]!.id}`, ifeoma)).toMatchObject({ withheld: [], alarms: expect.any(Array), testCalls: expect.any(Array), devices: [{ heardAt: expect.any(String) }] });
    // Nobody else's figures know of it.
    expect((await ask<{ whole: { calls: number } }>(`/api/home/kpis?from=${day({ weeks: 3 })}&to=${day({ days: 0 })}`, await signedInAs('operator'))).whole.calls).toBe(0);
  });

  it('makes nothing twice', async () => {
    await server.afterwards();
    expect(await demonstrated()).toHaveLength(8);
    const amara = await signedInAs('fleetbridge');
    expect((await ask<{ items: unknown[] }>('/api/home/service-users?limit=200', amara)).items).toHaveLength(100);
    expect((await ask<{ items: unknown[] }>('/api/home/family', await signedInAs('daughter'))).items).toHaveLength(3);
  });
});
