/** The procurements that a first start brings along, each in another stage. */

import { beforeAll, describe, expect, it } from 'vitest';
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

  it('makes nothing twice', async () => {
    await server.afterwards();
    expect(await demonstrated()).toHaveLength(8);
  });
});
