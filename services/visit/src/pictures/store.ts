/** The SQL of pictures. Row-level security shows whoever it is what is in the guide, and a provider its own. */

import { sql, type Transaction } from '@drystone/database';
import type { PictureWidth, PreparedPicture } from './preparing.ts';

export interface StoredPicture {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** Says of one that was handed in before that it was again: it is not to be forgotten now. */
export async function findSame(transaction: Transaction, provider: string, sha256: Uint8Array, at: Temporal.Instant): Promise<StoredPicture | undefined> {
  const { rows } = await sql<StoredPicture>`update visit.picture set added_at = ${at.toString()} where provider = ${provider} and sha256 = ${sha256} returning id, width, height`.execute(transaction);
  return rows[0];
}

export async function countPictures(transaction: Transaction, provider: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from visit.picture where provider = ${provider}`.execute(transaction);
  return rows[0]!.count;
}

export async function insertPicture(transaction: Transaction, { id, provider, sha256, width, height, files, at }: PreparedPicture & { readonly id: string; readonly provider: string; readonly sha256: Uint8Array; readonly at: Temporal.Instant }): Promise<void> {
  await sql`insert into visit.picture (id, provider, sha256, width, height, added_at) values (${id}, ${provider}, ${sha256}, ${width}, ${height}, ${at.toString()})`.execute(transaction);
  for (const file of files) await sql`insert into visit.picture_file (picture, provider, width, webp) values (${id}, ${provider}, ${file.width}, ${file.webp})`.execute(transaction);
}

/** Of the width that was asked for, or the next smaller that there is. */
export async function findPictureFile(transaction: Transaction, id: string, width: PictureWidth): Promise<Uint8Array | undefined> {
  const { rows } = await sql<{ webp: Buffer }>`select webp from visit.picture_file where picture = ${id} and width <= ${width} order by width desc limit 1`.execute(transaction);
  return rows[0]?.webp;
}

export async function findProviderOf(transaction: Transaction, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ provider: string }>`select provider from visit.picture where id = ${id}`.execute(transaction);
  return rows[0]?.provider;
}

/** Which of them are the provider's. */
export async function findOwn(transaction: Transaction, provider: string, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select id from visit.picture where provider = ${provider} and id = any(${ids}::uuid[])`.execute(transaction);
  return rows.map(({ id }) => id);
}

export async function keepForVersion(transaction: Transaction, version: string, provider: string, ids: readonly string[]): Promise<void> {
  await sql`insert into visit.version_picture (version, picture, provider) select ${version}, picture, ${provider} from unnest(${[...new Set(ids)]}::uuid[]) as picture`.execute(transaction);
}

/** Deletes what was handed in before `before` and no version has ever shown; how many. */
export async function deleteUnused(transaction: Transaction, before: Temporal.Instant): Promise<number> {
  const { rows } = await sql`
    delete from visit.picture where added_at < ${before.toString()}
      and not exists (select from visit.version_picture where picture = picture.id) and not exists (select from visit.feed_picture where picture = picture.id) returning 1`.execute(transaction);
  return rows.length;
}
