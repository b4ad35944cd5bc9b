export { createOutbound, OutboundError } from './outbound.ts';
export type { Answer, CallOptions, Outbound, OutboundFailure, OutboundOptions } from './outbound.ts';
export { replyTo } from './reply.ts';
export { contentDigest, signedHeaders, type RequestKey } from './signing.ts';
