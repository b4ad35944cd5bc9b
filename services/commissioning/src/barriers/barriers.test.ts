import { rules } from '@drystone/tender-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { OpenAPIHono } from '@hono/zod-openapi';
import { refuseMisfits } from '@drystone/problems/openapi';
import { addBarrierRoutes } from '../http/barrier-routes.ts';
import { testDatabase } from '../../../../tests/support/database.ts';
import { searchBarriers } from './barrier.ts';
import { createBarriers, type Barriers } from './barriers.ts';
import { commonBarriers } from './register.ts';

const barriers = commonBarriers();
let commissioning: Barriers;
beforeAll(async () => {
  const { database } = await testDatabase();
  commissioning = createBarriers({ database, clock: () => Temporal.Now.instant(), organisations: { publicly: async () => undefined } });
});

describe('the barrier register', () => {
  it('ships with at least 25 barriers of each sort, each id once, each rule one that there is', () => {
    expect(barriers.length).toBeGreaterThanOrEqual(25);
    expect(new Set(barriers.map(({ id }) => id)).size).toBe(barriers.length);
    expect(new Set(barriers.map(({ kind }) => kind))).toEqual(new Set(['law', 'policy', 'habit']));
    const known = new Set(rules.map(({ id }) => id));
    expect(barriers.flatMap((each) => each.rules).filter((rule) => !known.has(rule))).toEqual([]);
  });

  it('finds what was said by any of its words, the nearest first', () => {
    const found = searchBarriers(barriers, { q: 'insur before' });
    expect(found[0]?.id).toBe('insurance-before-award');
    expect(searchBarriers(barriers, { q: 'insur', kind: 'law' }).every(({ kind }) => kind === 'law')).toBe(true);
    expect(searchBarriers(barriers, { q: '', rule: 'payment-over-30-days' }).map(({ id }) => id)).toContain('sixty-day-terms');
    expect(searchBarriers(barriers, { q: 'xylophone' })).toEqual([]);
  });

  it('is linked from what the tender check finds, and back', async () => {
    const [finding] = (await commissioning.checkTender({ tender: { description: 'Bidders must supply audited accounts.' } })).findings;
    expect(finding).toMatchObject({ rule: 'audited-accounts', barriers: [{ id: 'audited-accounts' }] });
    expect((await commissioning.barrier('audited-accounts')).findings.map(({ rule }) => rule)).toEqual(['audited-accounts']);
  });
});

describe('over HTTP', () => {
  const api = new OpenAPIHono({ defaultHook: refuseMisfits as never });
  beforeAll(() => addBarrierRoutes(api, commissioning, { callerOf: async () => undefined }));
  api.onError((error, context) => context.json({ kind: (error as { kind?: string }).kind ?? String(error) }, ((error as { status?: number }).status ?? 500) as 400));
  const post = (body: string) => api.request('/commissioning/tender-check', { method: 'POST', headers: { 'content-type': 'application/json' }, body });

  it('the register is read a page at a time, every entry once', async () => {
    const seen: string[] = [];
    let next: string | null = '/api/commissioning/barriers?limit=20';
    while (next !== null) {
      const answer = (await (await api.request(next.replace('/api', ''))).json()) as { items: { id: string }[]; next: string | null };
      seen.push(...answer.items.map(({ id }) => id));
      next = answer.next;
    }
    expect(seen.sort()).toEqual(barriers.map(({ id }) => id).sort());
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'offset=-1', 'kind=rumour', `q=${'a'.repeat(201)}`])('refuses ?%s', async (query) => {
    expect((await api.request(`/commissioning/barriers?${query}`)).status).toBe(400);
  });

  it('an entry there is not is a 404', async () => {
    expect((await api.request('/commissioning/barriers/nothing')).status).toBe(404);
    expect((await api.request('/commissioning/barriers/__proto__')).status).toBe(404);
  });

  it('a tender is checked, and what is none is refused', async () => {
    const answer = await post(JSON.stringify({ tender: { description: 'Invoices are paid within 60 days.' } }));
    expect(((await answer.json()) as { findings: { rule: string }[] }).findings[0]?.rule).toBe('payment-over-30-days');
    for (const body of ['{}', '[]', 'null', '{"tender":"x"}', '{"releases":[{}]}']) expect((await post(body)).status).toBe(400);
  });
});
