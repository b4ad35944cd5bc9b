/**
 * Transactions of requests that are no INVITE (RFC 3261 §17.1.2, §17.2.2), as states and what
 * happens to them. Nothing here waits: `dueAt` says when to come back with `elapsed`.
 */

import { header, readAddress, sequenceOf, topVia, type SipMessage } from './message.ts';

/** §17.1.1.1, milliseconds. */
export const t1 = 500;
export const t2 = 4000;
export const t4 = 5000;
const patience = 64 * t1;

/** Requests with the same key are one request sent again (§17.2.3). */
export function transactionKey(message: SipMessage): string {
  const via = topVia(message);
  const branch = via?.parameters.get('branch');
  const method = sequenceOf(message)?.method ?? '';
  if (branch?.startsWith('z9hG4bK')) return JSON.stringify([branch, via!.host.toLowerCase(), via!.port ?? 5060, method]);
  // RFC 2543 had no unique branches.
  const uri = 'method' in message ? message.uri : '';
  return JSON.stringify([uri, header(message, 'call-id'), readAddress(header(message, 'from') ?? '')?.tag ?? null, header(message, 'cseq'), header(message, 'via')]);
}

export type ServerTransaction =
  | { readonly state: 'trying'; readonly dueAt: null }
  | { readonly state: 'completed'; readonly response: Uint8Array; /** Timer J. */ readonly dueAt: Temporal.Instant }
  | { readonly state: 'terminated'; readonly dueAt: null };

export interface Step<Transaction> {
  readonly transaction: Transaction;
  /** To be sent now. */
  readonly send: readonly Uint8Array[];
}

/** A request has come, and is being worked on. */
export const trying: ServerTransaction = { state: 'trying', dueAt: null };

/** The same request again: what was answered is sent again; what is not answered yet is not begun twice. */
export function requestAgain(transaction: ServerTransaction): Step<ServerTransaction> {
  return { transaction, send: transaction.state === 'completed' ? [transaction.response] : [] };
}

/** Over TCP and TLS nothing is sent again, so nothing needs to be remembered. */
export function answered(transaction: ServerTransaction, response: Uint8Array, reliable: boolean, now: Temporal.Instant): Step<ServerTransaction> {
  if (transaction.state !== 'trying') return { transaction, send: [] };
  return { transaction: reliable ? { state: 'terminated', dueAt: null } : { state: 'completed', response, dueAt: now.add({ milliseconds: patience }) }, send: [response] };
}

export function serverElapsed(transaction: ServerTransaction, now: Temporal.Instant): ServerTransaction {
  return transaction.state === 'completed' && Temporal.Instant.compare(now, transaction.dueAt) >= 0 ? { state: 'terminated', dueAt: null } : transaction;
}

export type ClientTransaction =
  | {
      readonly state: 'trying' | 'proceeding';
      readonly request: Uint8Array;
      readonly reliable: boolean;
      /** Timer E, milliseconds. */
      readonly interval: number;
      /** Timer F. */
      readonly giveUpAt: Temporal.Instant;
      readonly dueAt: Temporal.Instant;
    }
  | { readonly state: 'completed'; readonly status: number; /** Timer K. */ readonly dueAt: Temporal.Instant }
  | { readonly state: 'terminated'; /** Null where no final response came in time. */ readonly status: number | null; readonly dueAt: null };

/** Sends a request, again after 0.5, 1, 2, 4, 4 … s over UDP, and gives up after 32 s. */
export function sendRequest(request: Uint8Array, reliable: boolean, now: Temporal.Instant): Step<ClientTransaction> {
  const giveUpAt = now.add({ milliseconds: patience });
  return { transaction: { state: 'trying', request, reliable, interval: t1, giveUpAt, dueAt: reliable ? giveUpAt : now.add({ milliseconds: t1 }) }, send: [request] };
}

export function responseCame(transaction: ClientTransaction, status: number, now: Temporal.Instant): ClientTransaction {
  if (transaction.state === 'completed' || transaction.state === 'terminated') return transaction;
  if (status < 200) return { ...transaction, state: 'proceeding', interval: t2 };
  return transaction.reliable ? { state: 'terminated', status, dueAt: null } : { state: 'completed', status, dueAt: now.add({ milliseconds: t4 }) };
}

export function clientElapsed(transaction: ClientTransaction, now: Temporal.Instant): Step<ClientTransaction> {
  if (transaction.dueAt === null || Temporal.Instant.compare(now, transaction.dueAt) < 0) return { transaction, send: [] };
  if (transaction.state === 'completed') return { transaction: { state: 'terminated', status: transaction.status, dueAt: null }, send: [] };
  if (Temporal.Instant.compare(now, transaction.giveUpAt) >= 0) return { transaction: { state: 'terminated', status: null, dueAt: null }, send: [] };
  const interval = transaction.state === 'proceeding' ? t2 : Math.min(transaction.interval * 2, t2);
  const next = now.add({ milliseconds: interval });
  return { transaction: { ...transaction, interval, dueAt: Temporal.Instant.compare(next, transaction.giveUpAt) < 0 ? next : transaction.giveUpAt }, send: [transaction.request] };
}
