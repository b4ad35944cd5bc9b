/**
 * A place as the service works with it: what its pack and its providers say, read from the database
 * once a revision, with the content of the awards that are in force at the moment of asking. Whoever
 * asks gets the newest, at the price of two small queries.
 */

import { visitContent, type Attraction } from '@drystone/part-visit-content';
import type { RoadData } from '@drystone/road-network';
import { sql, type Database, type Transaction } from '@drystone/database';
import type { Awards } from '../ports.ts';
import { Problem } from '../problem.ts';
import { joined, type ProvidedAttraction } from '../provided/join.ts';
import { findProvided } from '../provided/store.ts';
import { catalogueOf, type Catalogue } from './place-data.ts';
import type { Place, Shape, Town } from './place-pack.ts';

export interface Catalogues {
  /** @throws Problem 404 where there is no such place. */
  of(place: string): Promise<Catalogue>;
  all(): Promise<readonly Catalogue[]>;
  /** The place pack alone, without what providers say. @throws as `of` */
  packOf(place: string): Promise<Catalogue>;
}

interface Known {
  readonly pack: Catalogue;
  readonly provided: readonly ProvidedAttraction[];
  /** As last joined, for the awards that were in force then. */
  joined?: { readonly awards: string; readonly catalogue: Catalogue };
}

export function createCatalogues(database: Database, awards: Awards, clock: () => Temporal.Instant): Catalogues {
  const kept = new Map<string, Promise<Known>>();

  async function revisions(): Promise<{ slug: string; revision: number }[]> {
    return database.as('system:content', async (transaction: Transaction) => {
      const { rows } = await sql<{ slug: string; revision: number }>`select slug, revision from visit.place order by slug`.execute(transaction);
      return rows;
    });
  }

  async function current(row: { slug: string; revision: number }): Promise<Catalogue> {
    const [known, serving] = await Promise.all([load(row), awards.allWhoServe(visitContent.id, clock())]);
    const key = JSON.stringify(serving);
    if (known.joined?.awards !== key) known.joined = { awards: key, catalogue: joined(known.pack, known.provided, serving) };
    return known.joined.catalogue;
  }

  function load({ slug, revision }: { slug: string; revision: number }): Promise<Known> {
    const key = `${slug}@${revision}`;
    let catalogue = kept.get(key);
    if (catalogue === undefined) {
      catalogue = readCatalogue(database, slug);
      catalogue.catch(() => kept.delete(key));
      for (const older of kept.keys()) if (older.startsWith(`${slug}@`)) kept.delete(older);
      kept.set(key, catalogue);
    }
    return catalogue;
  }

  async function rowOf(place: string): Promise<{ slug: string; revision: number }> {
    const known = await revisions();
    const row = known.find((each) => each.slug === place);
    if (row === undefined) {
      throw new Problem({
        kind: 'unknown-place',
        detail: `There is no place called "${place}" here.`,
        errors: [{ field: 'place', message: `"${place}" is not known`, mend: `use one of: ${known.map((each) => each.slug).join(', ')}` }],
      });
    }
    return row;
  }

  return {
    of: async (place) => current(await rowOf(place)),
    packOf: async (place) => (await load(await rowOf(place))).pack,
    async all() {
      return Promise.all((await revisions()).map(current));
    },
  };
}

async function readCatalogue(database: Database, slug: string): Promise<Known> {
  return database.as('system:content', async (transaction: Transaction) => {
    const place = await sql<{ record: Place & { shapes: Record<string, Shape>; roads: RoadData }; revision: number }>`
      select record, revision from visit.place where slug = ${slug}`.execute(transaction);
    const areas = await sql<{ slug: string; name: string; gssCode: string | null }>`
      select slug, name, gss_code as "gssCode" from visit.area where place = ${slug} order by name`.execute(transaction);
    const towns = await sql<Town>`
      select slug, name, area, lat, lon, rank from visit.town where place = ${slug} order by name`.execute(transaction);
    const attractions = await sql<{ record: Attraction }>`
      select record from visit.attraction where place = ${slug} order by slug`.execute(transaction);
    const { shapes, roads, ...record } = place.rows[0]!.record;
    const pack = catalogueOf({
      revision: place.rows[0]!.revision,
      place: record,
      shapes,
      roads,
      areas: areas.rows.map(({ gssCode, ...area }) => ({ ...area, ...(gssCode === null ? {} : { gssCode }) })),
      towns: towns.rows,
      attractions: attractions.rows.map(({ record: attraction }) => attraction),
    });
    return { pack, provided: await findProvided(transaction, slug) };
  });
}
