/** What providers tell once, which lots fit them, and telling them of each such lot. */

import { randomUUIDv7 } from 'node:crypto';
import { requirePermission, type Caller, type Operation } from '@drystone/access';
import type { Acting, Database } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { invalid, parsed, Problem } from '@drystone/problems';
import { checkFile, documentFiles, type Scanner } from '@drystone/uploads';
import { actingFor, isId } from '../acting.ts';
import { methodOf } from '../methods/method.ts';
import type { Areas, Organisations, PublicOrganisation } from '../ports.ts';
import { findProcesses } from '../processes/store.ts';
import { fitOf, type Fit } from './fit.ts';
import { noProfile, profileForm, publicPart, sectionStates, untimely, type Profile, type PublicProfile, type SectionState } from './profile.ts';
import { countProviderDocuments, findProfile, findProviderDocument, insertProviderDocument, putProfile } from './store.ts';

export interface ToldProfile {
  readonly organisation: { readonly id: string; readonly name: string };
  /** 0 where nothing is told yet. */
  readonly revision: number;
  readonly content: Profile;
  readonly sections: readonly SectionState[];
}

export interface FittingLot {
  readonly process: { readonly id: string; readonly title: string; readonly buyer: string; readonly deadline: string };
  readonly lot: { readonly id: string; readonly title: string; readonly part: string; readonly valuePence: number | null };
  readonly fit: Fit;
}

export interface Profiles {
  profile(caller: Caller | undefined, organisation: string): Promise<ToldProfile>;
  /** Some fields; what is left out stays. @throws Problem 412 where it is not at that revision any more. */
  editProfile(caller: Caller | undefined, organisation: string, revision: number, change: unknown): Promise<ToldProfile>;
  /** What anybody may read. @throws Problem 404 where it tells nothing. */
  publicProfile(organisation: string): Promise<PublicProfile & { readonly id: string; readonly name: string }>;
  /** @returns the document's id, to be named by a policy. */
  addProviderDocument(caller: Caller | undefined, organisation: string, file: { readonly name: string; readonly bytes: Uint8Array }): Promise<{ readonly id: string; readonly name: string }>;
  /** For its own people, and for the buyer of a bid that was opened. */
  providerDocument(caller: Caller | undefined, id: string): Promise<{ readonly name: string; readonly type: string; readonly bytes: Uint8Array }>;
  /** Lots of tenders that are open, that fit; soonest deadline first. */
  fittingLots(caller: Caller | undefined, organisation: string): Promise<readonly FittingLot[]>;
}

export interface ProfilesOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly areas: Areas;
  readonly timeZone: string;
  readonly scanner: Scanner;
}

const mostProviderDocuments = 60;
const mostTenders = 1_000;

