/** What providers publish, and the curators who let it into the guide. Each operation asks the table of permissions first. */

import { randomUUIDv7 } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { may, requirePermission, type Caller } from '@drystone/access';
import { attraction, visitContent, type Attraction } from '@drystone/part-visit-content';
import type { Acting, Database } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { z } from 'zod';
import type { Catalogues } from '../content/catalogue.ts';
import { distanceMetres } from '../content/geometry.ts';
import type { Catalogue } from '../content/place-data.ts';
import { placeOfRecord } from '../content/record-of-place.ts';
import type { Curators } from '../ports.ts';
import { fieldProblems, invalid, Problem } from '../problem.ts';
import { countContent, decideVersion, findContent, findVersion, findVersions, findWaiting, hideRecord, insertVersion, lockContent, showRecord, type Version } from './store.ts';

export interface Provided {
  /** The newest version of each place of a provider. */
  content(caller: Caller | undefined, provider: string): Promise<readonly (Version & { readonly published: boolean })[]>;
  /** Every version of one place, the newest first. */
  contentHistory(caller: Caller | undefined, provider: string, slug: string): Promise<readonly Version[]>;
  /** Hands a record in; a curator lets it into the guide. The slug of a place that is there already says that it is the same one. */
  submitContent(caller: Caller | undefined, provider: string, slug: string, record: unknown): Promise<Version>;
  /** Hands an earlier version in again. */
  restoreContent(caller: Caller | undefined, provider: string, slug: string, number: number): Promise<Version>;
  /** Takes a place out of the guide at once. */
  withdrawContent(caller: Caller | undefined, provider: string, slug: string): Promise<void>;
  /** What waits for whoever calls. */
  curation(caller: Caller | undefined): Promise<readonly Waiting[]>;
  /** @throws Problem 409 where it was decided meanwhile, or a newer version has come. */
  curate(caller: Caller | undefined, versionId: string, decision: unknown): Promise<Version>;
}

export interface Waiting extends Version {
  readonly providerName: string;
  /** What the guide says of it today; null where it is new. */
  readonly today: Attraction | null;
  /** Other places within 300 m, the nearest first: it may be one of them. */
  readonly near: readonly { readonly slug: string; readonly name: string; readonly distanceMetres: number }[];
}

const plainText = z.string().trim().min(1).max(2000);
export const decisionForm = z.discriminatedUnion('decision', [z.strictObject({ decision: z.literal('publish') }), z.strictObject({ decision: z.literal('return'), reason: plainText })]);

const mostPlaces = 5_000;
const nearMetres = 300;

