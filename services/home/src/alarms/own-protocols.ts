/** An organisation's own protocols, approved by its own clinical lead: written by those who lead it, read by its operators. */

import { randomUUIDv7 } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { answersAlarms, requirePermission, type Caller } from '@drystone/access';
import type { Database, Transaction } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { invalid, parsed, Problem } from '@drystone/problems';
import type { Organisations } from '../ports.ts';
import { protocolText, type ProtocolText } from './protocol-text.ts';
import { addVersion, findInForce, findProtocols, findVersions, isOwn, type OwnProtocol, type StoredProtocol } from './protocol-store.ts';
import { builtInProtocols, protocolSubjects, serving, subjectsFor, subjectsOf, type ProtocolStep, type ProtocolSubject, type Serving } from './protocols.ts';
import type { StoredCase } from './store.ts';

export interface ProtocolVersion extends Omit<StoredProtocol, 'madeBy'> {
  readonly by: { readonly actor: string; readonly name: string | null };
}

export interface ProtocolState {
  readonly subject: ProtocolSubject;
  /** What stands for it where it has none; itself, where it is a group. */
  readonly group: ProtocolSubject;
  /** Null: it never had one. */
  readonly latest: ProtocolVersion | null;
  /** Whose text operators see now: its own subject's, or that of its group. */
  readonly servedBy: ProtocolSubject;
  /** What is built in for it. */
  readonly builtIn: readonly ProtocolStep[];
}

export interface OwnProtocols {
  /** Of everything that operators answer. */
  protocols(caller: Caller | undefined, organisation: string): Promise<readonly ProtocolState[]>;
  /** The text of a form as it would be kept. @throws Problem `invalid-request`. */
  checkProtocol(caller: Caller | undefined, organisation: string, form: unknown): Promise<ProtocolText>;
  /** The newest first. @throws Problem `not-found` where there is no such subject. */
  protocolVersions(caller: Caller | undefined, organisation: string, subject: string, query: { readonly before?: number | undefined; readonly limit: number }): Promise<readonly ProtocolVersion[]>;
  /**
   * In force from now on. The same text again is no new version.
   *
   * @param given null: the built-in text again.
   * @param after the latest version that was read; 0 where there was none.
   * @throws Problem `overtaken` where there is a later one.
   */
  putProtocol(caller: Caller | undefined, organisation: string, subject: string, after: number, given: unknown): Promise<ProtocolVersion>;
}

export interface OwnProtocolsOptions {
  readonly database: Database;
  readonly clock: () => Temporal.Instant;
  readonly organisations: Organisations;
  readonly timeZone: string;
}

