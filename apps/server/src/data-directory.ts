import { mkdir } from 'node:fs/promises';
import { StartError } from './configuration.ts';

export async function makeDataDirectory(dataDirectory: string): Promise<void> {
  try {
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartError(`${dataDirectory} cannot be made (${(error as NodeJS.ErrnoException).code}): set DATA_DIR to a directory that can be written`);
  }
}
