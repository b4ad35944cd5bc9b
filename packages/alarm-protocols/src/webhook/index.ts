/** Webhooks of vendor clouds: whether they are signed. What they say is a device message (`device`). */

export { readSecret, sign, signedContent, verify, type SignatureTools, type SignedRequest, type Verification } from './signature.ts';
