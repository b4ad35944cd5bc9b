import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { loadPlacePack } from './content/load-place-pack.ts';
import { attractionQuery } from './attractions/attraction-view.ts';
import { createVisit, type Visit } from './index.ts';

describe('a second place', () => {
  let database: TestDatabase;
  let visit: Visit;
  const tinyland = join(import.meta.dirname, 'content/fixtures/tinyland');
  const now = Temporal.Instant.from('2027-06-11T10:00:00Z');

  beforeAll(async () => {
    database = await testDatabase();
    await loadPlacePack(database.database, tinyland);
    visit = createVisit({ database: database.database, clock: () => now, awards: { allWhoServe: async () => [] }, planning: { threads: 1, queue: 4 } });
    return () => visit.close();
  });

  it('is there beside the first, without touching code', async () => {
    expect((await visit.places()).map((place) => place.slug)).toEqual(['northern-ireland', 'tinyland']);
    expect((await visit.attractions(attractionQuery.parse({ place: 'tinyland' }), now)).items.map((item) => item.slug)).toEqual(['long-strand', 'old-tower']);
    expect((await visit.areas()).filter((area) => area.place === 'tinyland')).toHaveLength(2);
  });

  it('is planned over its own roads', async () => {
    const { trip } = await visit.planTrip({ place: 'tinyland', arrive: { at: 'northtown', time: '2027-06-11T10:00' }, leave: { at: 'southtown', time: '2027-06-11T18:00' } });
    expect(trip.days[0]!.stops.map((stop) => stop.slug).sort()).toEqual(['long-strand', 'old-tower']);
    expect(trip.days[0]!.distanceMetres).toBeGreaterThan(18_000);
  });

  it('is not loaded again while its files are the same', async () => {
    expect(await loadPlacePack(database.database, tinyland)).toMatchObject({ place: 'tinyland', attractions: 2, changed: false });
  });
});