export function createProvided({ database, clock, catalogues, curators }: { readonly database: Database; readonly clock: () => Temporal.Instant; readonly catalogues: Catalogues; readonly curators: Curators }): Provided {
  async function checked(slug: string, given: unknown): Promise<{ record: Attraction; catalogue: Catalogue }> {
    const parsed = attraction.safeParse(given);
    if (!parsed.success) throw invalid(fieldProblems(parsed.error));
    const record = parsed.data;
    if (record.slug !== slug) throw invalid([{ field: 'slug', message: `is "${record.slug}" and not "${slug}"`, mend: 'send it to the address of its slug' }]);
    const { catalogue, problems } = placeOfRecord(record, await catalogues.all());
    if (catalogue === undefined || problems.length > 0) throw invalid(problems);
    return { record, catalogue };
  }

  async function submit(caller: Caller | undefined, provider: string, slug: string, given: unknown): Promise<Version> {
    const allowed = requirePermission(caller, 'content.edit', provider);
    const { record, catalogue } = await checked(slug, given);
    const now = clock();
    return database.as(actingFor(allowed, provider), async (transaction) => {
      await lockContent(transaction, provider);
      const [before] = await findVersions(transaction, provider, slug);
      if (before === undefined && (await countContent(transaction, provider)) >= mostPlaces) throw invalid([{ field: 'slug', message: `a provider may publish ${mostPlaces} places`, mend: 'take one away first' }], 'impossible-request');
      if (before !== undefined && before.state !== 'returned' && isDeepStrictEqual(before.record, record)) return before;
      const version = await insertVersion(transaction, { id: randomUUIDv7(), provider, place: catalogue.place.slug, slug, record, state: 'submitted', at: now });
      await appendEvent(transaction, { type: 'content.submitted', subject: slug, at: now, data: { provider, version: version.number } });
      return version;
    });
  }

  async function history(caller: Caller | undefined, provider: string, slug: string): Promise<readonly Version[]> {
    const allowed = requirePermission(caller, 'content.read', provider);
    const found = await database.as(actingFor(allowed, provider), (transaction) => findVersions(transaction, provider, slug));
    if (found.length === 0) throw unknown(slug);
    return found;
  }

  return {
    async content(caller, provider) {
      const allowed = requirePermission(caller, 'content.read', provider);
      return database.as(actingFor(allowed, provider), (transaction) => findContent(transaction, provider));
    },
    contentHistory: history,
    submitContent: submit,
    async restoreContent(caller, provider, slug, number) {
      const version = (await history(caller, provider, slug)).find((each) => each.number === number);
      if (version === undefined || version.record === null) throw new Problem({ kind: 'not-found', detail: `"${slug}" has no version ${number} that could come back.` });
      return submit(caller, provider, slug, version.record);
    },
    async withdrawContent(caller, provider, slug) {
      const allowed = requirePermission(caller, 'content.edit', provider);
      const now = clock();
      await database.as(actingFor(allowed, provider), async (transaction) => {
        await lockContent(transaction, provider);
        const [newest] = await findVersions(transaction, provider, slug);
        if (newest === undefined || newest.record === null) throw unknown(slug);
        const { number } = await insertVersion(transaction, { id: randomUUIDv7(), provider, place: newest.place, slug, record: null, state: 'published', at: now });
        await hideRecord(transaction, provider, newest.place, slug);
        await appendEvent(transaction, { type: 'content.withdrawn', subject: slug, at: now, data: { provider, version: number } });
      });
    },

    async curation(caller) {
      const allowed = requirePermission(caller, 'organisation.register');
      const buyers = allowed.memberships.filter(({ organisationId, kind }) => kind === 'buyer' && may(allowed, 'content.curate', organisationId)).map(({ organisationId }) => organisationId);
      const providers = [...new Set((await Promise.all(buyers.map((buyer) => curators.providersOf(buyer, visitContent.id)))).flat())];
      const found = await database.as({ actor: allowed.actor, organisations: providers }, (transaction) => findWaiting(transaction, providers));
      const all = await catalogues.all();
      const names = new Map(await Promise.all(providers.map(async (id) => [id, (await curators.nameOf(id)) ?? id] as const)));
      return found.flatMap((version) => {
        const catalogue = all.find(({ place }) => place.slug === version.place);
        const { record } = version;
        if (catalogue === undefined || record === null) return [];
        const near = [...catalogue.attractions.values()]
          .filter((other) => other.slug !== record.slug)
          .map((other) => ({ slug: other.slug, name: other.name, distanceMetres: Math.round(distanceMetres(record.position, other.position)) }))
          .filter((other) => other.distanceMetres <= nearMetres)
          .sort((a, b) => a.distanceMetres - b.distanceMetres);
        return [{ ...version, providerName: names.get(version.provider) ?? version.provider, today: catalogue.attractions.get(record.slug) ?? null, near }];
      });
    },

    async curate(caller, versionId, given) {
      const decision = decisionForm.safeParse(given);
      if (!decision.success) throw invalid(fieldProblems(decision.error));
      const version = z.uuid().safeParse(versionId).success ? await database.as('system:content', (transaction) => findVersion(transaction, versionId)) : undefined;
      if (version === undefined) throw new Problem({ kind: 'not-found', detail: 'There is no such version.' });
      const buyers = await curators.buyersOf(version.provider, visitContent.id);
      const buyer = buyers.find((each) => caller !== undefined && may(caller, 'content.curate', each));
      const allowed = requirePermission(caller, 'content.curate', buyer);
      const now = clock();
      // Asked before the transaction: one that waits for a second connection may wait for itself.
      const { towns } = await catalogues.of(version.place);
      return database.as(actingFor(allowed, version.provider), async (transaction) => {
        await lockContent(transaction, version.provider);
        const [newest] = await findVersions(transaction, version.provider, version.slug);
        const isPublished = decision.data.decision === 'publish';
        const reason = decision.data.decision === 'return' ? decision.data.reason : null;
        if (newest?.id !== version.id || !(await decideVersion(transaction, version.id, isPublished ? 'published' : 'returned', reason, now))) {
          throw new Problem({ kind: 'taken', detail: 'This was decided meanwhile, or the provider has sent a newer version.' });
        }
        if (isPublished && version.record !== null) {
          await showRecord(transaction, version.provider, version.place, version.record, towns.get(version.record.town)?.name ?? '');
        }
        await appendEvent(transaction, { type: isPublished ? 'content.published' : 'content.returned', subject: version.slug, at: now, data: { provider: version.provider, version: version.number } });
        return (await findVersion(transaction, version.id))!;
      });
    },
  };
}

function actingFor({ actor, memberships }: Caller, provider: string): Acting {
  const own = memberships.map(({ organisationId }) => organisationId);
  return { actor, organisations: own.includes(provider) ? own : [...own, provider] };
}

function unknown(slug: string): Problem {
  return new Problem({ kind: 'unknown-attraction', detail: `This provider publishes nothing called "${slug.slice(0, 80)}".` });
}
