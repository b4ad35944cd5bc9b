/** Pages of a place that needed no code. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPlacePack } from '../services/visit/src/content/load-place-pack.ts';
import { testServer } from './support/server.ts';

const tinyland = join(import.meta.dirname, '../services/visit/src/content/fixtures/tinyland');
const withTinyland = (environment: Record<string, string> = {}) => testServer(environment, async ({ database }) => void (await loadPlacePack(database, tinyland)));

const stay = { arriveAt: 'northtown', arriveDate: '2027-06-11', arriveTime: '10:00', leaveAt: 'southtown', leaveDate: '2027-06-11', leaveTime: '18:00', pace: 'steady', mode: 'car', discovery: '50', adults: '2', children: '0', concessions: '0', needsMode: 'lenient' };

describe('the pages of a second place', async () => {
  const server = await withTinyland();
  const page = async (path: string) => (await fetch(server.url + path)).text();

  it('stand beside those of the first, and each names the other', async () => {
    const [first, second] = [await page('/'), await page('/?place=tinyland')];
    for (const html of [first, second]) expect(html).toMatch(/<a href="\/\?place=tinyland"[^>]*>Tinyland<\/a>/);
    expect(first).toContain('<title>Drystone: plan your days in Northern Ireland</title>');
    expect(second).toContain('<title>Drystone: plan your days in Tinyland</title>');
    expect(second).toContain('/map/tinyland/base.svg#land');
    expect(second).not.toMatch(/Belfast|OpenStreetMap/);
    expect(first).toContain('/?days=2&amp;from=enniskillen&amp;interests=nature%2Cchurches%2Cgardens%2Cprehistory&amp;pace=relaxed&amp;discovery=70#plan');
    expect(second).toMatch(/<option value="northtown" selected/);
  });

  it('stay in their place from page to page', async () => {
    const explore = await page('/explore?place=tinyland');
    expect(explore).toContain('Explore Tinyland');
    expect(explore).toContain('<input type="hidden" name="place" value="tinyland"');
    expect(explore).toContain('/attractions/old-tower');
    expect(explore).not.toContain('dunluce');
    expect(await page('/attractions/old-tower')).toContain('href="/explore?place=tinyland&amp;area=');
    expect(await page('/about?place=tinyland')).toContain('Made up for the tests');
    expect(await page('/sitemap.xml')).toMatch(/\/explore\?place=tinyland<[\s\S]*\/attractions\/old-tower</);
  });

  it('plan a stay there', async () => {
    const posted = await fetch(`${server.url}/?place=tinyland`, { method: 'POST', body: new URLSearchParams(stay), headers: { origin: server.url, accept: 'text/html' }, redirect: 'manual' });
    expect(posted.status).toBe(303);
    const trip = await page(posted.headers.get('location')!);
    expect(trip).toContain('Old Tower');
    expect(trip).toContain('/map/tinyland/base.svg#land');
  });

  it.each(['/?place=atlantis', '/explore?place=atlantis', '/about?place=', '/map/atlantis/base.svg'])('is not found at %s', async (path) => {
    expect((await fetch(server.url + path)).status).toBe(404);
  });
});

describe('the place that the guide shows first', () => {
  it('is the one that PLACE names', async () => {
    const server = await withTinyland({ PLACE: 'tinyland' });
    const html = await (await fetch(server.url)).text();
    expect(html).toContain('plan your days in Tinyland');
    expect(html).toMatch(/<a href="\/\?place=northern-ireland"[^>]*>Northern Ireland<\/a>/);
  });

  it('must be there', async () => {
    await expect(testServer({ PLACE: 'atlantis' })).rejects.toThrow('PLACE is "atlantis": use one of northern-ireland');
  });
});
