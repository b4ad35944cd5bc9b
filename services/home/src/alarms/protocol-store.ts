/** The SQL of an organisation's own protocols. */

import { sql, type RawBuilder, type Transaction } from '@drystone/database';
import { rfc3339 } from '../signals/reading.ts';
import type { ProtocolText } from './protocol-text.ts';
import type { ProtocolSubject } from './protocols.ts';

export interface StoredProtocol {
  readonly id: string;
  readonly organisation: string;
  readonly subject: ProtocolSubject;
  /** 1, 2, 3 … of this subject. */
  readonly version: number;
  /** From when it is in force, until the next. */
  readonly madeAt: string;
  readonly madeBy: string;
  /** Null: the built-in text again. */
  readonly text: ProtocolText | null;
}

/** A text of its own. */
export interface OwnProtocol extends StoredProtocol {
  readonly text: ProtocolText;
}
export const isOwn = (protocol: StoredProtocol): protocol is OwnProtocol => protocol.text !== null;

interface Row extends Omit<StoredProtocol, 'text'> {
  readonly title: string | null;
  readonly steps: string[];
  readonly approvedBy: string;
  readonly approvedOn: string;
}

const columns = sql`id, organisation, subject, version, ${rfc3339('made_at')} as "madeAt", made_by as "madeBy", title, steps, approved_by as "approvedBy", approved_on::text as "approvedOn"`;
const protocolOf = ({ title, steps, approvedBy, approvedOn, ...row }: Row): StoredProtocol => ({ ...row, text: title === null ? null : { title, steps, approvedBy, approvedOn } });

async function find(transaction: Transaction, rest: RawBuilder<unknown>, first = sql``): Promise<readonly StoredProtocol[]> {
  const { rows } = await sql<Row>`select ${first} ${columns} from home.protocol ${rest}`.execute(transaction);
  return rows.map(protocolOf);
}

/** The version in force of each subject that ever had one. @param at now, where it is left out. */
export function findInForce(transaction: Transaction, organisations: readonly string[], at?: Temporal.Instant): Promise<readonly StoredProtocol[]> {
  const until = at === undefined ? sql`` : sql`and made_at <= ${at.toString()}`;
  return find(transaction, sql`where organisation = any (${[...organisations]}::uuid[]) ${until} order by organisation, subject, version desc`, sql`distinct on (organisation, subject)`);
}

/** The newest first. @param before this version. */
export function findVersions(transaction: Transaction, organisation: string, subject: ProtocolSubject, { before, limit }: { readonly before?: number | undefined; readonly limit: number }): Promise<readonly StoredProtocol[]> {
  const below = before === undefined ? sql`` : sql`and version < ${before}`;
  return find(transaction, sql`where organisation = ${organisation} and subject = ${subject} ${below} order by version desc limit ${limit}`);
}

export function findProtocols(transaction: Transaction, ids: readonly string[]): Promise<readonly StoredProtocol[]> {
  return find(transaction, sql`where id = any (${[...ids]}::uuid[])`);
}

/** @returns false where another has made this version first. */
export async function addVersion(transaction: Transaction, { id, organisation, subject, version, madeAt, madeBy, text }: StoredProtocol): Promise<boolean> {
  const { rows } = await sql`
    insert into home.protocol (id, organisation, subject, version, made_at, made_by, title, steps, approved_by, approved_on)
    values (${id}, ${organisation}, ${subject}, ${version}, ${madeAt}, ${madeBy}, ${text?.title ?? null}, ${text === null ? null : [...text.steps]}::text[], ${text?.approvedBy ?? null}, ${text?.approvedOn ?? null}::date)
    on conflict (organisation, subject, version) do nothing returning id`.execute(transaction);
  return rows.length > 0;
}