export function createOwnProtocols({ database, clock, organisations, timeZone }: OwnProtocolsOptions): OwnProtocols {
  async function named(organisation: string, versions: readonly StoredProtocol[]): Promise<readonly ProtocolVersion[]> {
    const names = new Map(versions.length === 0 ? [] : (await organisations.people(organisation)).map(({ actor, name }) => [actor, name]));
    return versions.map(({ madeBy, ...version }) => ({ ...version, by: { actor: madeBy, name: names.get(madeBy) ?? null } }));
  }

  function textOf(form: unknown): ProtocolText {
    const text = parsed(protocolText, form);
    if (Temporal.PlainDate.compare(text.approvedOn, clock().toZonedDateTimeISO(timeZone).toPlainDate()) > 0) throw invalid([{ field: 'approvedOn', message: 'this day is still to come', mend: 'use the day on which it was approved' }]);
    return text;
  }

  return {
    async protocols(caller, organisation) {
      const { actor } = requirePermission(caller, 'protocol.read', organisation);
      const found = await database.as({ actor, organisations: [organisation] }, (transaction) => findInForce(transaction, [organisation]));
      const latest = new Map((await named(organisation, found)).map((version) => [version.subject, version]));
      const ownOf = ownAmong(found, [organisation]);
      return protocolSubjects.map((subject) => {
        const subjects = subjectsFor(subject);
        return { subject, group: subjects.at(-1)!, latest: latest.get(subject) ?? null, servedBy: serving(subjects, ownOf).subject, builtIn: builtInProtocols[serving(subjects, () => undefined).subject]! };
      });
    },
    async protocolVersions(caller, organisation, given, query) {
      const { actor } = requirePermission(caller, 'protocol.read', organisation);
      const subject = subjectIn(given);
      return named(organisation, await database.as({ actor, organisations: [organisation] }, (transaction) => findVersions(transaction, organisation, subject, query)));
    },
    async checkProtocol(caller, organisation, form) {
      requirePermission(caller, 'protocol.edit', organisation);
      return textOf(form);
    },
    async putProtocol(caller, organisation, of, after, given) {
      const { actor } = requirePermission(caller, 'protocol.edit', organisation);
      const subject = subjectIn(of);
      const text = given === null ? null : textOf(given);
      const now = clock();
      if (!answersAlarms((await organisations.publicly(organisation))?.kind)) throw new Problem({ kind: 'unknown-organisation', detail: `There is no organisation ${organisation} that can answer alarms.` });
      const made = await database.as({ actor, organisations: [organisation] }, async (transaction) => {
        const [latest] = await findVersions(transaction, organisation, subject, { limit: 1 });
        if (latest !== undefined && isDeepStrictEqual(latest.text, text)) return latest;
        if (latest === undefined && text === null) throw new Problem({ kind: 'not-found', detail: 'It is the built-in text already.' });
        const version = { id: randomUUIDv7(), organisation, subject, version: (latest?.version ?? 0) + 1, madeAt: now.toString({ smallestUnit: 'millisecond' }), madeBy: actor, text };
        if ((latest?.version ?? 0) !== after || !(await addVersion(transaction, version))) throw new Problem({ kind: 'overtaken', detail: 'Somebody has changed this protocol meanwhile: read it again.' });
        await appendEvent(transaction, { type: 'protocol.changed', subject: organisation, at: now, data: { of: subject, version: version.version, isBuiltIn: text === null } });
        return version;
      });
      return (await named(organisation, [made]))[0]!;
    },
  };
}

function subjectIn(given: string): ProtocolSubject {
  const subject = protocolSubjects.find((each) => each === given);
  if (subject === undefined) throw new Problem({ kind: 'not-found', detail: `There is no kind of alarm ${given.slice(0, 64)} to have a protocol for.` });
  return subject;
}

/** Of organisations, the text of the first that has one. */
function ownAmong(found: readonly StoredProtocol[], organisations: readonly string[]): (subject: ProtocolSubject) => OwnProtocol | undefined {
  const own = found.filter(isOwn);
  return (subject) => organisations.map((organisation) => own.find((each) => each.organisation === organisation && each.subject === subject)).find((each) => each !== undefined);
}

type CaseOfProtocol = Pick<StoredCase, 'protocol' | 'kind' | 'group' | 'organisation' | 'responder' | 'takenFor'>;

/**
 * What serves a case at a moment: of those for whom it was taken, or of the provider that it is with; else of those
 * who answer for the home, for what they have approved is better than what nobody has.
 */
export async function servingProtocol(transaction: Transaction, { organisation, responder, takenFor, ...alarm }: CaseOfProtocol, at?: Temporal.Instant): Promise<Serving<OwnProtocol>> {
  const whose = [takenFor ?? responder ?? organisation, organisation];
  return serving(subjectsOf(alarm), ownAmong(await findInForce(transaction, whose, at), whose));
}

/** What its operator follows: the version that was in force when they took it; before that, the one in force. */
export async function protocolOfCase(transaction: Transaction, alarmCase: CaseOfProtocol & Pick<StoredCase, 'protocolVersion' | 'acknowledgedAt' | 'closedAt'>): Promise<Serving<OwnProtocol>> {
  const { protocolVersion, acknowledgedAt, closedAt } = alarmCase;
  if (acknowledgedAt === null) return servingProtocol(transaction, alarmCase, closedAt ?? undefined);
  if (protocolVersion === null) return serving<OwnProtocol>(subjectsOf(alarmCase), () => undefined);
  const own = (await findProtocols(transaction, [protocolVersion])).filter(isOwn)[0]!;
  return { subject: own.subject, own };
}
