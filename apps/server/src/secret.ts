/** The key that signs cookies, where the configuration names none: made once, kept beside the database. */

import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDataDirectory } from './data-directory.ts';

export async function keptSecret(dataDirectory: string): Promise<string> {
  await makeDataDirectory(dataDirectory);
  const file = join(dataDirectory, 'secret.key');
  try {
    await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFile(file, 'utf8');
}
