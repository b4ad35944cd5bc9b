/** A draft as its editor sees it: what is still missing, what the law says, what the tender check finds, what it will take to bid. */

import type { Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import type { Json, JsonObject } from '@drystone/ocds';
import { Problem } from '@drystone/problems';
import { biddingEffort, tendersIn, type BiddingEffort } from '@drystone/tender-check';
import type { Barriers, TenderFinding } from '../barriers/barriers.ts';
import { adviseMethods, type Aim, type MethodAdvice } from '../methods/advice.ts';
import { earliestDeadline } from '../methods/time-limits.ts';
import { findEngagement } from '../engagement/store.ts';
import { draftReleaseOf, fieldOfFinding, pointersOf } from '../open/draft-release.ts';
import type { Areas, Organisations } from '../ports.ts';
import { hindrances, stagesOf, standingOf, standstillOf, type Hindrance, type Standing, type StageOf, type StandstillOf } from './law.ts';
import type { Process } from './process.ts';
import type { Processes } from './processes.ts';
import { findRecentTenders } from './store.ts';

export interface DraftFinding extends TenderFinding {
  /** The field of the draft, for example `lots.0.description`; null where it is about the whole. */
  readonly field: string | null;
}

export interface Draft {
  readonly process: Process;
  /** Pages of the editor that were saved; null where the draft came from a program, and all of it counts as written. */
  readonly savedSteps: readonly string[] | null;
  readonly hindrances: readonly Hindrance[];
  readonly standing: Standing;
  readonly standstill: StandstillOf;
  /** The first moment the deadline may lie at, were it published now; RFC 3339. */
  readonly earliest: string;
  readonly stages: readonly StageOf[];
  readonly findings: readonly DraftFinding[];
  readonly effort: BiddingEffort | null;
  readonly release: JsonObject;
  /** Where in the release the words of each field stand: JSON Pointers (RFC 6901) by the field. */
  readonly pointers: Readonly<Record<string, string>>;
  readonly timeZone: string;
}

export interface Drafting {
  /** @throws Problem `unknown-process`, also where it is published already. */
  draft(caller: Caller | undefined, id: string): Promise<Draft>;
  /** The ways to buy, those that fit the value and the aim first. */
  methodAdvice(draft: Draft, aim: Aim | undefined): readonly MethodAdvice[];
  /** The middle value of each figure over the newest tenders published here; null where there are fewer than three. */
  typicalEffort(): Promise<{ readonly tenders: number; readonly effort: Omit<BiddingEffort, 'path'> } | null>;
}

export interface DraftingOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly areas: Areas;
  readonly timeZone: string;
  readonly processes: Pick<Processes, 'process' | 'savedSteps'>;
  readonly barriers: Pick<Barriers, 'checkTender'>;
}

/** What the platform itself sees to once a draft is published: bidders ask on the tender's own page. */
const seenTo: ReadonlySet<string> = new Set(['no-contact']);

export function createDrafting({ database, clock, organisations, areas, timeZone, processes, barriers }: DraftingOptions): Drafting {
  return {
    async draft(caller, id) {
      const process = await processes.process(caller, id);
      if (process.stage !== 'planning') throw new Problem({ kind: 'unknown-process', detail: 'There is no such draft; it may be published.' });
      const now = clock();
      const [savedSteps, known, buyer, engagement] = await Promise.all([processes.savedSteps(caller, id), areas.all(), organisations.publicly(process.buyer.id), database.as('anonymous', (transaction) => findEngagement(transaction, id))]);
      const standing = standingOf(process.content, now.toZonedDateTimeISO(timeZone).toPlainDate());
      const release = draftReleaseOf({ process, buyer, areas: known, engagement, now, timeZone });
      const { findings, effort } = await barriers.checkTender(release);
      return {
        process,
        savedSteps: savedSteps ?? null,
        hindrances: hindrances(process.content, now, new Set(known.map(({ slug }) => slug)), timeZone),
        standing,
        standstill: standstillOf(process.content, now.toZonedDateTimeISO(timeZone).toPlainDate()),
        earliest: earliestDeadline(now, standing.timeLimit.days, timeZone).toString(),
        stages: stagesOf(process.content),
        findings: findings.filter(({ rule }) => !seenTo.has(rule)).map((finding) => ({ ...finding, field: fieldOfFinding(finding, process.content, release) ?? null })),
        effort: effort[0] ?? null,
        release,
        pointers: pointersOf(process.content, release),
        timeZone,
      };
    },

    methodAdvice: ({ standing: { valuePence, threshold } }, aim) => adviseMethods({ valuePence, threshold, aim }),

    async typicalEffort() {
      const releases = await database.as('anonymous', (transaction) => findRecentTenders(transaction, 50));
      if (releases.length < 3) return null;
      const efforts = tendersIn({ records: releases.map((release) => ({ compiledRelease: release as Json })) }).map(biddingEffort);
      const middle = (of: (effort: BiddingEffort) => number): number => efforts.map(of).toSorted((a, b) => a - b)[Math.floor(efforts.length / 2)]!;
      return {
        tenders: efforts.length,
        effort: { wordsToRead: middle((each) => each.wordsToRead), documentsToRead: middle((each) => each.documentsToRead), questionsToAnswer: middle((each) => each.questionsToAnswer), documentsToSupply: middle((each) => each.documentsToSupply), estimatedHours: middle((each) => each.estimatedHours) },
      };
    },
  };
}
