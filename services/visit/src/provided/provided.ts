/** What providers publish, and the curators who let it into the guide. Each operation asks the table of permissions first. */

import { randomUUIDv7 } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { may, requirePermission, type Caller } from '@drystone/access';
import { attraction, visitContent, type Attraction } from '@drystone/part-visit-content';
import type { Database, Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { z } from 'zod';
import type { Catalogues } from '../content/catalogue.ts';
import type { Catalogue } from '../content/place-data.ts';
import { placeOfRecord } from '../content/record-of-place.ts';
import type { AttractionDetail } from '../attractions/attraction-view.ts';
import { describeAttraction } from '../attractions/describe.ts';
import { createSchedules } from '../attractions/open-state.ts';
import { addressOfPicture, ownPictures } from '../pictures/own-picture.ts';
import { findOwn } from '../pictures/store.ts';
import type { Awards, Curators } from '../ports.ts';
import { fieldProblems, invalid, Problem } from '../problem.ts';
import { actingFor } from './acting.ts';
import { awardFor } from './feeds/pull.ts';
import { findNewest } from './feeds/store.ts';
import { merged } from './merge.ts';
import { nearPlaces, type NearPlace } from './same-place.ts';
import { requireSight } from './sight.ts';
import { countContent, decideVersion, findContent, findVersion, findVersions, findWaiting, hideRecord, insertVersion, lockContent, ownSlugOf, showRecord, shownSlug, type Version } from './store.ts';

export interface Provided {
  /** The newest version of each place of a provider. */
  content(caller: Caller | undefined, provider: string): Promise<readonly (Version & { readonly published: boolean })[]>;
  /** Every version of one place, the newest first. */
  contentHistory(caller: Caller | undefined, provider: string, slug: string): Promise<readonly Version[]>;
  /** Hands a record in; a curator lets it into the guide. The slug of a place that is there already says that it is the same one. */
  submitContent(caller: Caller | undefined, provider: string, slug: string, record: unknown): Promise<Version>;
  /** Hands an earlier version in again. */
  restoreContent(caller: Caller | undefined, provider: string, slug: string, number: number): Promise<Version>;
  /** Says that all of it is still so: counts for how fresh the provider's places are. */
  confirmContent(caller: Caller | undefined, provider: string, slug: string): Promise<void>;
  /** Takes a place out of the guide at once. */
  withdrawContent(caller: Caller | undefined, provider: string, slug: string): Promise<void>;
  /** A record that was not handed in, as visitors would see it. */
  look(caller: Caller | undefined, provider: string, slug: string, record: unknown): Promise<AttractionDetail>;
  /** For its provider, and for curators. */
  preview(caller: Caller | undefined, versionId: string): Promise<Preview>;
  /** What waits for whoever calls. */
  curation(caller: Caller | undefined): Promise<readonly Waiting[]>;
  /**
   * Lets it in, as itself or as a place that is there already, over which it is laid; or returns it.
   * @throws Problem 409 where it was decided meanwhile, or a newer version has come.
   */
  curate(caller: Caller | undefined, versionId: string, decision: unknown): Promise<Version>;
}

export interface Waiting extends Version {
  readonly providerName: string;
  /** What the guide says of it today; null where it is new. A version without a record proposes to take this out. */
  readonly today: Attraction | null;
  /** The place of the guide that it was found to be, where its provider calls it otherwise. */
  readonly shownAs: string | null;
  /** Other places near: it may be one of them. */
  readonly near: readonly NearPlace[];
}

/** A version as visitors would see it. */
export interface Preview {
  readonly attraction: AttractionDetail;
  readonly provider: { readonly id: string; readonly name: string };
  readonly state: Version['state'];
  readonly number: number;
}

const plainText = z.string().trim().min(1).max(2000);
export const decisionForm = z.discriminatedUnion('decision', [z.strictObject({ decision: z.literal('publish'), as: z.string().max(80).optional() }), z.strictObject({ decision: z.literal('return'), reason: plainText })]);

const mostPlaces = 5_000;

export interface ProvidedOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly catalogues: Catalogues;
  readonly curators: Curators;
  readonly awards: Awards;
}

