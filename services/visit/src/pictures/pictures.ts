/** Pictures of providers' places: taken in, made anew, shown to whoever may see them. */

import { createHash, randomUUIDv7 } from 'node:crypto';
import { requirePermission, type Caller } from '@drystone/access';
import type { Acting, Actor, Database } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { checkFile, pictureFiles, type Scanner } from '@drystone/uploads';
import { mostPictures } from '@drystone/part-visit-content';
import { z } from 'zod';
import type { Curators } from '../ports.ts';
import { invalid, Problem } from '../problem.ts';
import { actingFor } from '../provided/acting.ts';
import { requireSight } from '../provided/sight.ts';
import { lockContent } from '../provided/store.ts';
import { addressOfPicture } from './own-picture.ts';
import { pictureWidths, preparePicture } from './preparing.ts';
import { countPictures, deleteUnused, findPictureFile, findProviderOf, findSame, insertPicture } from './store.ts';

export interface AddedPicture {
  /** As a record names it. */
  readonly url: string;
  /** Of the picture that came, in pixels. */
  readonly width: number;
  readonly height: number;
}

export interface Pictures {
  /** Of one place. */
  readonly mostPictures: number;
  /**
   * Takes a picture in, for a record to name; the same one twice is one.
   * @throws Problem 400 where it is no picture that can be shown, 503 where too many come at once
   */
  addPicture(caller: Caller | undefined, provider: string, bytes: Uint8Array): Promise<AddedPicture>;
  /** WebP of a picture that is in the guide, 480, 960 or 1600 pixels wide or less; undefined where it is not. */
  shownPicture(id: string, width: number): Promise<Uint8Array | undefined>;
  /** WebP of any, for its provider and for curators. */
  picture(caller: Caller | undefined, id: string, width: number): Promise<Uint8Array>;
}

export interface KeepingOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  /** Looks for malware; nothing does where undefined. */
  readonly scanner: Scanner;
}

export type KeepPicture = (acting: Acting, provider: string, bytes: Uint8Array) => Promise<AddedPicture & { readonly id: string }>;

const mostPicturesOfAll = 20_000;
/** What no record named for so long is forgotten. */
const unusedDays = 7;
const mostWaiting = 20;

/** For uploads and feeds alike. */
export function createKeepPicture({ database, clock, scanner }: KeepingOptions): KeepPicture {
  // One after the other: each takes much memory while it is unpacked.
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (waiting >= mostWaiting) throw new Problem({ kind: 'busy', detail: 'Too many pictures come at once: try again in a moment.', retryAfterSeconds: 5 });
    waiting++;
    const turn = last.then(work).finally(() => waiting--);
    last = turn.catch(() => undefined);
    return turn;
  }

  return async (acting, provider, bytes) => {
    await checkFile({ name: 'picture', bytes }, pictureFiles, scanner);
    const sha256 = createHash('sha256').update(bytes).digest();
    const same = () => database.as(acting, (transaction) => findSame(transaction, provider, sha256, clock()));
    const before = await same();
    const told = ({ id, width, height }: { readonly id: string; readonly width: number; readonly height: number }) => ({ id, url: addressOfPicture(id), width, height });
    if (before !== undefined) return told(before);
    const prepared = await inTurn(() => preparePicture(bytes));
    return database.as(acting, async (transaction) => {
      await lockContent(transaction, provider);
      const meanwhile = await findSame(transaction, provider, sha256, clock());
      if (meanwhile !== undefined) return told(meanwhile);
      if ((await countPictures(transaction, provider)) >= mostPicturesOfAll) throw invalid([{ field: 'file', message: `a provider may keep ${mostPicturesOfAll} pictures`, mend: 'use one that is there' }], 'impossible-request');
      const picture = { ...prepared, id: randomUUIDv7(), provider, sha256, at: clock() };
      await insertPicture(transaction, picture);
      await appendEvent(transaction, { type: 'picture.added', subject: picture.id, at: picture.at, data: { provider } });
      return told(picture);
    });
  };
}

export function createPictures({ database, curators }: { readonly database: Database; readonly curators: Curators }, keep: KeepPicture): Pictures {
  const file = async (acting: Acting | Actor, id: string, across: number) => {
    const width = pictureWidths.find((each) => each === across);
    return width === undefined ? undefined : database.as(acting, (transaction) => findPictureFile(transaction, id, width));
  };
  return {
    mostPictures,
    async addPicture(caller, provider, bytes) {
      const { url, width, height } = await keep(actingFor(requirePermission(caller, 'content.edit', provider), provider), provider, bytes);
      return { url, width, height };
    },
    async shownPicture(id, width) {
      return z.uuid().safeParse(id).success ? file('anonymous', id, width) : undefined;
    },
    async picture(caller, id, width) {
      const provider = z.uuid().safeParse(id).success ? await database.as('system:content', (transaction) => findProviderOf(transaction, id)) : undefined;
      const found = provider === undefined ? undefined : await file(actingFor(await requireSight(caller, provider, curators), provider), id, width);
      if (found === undefined) throw new Problem({ kind: 'not-found', detail: 'There is no such picture.' });
      return found;
    },
  };
}

/** Deletes pictures that no record came to name; how many. */
export async function forgetUnusedPictures(database: Database, now: Temporal.Instant): Promise<number> {
  return database.as('system:content', (transaction) => deleteUnused(transaction, now.subtract({ hours: 24 * unusedDays })));
}
