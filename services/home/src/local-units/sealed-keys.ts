/** Keys of local units, sealed by one that is not in the database: a copy of the tables decrypts no alarm. */

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export interface SealedKeys {
  /** For this local unit and no other. */
  seal(keys: readonly Uint8Array[], unit: string): Buffer;
  /** @throws Error where they were sealed by another key or for another unit. */
  open(sealed: Uint8Array, unit: string): readonly Uint8Array[];
}

const nonceBytes = 12;
const tagBytes = 16;

/** @param secret of the product, the same for every process on one database. */
export function createSealedKeys(secret: string): SealedKeys {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'drystone home local unit keys', 32));
  return {
    seal(keys, unit) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(unit));
      const sealed = Buffer.concat([cipher.update(JSON.stringify(keys.map((each) => Buffer.from(each).toString('hex')))), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open(sealed, unit) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes)).setAAD(Buffer.from(unit));
      decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
      const text = Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]).toString();
      return (JSON.parse(text) as string[]).map((each) => Buffer.from(each, 'hex'));
    },
  };
}