export function createProvided({ database, clock, catalogues, curators, awards }: ProvidedOptions): Provided {
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
      await requireOwnPictures(transaction, provider, record);
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

  async function asVisitorsWould(record: Attraction, place: string): Promise<AttractionDetail> {
    const catalogue = await catalogues.of(place);
    const known = (await catalogues.packOf(place)).attractions.get(record.slug);
    const others = new Map([...catalogue.attractions].filter(([slug]) => slug !== record.slug));
    return describeAttraction(known === undefined ? record : merged(known, record), { ...catalogue, attractions: others }, createSchedules(catalogue.place), clock());
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
        if (newest === undefined || (newest.record === null && newest.state === 'published')) throw unknown(slug);
        const { number } = await insertVersion(transaction, { id: randomUUIDv7(), provider, place: newest.place, slug, record: null, state: 'published', at: now });
        await hideRecord(transaction, provider, newest.place, slug);
        await appendEvent(transaction, { type: 'content.withdrawn', subject: slug, at: now, data: { provider, version: number } });
      });
    },

    async confirmContent(caller, provider, slug) {
      const allowed = requirePermission(caller, 'content.edit', provider);
      const now = clock();
      const serving = await awards.allWhoServe(visitContent.id, now);
      await database.as(actingFor(allowed, provider), async (transaction) => {
        await lockContent(transaction, provider);
        const shown = (await findNewest(transaction, provider)).get(slug);
        if (shown?.shown == null) throw unknown(slug);
        await appendEvent(transaction, { type: 'content.confirmed', subject: slug, at: now, ...awardFor(serving, provider, shown.shown.area), data: { provider, version: shown.number } });
      });
    },

    async look(caller, provider, slug, given) {
      const allowed = requirePermission(caller, 'content.edit', provider);
      const { record, catalogue } = await checked(slug, given);
      await database.as(actingFor(allowed, provider), (transaction) => requireOwnPictures(transaction, provider, record));
      return asVisitorsWould(record, catalogue.place.slug);
    },

    async preview(caller, versionId) {
      const version = z.uuid().safeParse(versionId).success ? await database.as('system:content', (transaction) => findVersion(transaction, versionId)) : undefined;
      const notThere = () => new Problem({ kind: 'not-found', detail: 'There is no such version.' });
      if (version === undefined || version.record === null) throw notThere();
      await requireSight(caller, version.provider, curators);
      return {
        attraction: await asVisitorsWould(version.record, version.place),
        provider: { id: version.provider, name: (await curators.nameOf(version.provider)) ?? version.provider },
        state: version.state,
        number: version.number,
      };
    },

    async curation(caller) {
      const allowed = requirePermission(caller, 'organisation.register');
      const buyers = allowed.memberships.filter(({ organisationId, kind }) => kind === 'buyer' && may(allowed, 'content.curate', organisationId)).map(({ organisationId }) => organisationId);
      const providers = [...new Set((await Promise.all(buyers.map((buyer) => curators.providersOf(buyer, visitContent.id)))).flat())];
      const found = await database.as({ actor: allowed.actor, organisations: providers }, (transaction) => findWaiting(transaction, providers));
      const all = await catalogues.all();
      const names = new Map(await Promise.all(providers.map(async (id) => [id, (await curators.nameOf(id)) ?? id] as const)));
      return found.flatMap(({ shownAs, ...version }) => {
        const catalogue = all.find(({ place }) => place.slug === version.place);
        if (catalogue === undefined) return [];
        const { record } = version;
        const place = shownAs ?? version.slug;
        const others = catalogue.attractions.values().filter(({ slug }) => slug !== place && slug !== version.slug);
        return [{
          ...version,
          providerName: names.get(version.provider) ?? version.provider,
          today: catalogue.attractions.get(place) ?? null,
          shownAs: shownAs === version.slug ? null : shownAs,
          near: record === null ? [] : nearPlaces(record, others),
        }];
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
      const { towns, attractions } = await catalogues.of(version.place);
      const serving = await awards.allWhoServe(visitContent.id, now);
      const as = decision.data.decision === 'publish' ? decision.data.as : undefined;
      if (as !== undefined && as !== version.slug && !attractions.has(as)) throw invalid([{ field: 'as', message: `"${as}" is not in the guide`, mend: 'name a place that is, or leave it out' }]);
      return database.as(actingFor(allowed, version.provider), async (transaction) => {
        await lockContent(transaction, version.provider);
        const [newest] = await findVersions(transaction, version.provider, version.slug);
        const isPublished = decision.data.decision === 'publish';
        const reason = decision.data.decision === 'return' ? decision.data.reason : null;
        if (newest?.id !== version.id || !(await decideVersion(transaction, version.id, isPublished ? 'published' : 'returned', reason, now))) {
          throw new Problem({ kind: 'taken', detail: 'This was decided meanwhile, or the provider has sent a newer version.' });
        }
        const { provider, place, slug, record } = version;
        const shown = await shownSlug(transaction, provider, slug);
        if (isPublished && record === null) await hideRecord(transaction, provider, place, slug);
        if (isPublished && record !== null) {
          const target = as ?? shown ?? slug;
          const holder = await ownSlugOf(transaction, provider, target);
          if (holder !== undefined && holder !== slug) throw new Problem({ kind: 'taken', detail: `This provider's "${holder}" is laid over that place already: two of its places cannot be one.` });
          await showRecord(transaction, provider, place, { ...record, slug: target }, towns.get(record.town)?.name ?? '', slug);
        }
        const type = !isPublished ? 'content.returned' : record === null ? 'content.withdrawn' : 'content.published';
        await appendEvent(transaction, { type, subject: slug, at: now, ...(record && awardFor(serving, provider, record.area)), data: { provider, version: version.number } });
        return (await findVersion(transaction, version.id))!;
      });
    },
  };
}

/** Nothing that others can change behind a curator's back: a picture is one that was handed in here. */
async function requireOwnPictures(transaction: Transaction, provider: string, record: Attraction): Promise<void> {
  const { pictures = [] } = record;
  const own = new Set((await findOwn(transaction, provider, ownPictures(record))).map(addressOfPicture));
  const errors = pictures.flatMap(({ url }, index) => (own.has(url) ? [] : [{ field: `pictures.${index}.url`, message: `"${url.slice(0, 200)}" is no picture that you have handed in`, mend: `send the picture to /api/provider/${provider}/pictures, and use the address that comes back` }]));
  if (errors.length > 0) throw invalid(errors);
}

function unknown(slug: string): Problem {
  return new Problem({ kind: 'unknown-attraction', detail: `This provider publishes nothing called "${slug.slice(0, 80)}".` });
}
