/** Everything published, as open data. */

import type { Database } from '@drystone/database';
import type { JsonObject } from '@drystone/ocds';
import { invalid, Problem } from '@drystone/problems';
import { findOcids, findReleases, releasesOf, type StoredRelease } from '../processes/store.ts';
import { recordOf, recordPackage, releasePackage, type Publisher } from './packages.ts';

export interface OpenContracting {
  /** In the order of publication; `after` as the package before it gave it in `links.next`. */
  releasePackage(query: { readonly limit: number; readonly after?: string | undefined }): Promise<JsonObject>;
  /** The process with all its releases. @throws Problem 404. */
  recordPackage(ocid: string): Promise<JsonObject>;
  /** Every release, one after the other. */
  allReleases(): AsyncIterable<JsonObject>;
  /** Every record, one after the other. */
  allRecords(): AsyncIterable<JsonObject>;
}

const pageSize = 500;

export interface OpenContractingOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  /** Where the product is reached, without a slash at the end. */
  readonly origin: string;
}

export function createOpenContracting({ database, clock, origin }: OpenContractingOptions): OpenContracting {
  const publisher: Publisher = { name: 'Drystone', origin };
  const releases = (after: Position | undefined, limit: number) => database.as('anonymous', (transaction) => findReleases(transaction, after, limit));

  return {
    async releasePackage({ limit, after }) {
      const found = await releases(after === undefined ? undefined : readPosition(after), limit + 1);
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const query = (at: string | undefined) => `/open/ocds/releases?limit=${limit}${at === undefined ? '' : `&after=${encodeURIComponent(at)}`}`;
      return releasePackage(page.map(({ release }) => release), { publisher, path: query(after), next: found.length > limit && last ? query(writePosition(last)) : undefined, publishedDate: last?.date ?? clock().toString() });
    },
    async recordPackage(ocid) {
      const found = await database.as('anonymous', (transaction) => releasesOf(transaction, ocid));
      if (found.length === 0) throw new Problem({ kind: 'unknown-process', detail: `Nothing is published of "${ocid.slice(0, 80)}".` });
      return recordPackage([recordOf(found)], { publisher, path: `/open/ocds/records/${ocid}`, publishedDate: String(found.at(-1)!['date']) });
    },
    async *allReleases() {
      let after: Position | undefined;
      for (;;) {
        const found = await releases(after, pageSize);
        for (const { release } of found) yield release;
        if (found.length < pageSize) return;
        after = found.at(-1);
      }
    },
    async *allRecords() {
      let after = '';
      for (;;) {
        const ocids = await database.as('anonymous', (transaction) => findOcids(transaction, after, pageSize));
        for (const ocid of ocids) yield recordOf(await database.as('anonymous', (transaction) => releasesOf(transaction, ocid)));
        if (ocids.length < pageSize) return;
        after = ocids.at(-1)!;
      }
    },
  };
}

type Position = Pick<StoredRelease, 'date' | 'ocid' | 'number'>;

const writePosition = ({ date, ocid, number }: Position): string => [date, ocid, number].join(' ');

function readPosition(written: string): Position {
  const [, date, ocid, number] = /^(\d{4}-\d\d-\d\dT[\d:.]{8,15}Z) (ocds-[\w-]{1,80}) (\d{1,9})$/.exec(written) ?? [];
  if (date === undefined || ocid === undefined || Number.isNaN(Date.parse(date))) throw invalid([{ field: 'after', message: 'is no place in this list', mend: 'follow links.next as it was given' }]);
  return { date, ocid, number: Number(number) };
}
