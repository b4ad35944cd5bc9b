/**
 * Keys that seal what is personal in homes. Given by `HOME_KEYS`; else made of `SECRET_KEY`, where that is given;
 * else made once and kept beside the database, where `drystone home rotate-key` puts a new one in front.
 */

import { hkdfSync } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newKey, parseKeys, writeKeys, type HomeKey, type KeyRing } from '@drystone/home/key-ring';
import { StartError, type Configuration } from './configuration.ts';
import { makeDataDirectory } from './data-directory.ts';
import { keptSecret } from './secret.ts';

export interface KeptHomeKeys extends KeyRing {
  /** Writes down which there are, the one in use first. Undefined where they are given and not kept. */
  readonly keep?: (keys: readonly HomeKey[]) => Promise<void>;
}

/** @throws StartError where a kept file cannot be read. */
export async function keptHomeKeys({ dataDirectory, secretKey, homeKeys }: Pick<Configuration, 'dataDirectory' | 'secretKey' | 'homeKeys'>): Promise<KeptHomeKeys> {
  const secret = secretKey ?? (await keptSecret(dataDirectory));
  const ofSecret: HomeKey = { id: 'secret', bytes: Buffer.from(hkdfSync('sha256', secret, '', 'drystone home key', 32)) };
  if (homeKeys !== undefined) {
    const [first, ...rest] = homeKeys;
    return { keys: () => [first, ...rest, ofSecret], secret };
  }
  if (secretKey !== undefined) return { keys: () => [ofSecret], secret };

  await makeDataDirectory(dataDirectory);
  const file = join(dataDirectory, 'home.keys');
  try {
    await writeFile(file, `${writeKeys([newKey([])])}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  let read: { readonly at: number; readonly keys: readonly [HomeKey, ...HomeKey[]] } | undefined;
  const ring: KeptHomeKeys = {
    secret,
    keys() {
      // Another process may have put a new one in front.
      const { mtimeMs: at } = statSync(file);
      if (read?.at !== at) read = { at, keys: parseKeys(readFileSync(file, 'utf8')) };
      return read.keys;
    },
    async keep(keys) {
      await writeFile(`${file}.new`, `${writeKeys(keys)}\n`, { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
  };
  try {
    ring.keys();
  } catch (error) {
    throw new StartError(`${file}: ${(error as Error).message}`);
  }
  return ring;
}
