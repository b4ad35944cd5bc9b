/** Responses to requests, and requests of our own: what a user agent does with MESSAGE (RFC 3261 §8, §18; RFC 3428; RFC 3581). */

import { header, readAddress, splitList, topVia, type Header, type SipRequest, type SipResponse } from './message.ts';

/** Where a packet came from. */
export interface Source {
  readonly address: string;
  readonly port: number;
}

const reasons: Readonly<Record<number, string>> = { 200: 'OK', 202: 'Accepted', 400: 'Bad Request', 405: 'Method Not Allowed', 413: 'Request Entity Too Large', 415: 'Unsupported Media Type', 416: 'Unsupported URI Scheme', 420: 'Bad Extension', 481: 'Call/Transaction Does Not Exist', 500: 'Server Internal Error', 503: 'Service Unavailable', 505: 'Version Not Supported' };

export interface ResponseToWrite {
  readonly status: number;
  /** Our tag for `To`, where the request has none. The same for a request sent again. */
  readonly tag: string;
  readonly headers?: readonly Header[];
  readonly body?: { readonly type: string; readonly bytes: Uint8Array };
}

export function responseTo(request: SipRequest, source: Source, { status, tag, headers = [], body }: ResponseToWrite): SipResponse {
  const copied = request.headers
    .filter(({ name }) => name === 'via' || name === 'from' || name === 'to' || name === 'call-id' || name === 'cseq')
    .map(({ name, value }, index, all) => {
      if (name === 'via' && all.findIndex((each) => each.name === 'via') === index) return { name, value: seenFrom(value, request, source) };
      if (name === 'to' && readAddress(value)?.tag == null) return { name, value: `${value};tag=${tag}` };
      return { name, value };
    });
  return { status, reason: reasons[status] ?? 'Unknown', headers: [...copied, ...headers, ...(body ? [{ name: 'content-type', value: body.type }] : [])], body: body?.bytes ?? new Uint8Array(0) };
}

/** The host and port a response over UDP goes to (§18.2.2, RFC 3581 §4); over TCP it goes back on its line. */
export function responseTarget(request: SipRequest, source: Source): Source {
  const via = topVia(request);
  if (!via || via.parameters.has('rport')) return source;
  return { address: source.address, port: via.port ?? 5060 };
}

function seenFrom(value: string, request: SipRequest, { address, port }: Source): string {
  const via = topVia(request)!;
  const [first, ...rest] = splitList(value);
  const named = via.host.replaceAll(/[[\]]/g, '') === address;
  const rport = via.parameters.has('rport');
  const kept = first!.replaceAll(/;\s*received\s*=[^;]*/gi, '').replace(/;\s*rport\s*(=[^;]*)?(?=;|$)/i, `;rport=${port}`);
  return [`${kept}${rport || !named ? `;received=${address}` : ''}`, ...rest].join(', ');
}

/**
 * What a request is told before its body is looked at: null where it is a MESSAGE that can be taken,
 * or a response (§8.2). Keep-alive by OPTIONS is answered 200.
 */
export function judge(request: SipRequest, contentTypes: readonly string[]): { readonly status: number; readonly headers: readonly Header[] } | null {
  const allow = { name: 'allow', value: 'MESSAGE, OPTIONS' };
  const accept = { name: 'accept', value: contentTypes.join(', ') };
  if (request.method === 'OPTIONS') return { status: 200, headers: [allow, accept] };
  // There is never a dialog to end and never a transaction to cancel.
  if (request.method === 'BYE' || request.method === 'CANCEL') return { status: 481, headers: [] };
  if (request.method !== 'MESSAGE') return { status: 405, headers: [allow] };
  if (!/^(sips?|tel):/i.test(request.uri)) return { status: 416, headers: [] };
  const required = header(request, 'require');
  if (required !== undefined) return { status: 420, headers: [{ name: 'unsupported', value: required }] };
  if (readAddress(header(request, 'from') ?? '') === undefined || readAddress(header(request, 'to') ?? '') === undefined) return { status: 400, headers: [] };
  const type = (header(request, 'content-type') ?? contentTypes[0]!).split(';')[0]!.trim().toLowerCase();
  const encoding = header(request, 'content-encoding') ?? 'identity';
  if (!contentTypes.includes(type) || encoding.toLowerCase() !== 'identity') return { status: 415, headers: [accept] };
  return null;
}

export interface MessageToWrite {
  readonly uri: string;
  readonly from: { readonly uri: string; readonly tag: string };
  readonly to: { readonly uri: string };
  readonly callId: string;
  readonly sequence: number;
  readonly via: { readonly transport: 'UDP' | 'TCP' | 'TLS'; readonly sentBy: string; /** Begins with `z9hG4bK`, unlike any other. */ readonly branch: string };
  readonly body: { readonly type: string; readonly bytes: Uint8Array };
}

/** A MESSAGE of our own: an `mrs` to its sender, or an alarm from a simulated home. */
export function messageRequest({ uri, from, to, callId, sequence, via, body }: MessageToWrite): SipRequest {
  return {
    method: 'MESSAGE',
    uri,
    headers: [
      { name: 'via', value: `SIP/2.0/${via.transport} ${via.sentBy};branch=${via.branch};rport` },
      { name: 'max-forwards', value: '70' },
      { name: 'from', value: `<${from.uri}>;tag=${from.tag}` },
      { name: 'to', value: `<${to.uri}>` },
      { name: 'call-id', value: callId },
      { name: 'cseq', value: `${sequence} MESSAGE` },
      { name: 'content-type', value: body.type },
    ],
    body: body.bytes,
  };
}
