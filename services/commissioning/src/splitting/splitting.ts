/** The helper that proposes how to split a draft, and shows who could bid for each lot. */

import { requirePermission, type Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import { invalid } from '@drystone/problems';
import type { Award } from '../awards/award.ts';
import { findAwards } from '../awards/store.ts';
import { thresholdOf } from '../methods/thresholds.ts';
import type { Areas, Providers } from '../ports.ts';
import type { Lot, Process } from '../processes/process.ts';
import type { Processes } from '../processes/processes.ts';
import { sizeOf, type Profile } from '../providers/profile.ts';
import { findAllProfiles } from '../providers/store.ts';
import { couldBid, yearlyPence, type CouldBid, type KnownProvider } from './could-bid.ts';
import { proposeSplits, splitKinds, type SplitKind } from './propose.ts';

export interface SplitLot {
  readonly lot: Lot;
  readonly yearlyPence: number | null;
  readonly bidders: readonly { readonly provider: { readonly id: string; readonly name: string }; readonly verdict: CouldBid }[];
}

export interface SplitProposal {
  readonly kind: SplitKind;
  readonly lots: readonly SplitLot[];
  /** How many registered providers could bid for one lot at the least. */
  readonly couldBid: number;
}

export interface Splitting {
  /** @throws Problem `unknown-process` where it is no draft of the caller's. */
  splits(caller: Caller | undefined, id: string): Promise<{ readonly providers: number; readonly proposals: readonly SplitProposal[] }>;
  /** Takes a proposal over into the draft. @throws Problem 412 where somebody changed it meanwhile. */
  takeSplit(caller: Caller | undefined, id: string, revision: number, kind: string): Promise<Process>;
}

export interface SplittingOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly areas: Areas;
  readonly providers: Providers;
  readonly timeZone: string;
  readonly processes: Pick<Processes, 'process' | 'editProcess'>;
}

export function createSplitting({ database, clock, areas, providers, timeZone, processes }: SplittingOptions): Splitting {
  async function proposals(process: Process) {
    return proposeSplits(process.content.lots, (await areas.all()).map(({ slug, name, neighbours = [] }) => ({ slug, name, neighbours })));
  }

  /** What a provider has told in its profile, and where it told nothing what it was awarded before. */
  async function known(): Promise<readonly KnownProvider[]> {
    const [registered, awards, profiles] = await Promise.all([
      providers.all(),
      database.as('anonymous', (transaction) => findAwards(transaction, {}, 10_000, 0)),
      // Their figures stay here: what goes out is a verdict with its reason.
      database.as('system:commissioning', (transaction) => findAllProfiles(transaction, 5_000)),
    ]);
    const told = new Map(profiles.map(({ organisation, content }) => [organisation, content]));
    return registered.map(({ id, name, kind }) => knownProvider({ id, name, kind }, told.get(id), awards.filter((award) => award.provider.id === id)));
  }

  return {
    async splits(caller, id) {
      const process = await processes.process(caller, id);
      requirePermission(caller, 'process.edit', process.buyer.id);
      const [found, all, everywhere] = await Promise.all([proposals(process), known(), areas.all()]);
      const nameOf = (slug: string) => everywhere.find((area) => area.slug === slug)?.name ?? slug;
      return {
        providers: all.length,
        proposals: found.map(({ kind, lots }) => {
          const judged = lots.map((lot) => ({ lot, yearlyPence: yearlyPence(lot), bidders: all.map((provider) => ({ provider: { id: provider.id, name: provider.name }, verdict: couldBid(lot, provider, nameOf) })) }));
          return { kind, lots: judged, couldBid: new Set(judged.flatMap(({ bidders }) => bidders.filter(({ verdict }) => verdict.could).map(({ provider }) => provider.id))).size };
        }),
      };
    },

    async takeSplit(caller, id, revision, kind) {
      const process = await processes.process(caller, id);
      requirePermission(caller, 'process.edit', process.buyer.id);
      const chosen = (await proposals(process)).find((each) => each.kind === kind);
      if (chosen === undefined || !splitKinds.includes(kind as SplitKind)) throw invalid([{ field: 'kind', message: `"${kind.slice(0, 40)}" cannot be made of this draft`, mend: 'choose one that is proposed' }], 'impossible-request');
      // A lot kept for small providers would be against the law from the threshold up.
      const threshold = thresholdOf(process.content, clock().toZonedDateTimeISO(timeZone).toPlainDate());
      const total = chosen.lots.reduce((sum, { valuePence }) => sum + (valuePence ?? 0), 0);
      const lots = chosen.kind === 'one-small' && total < threshold.pence ? chosen.lots.map((lot, index) => (index % 2 === 1 ? { ...lot, reservedFor: 'small-and-social' as const } : lot)) : chosen.lots;
      return processes.editProcess(caller, id, revision, { ...process.content, lots }, 'lots');
    },
  };
}

function knownProvider(registered: Pick<KnownProvider, 'id' | 'name' | 'kind'>, profile: Profile | undefined, earlier: readonly Award[]): KnownProvider {
  const first = (...lists: readonly (readonly string[])[]) => lists.find((list) => list.length > 0) ?? null;
  const size = profile === undefined ? 'unknown' : sizeOf(profile);
  return {
    ...registered,
    parts: first(profile?.parts ?? [], [...new Set(earlier.map(({ part }) => part))]),
    areas: first(profile?.areas ?? [], [...new Set(earlier.flatMap(({ areas }) => areas))]),
    turnoverPence: profile?.turnoverPence ?? null,
    // Nobody is asked for it yet.
    supportedEmployment: null,
    smallOrSocial: profile === undefined ? null : profile.socialEnterprise || profile.voluntary ? true : size === 'unknown' ? null : size !== 'large',
  };
}
