import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkContent } from './check-content.ts';
import { PlacePackError, readPlacePack, type PlacePack, type Shape } from './place-pack.ts';

const places = join(import.meta.dirname, '../../../../places');
const fineOutlines = join(places, '../../shared/northern-ireland/lgd2014-osni-simplified.geojson');

describe('the place pack of Northern Ireland', () => {
  let pack: PlacePack;
  beforeAll(async () => {
    pack = await readPlacePack(join(places, 'northern-ireland'));
  });

  it('has at least 220 attractions, and no district fewer than 10', () => {
    expect(pack.attractions.length).toBeGreaterThanOrEqual(220);
    expect(pack.areas).toHaveLength(11);
    for (const { slug } of pack.areas) expect(pack.attractions.filter((each) => each.area === slug).length, slug).toBeGreaterThanOrEqual(10);
  });

  it('is at least half of places most visitors have never heard of', () => {
    expect(pack.attractions.filter((each) => each.renown < 0.4).length).toBeGreaterThanOrEqual(pack.attractions.length / 2);
  });

  it('has usable hours for four fifths', () => {
    expect(pack.attractions.filter((each) => each.hours !== 'unknown').length).toBeGreaterThanOrEqual(0.8 * pack.attractions.length);
  });

  it('has at least 60 towns', () => {
    expect(pack.towns.length).toBeGreaterThanOrEqual(60);
  });

  it('holds facts that can be true together', () => {
    expect(checkContent(pack)).toEqual([]);
  });

  it.skipIf(!existsSync(fineOutlines))('has each attraction inside the fine outline of its district', async () => {
    const { features } = JSON.parse(await readFile(fineOutlines, 'utf8')) as { features: { geometry: Shape; properties: { LGDCode: string } }[] };
    const shapes = new Map(pack.areas.map((area) => [area.slug, features.find(({ properties }) => properties.LGDCode === area.gssCode)!.geometry]));
    expect(checkContent(pack, shapes, 250)).toEqual([]);
  });

  it('cites only what was read on a day that has come', () => {
    const today = Temporal.Now.plainDateISO();
    const bases = pack.attractions.flatMap((each) => [each.position.basis, ...(each.hours === 'unknown' ? [] : [each.hours.basis]), ...(each.price === 'unknown' ? [] : [each.price.basis])]);
    for (const basis of bases) if (basis !== 'unverified') expect(Temporal.PlainDate.compare(Temporal.PlainDate.from(basis.read), today), basis.url).toBeLessThanOrEqual(0);
  });
});

describe('a bad record', () => {
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

  async function broken(change: (record: string) => string): Promise<readonly { file: string; field: string; reason: string }[]> {
    const folder = join(await mkdtemp(join(tmpdir(), 'drystone-place-')), 'tinyland');
    folders.push(join(folder, '..'));
    await cp(join(import.meta.dirname, 'fixtures/tinyland'), folder, { recursive: true });
    const file = join(folder, 'attractions/north/old-tower.yaml');
    await writeFile(file, change(await readFile(file, 'utf8')));
    const error = await readPlacePack(folder).then(
      (pack) => checkContent(pack),
      (refusal: unknown) => refusal,
    );
    return error instanceof PlacePackError ? error.problems : (error as never);
  }

  it.each<[string, (record: string) => string, string]>([
    ['is not YAML', () => ':\n\t-', 'file'],
    ['is empty', () => '', 'record'],
    ['has a field nobody knows', (record) => `${record}\nstars: 5\n`, 'stars'],
    ['has a latitude in another unit', (record) => record.replace('lat: 60.05', 'lat: 600500'), 'position.lat'],
    ['has a price in pounds', (record) => record.replace('adult: 500', 'adult: 5.50'), 'price.adult'],
    ['has a website that is none', (record) => record.replace('https://old-tower.example', 'old-tower'), 'website'],
    ['is in another folder than its area', (record) => record.replace('area: north', 'area: south'), 'area'],
    ['has another slug than its file', (record) => record.replace('slug: old-tower', 'slug: new-tower'), 'slug'],
    ['names a town there is not', (record) => record.replace('town: northtown', 'town: nowhere'), 'town'],
    ['is longer than it is short', (record) => record.replace('short: 20', 'short: 200'), 'dwellMinutes'],
    ['has one sentence', (record) => record.replace(/ Mind your head.*$/s, ''), 'summary'],
    ['lies outside its district', (record) => record.replace('lat: 60.05', 'lat: 60.3'), 'position'],
    ['has hours that do not parse', (record) => record.replace('Mo-Fr 10:00-17:00', 'when the owner is in'), 'hours.opening'],
    ['never opens', (record) => record.replace('Mo-Fr 10:00-17:00', 'off; Mo-Su off'), 'hours.opening'],
  ])('that %s is named with file, field and reason', async (_, change, field) => {
    const problems = await broken(change);
    expect(problems[0]).toMatchObject({ field });
    expect(problems[0]!.file).toContain('old-tower');
    expect(problems[0]!.reason).not.toBe('');
  });

  it('lacks the minus of its longitude is asked, and its town is not blamed for it', async () => {
    expect(await broken((record) => record.replace('lon: -4.02', 'lon: 4.02'))).toEqual([{ file: 'north/old-tower.yaml', field: 'position', reason: expect.stringMatching(/^is \d+ m outside north: is its longitude -4\.02, with a minus\?$/) }]);
  });
});