export function createProfiles({ database, clock, organisations, areas, timeZone, scanner }: ProfilesOptions): Profiles {
  async function providing(caller: Caller | undefined, operation: Operation, organisation: string): Promise<{ provider: PublicOrganisation; acting: Acting }> {
    const allowed = requirePermission(caller, operation, organisation);
    const provider = isId(organisation) ? await organisations.publicly(organisation) : undefined;
    if (provider === undefined) throw new Problem({ kind: 'unknown-organisation', detail: 'There is no such organisation.' });
    if (provider.kind === 'buyer') throw invalid([{ field: 'organisation', message: `"${provider.name}" buys, it does not provide`, mend: 'use a provider or a community group' }], 'impossible-request');
    return { provider, acting: actingFor(allowed, organisation) };
  }

  const told = ({ id, name }: PublicOrganisation, stored: { readonly content: Profile; readonly revision: number }): ToldProfile => {
    const content = profileForm.parse(stored.content);
    return { organisation: { id, name }, revision: stored.revision, content, sections: sectionStates(content, clock().toZonedDateTimeISO(timeZone).toPlainDate()) };
  };

  /** Begins with the numbers that the organisation was registered with. */
  const beginning = ({ companyNumber, charityNumber }: PublicOrganisation) => {
    const content = profileForm.safeParse({ ...noProfile, companyNumber, charityNumbers: charityNumber === null ? [] : [charityNumber] });
    return { revision: 0, content: content.success ? content.data : noProfile };
  };

  return {
    async profile(caller, organisation) {
      const { provider, acting } = await providing(caller, 'profile.read', organisation);
      return told(provider, (await database.as(acting, (transaction) => findProfile(transaction, organisation))) ?? beginning(provider));
    },

    async editProfile(caller, organisation, revision, change) {
      const { provider, acting } = await providing(caller, 'profile.edit', organisation);
      const given = parsed(profileForm.partial(), change);
      const wrong = untimely(given, clock().toZonedDateTimeISO(timeZone).toPlainDate().toString());
      if (wrong.length > 0) throw invalid(wrong);
      const known = new Set((await areas.all()).map(({ slug }) => slug));
      const unknown = given.areas?.find((area) => !known.has(area));
      if (unknown !== undefined) throw invalid([{ field: 'areas', message: `"${unknown}" is not an area there is`, mend: 'use areas of GET /api/areas' }]);
      return database.as(acting, async (transaction) => {
        const before = (await findProfile(transaction, organisation)) ?? beginning(provider);
        // Zod fills in what is left out: only what was sent counts.
        const sent = Object.fromEntries(Object.entries(given).filter(([field]) => Object.hasOwn(change as object, field)));
        const content = { ...before.content, ...sent };
        for (const [index, { document }] of content.policies.entries()) {
          if (document !== undefined && (await findProviderDocument(transaction, document))?.organisation !== organisation) throw invalid([{ field: `policies.${index}.document`, message: 'is no document of yours', mend: 'add it first' }]);
        }
        if (!(await putProfile(transaction, { organisation, name: provider.name, content, revision }, clock()))) throw new Problem({ kind: 'overtaken', detail: 'Somebody else changed this profile since you read it. Look at it anew and try again.' });
        await appendEvent(transaction, { type: 'profile.changed', subject: organisation, at: clock(), data: { revision: revision + 1 } });
        return told(provider, (await findProfile(transaction, organisation))!);
      });
    },

    async publicProfile(organisation) {
      const provider = isId(organisation) ? await organisations.publicly(organisation) : undefined;
      const stored = provider === undefined ? undefined : await database.as('system:commissioning', (transaction) => findProfile(transaction, organisation));
      if (provider === undefined || stored === undefined) throw new Problem({ kind: 'unknown-organisation', detail: 'There is no such provider, or it tells nothing of itself yet.' });
      return { id: provider.id, name: provider.name, ...publicPart(profileForm.parse(stored.content)) };
    },

    async addProviderDocument(caller, organisation, file) {
      const { acting } = await providing(caller, 'profile.edit', organisation);
      const { name, type } = await checkFile(file, documentFiles, scanner);
      const id = randomUUIDv7();
      await database.as(acting, async (transaction) => {
        if ((await countProviderDocuments(transaction, organisation)) >= mostProviderDocuments) throw invalid([{ field: 'file', message: `is one too many: ${mostProviderDocuments} are kept`, mend: 'take one out first' }], 'impossible-request');
        await insertProviderDocument(transaction, { id, organisation, name, type, content: Buffer.from(file.bytes) }, clock());
      });
      return { id, name };
    },

    async providerDocument(caller, id) {
      const allowed = requirePermission(caller, 'organisation.register');
      const found = isId(id) ? await database.as(actingFor(allowed), (transaction) => findProviderDocument(transaction, id)) : undefined;
      if (found === undefined) throw new Problem({ kind: 'not-found', detail: 'There is no such document, or it is not for you.' });
      return { name: found.name, type: found.type, bytes: found.content };
    },

    async fittingLots(caller, organisation) {
      const { acting } = await providing(caller, 'profile.read', organisation);
      const now = clock();
      const { profile, open } = await database.as(acting, async (transaction) => ({
        profile: (await findProfile(transaction, organisation))?.content ?? noProfile,
        open: await findProcesses(transaction, { q: '', drafts: false, limit: mostTenders, offset: 0 }),
      }));
      return open
        .filter(({ stage, content }) => stage === 'tender' && methodOf(content.method).ocds !== 'direct' && content.deadline !== null && Temporal.Instant.compare(now, content.deadline) < 0)
        .flatMap(({ id, buyer, content }) =>
          content.lots.flatMap((lot) => {
            const fit = fitOf(profile, lot);
            return fit === undefined ? [] : [{ process: { id, title: content.title, buyer: buyer.name, deadline: content.deadline! }, lot: { id: lot.id, title: lot.title, part: lot.part, valuePence: lot.valuePence }, fit }];
          }),
        )
        .toSorted((a, b) => Temporal.Instant.compare(a.process.deadline, b.process.deadline));
    },
  };
}
