/**
 * PostgreSQL refuses to run as root. Where the process is root it is started in a user namespace
 * that shows it an ordinary user id: files keep their owner, nothing is copied, and a folder that
 * only root may read stays readable. Where namespaces are closed (many containers), it runs as
 * `nobody` with its binaries and data under /var/lib/drystone.
 */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, cp, lstat, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { binariesIn, type PostgresBinaries } from './binaries.ts';

const run = promisify(execFile);
const nobody = 65534;

export interface Footing {
  readonly binaries: PostgresBinaries;
  readonly dataDirectory: string;
  /** Words before the command that start it as an ordinary user. */
  readonly prefix: readonly string[];
  /** Words that make a program end with this process, where the system has them. */
  readonly endsWithUs: readonly string[];
  readonly uid?: number;
  /** To tell whoever starts it, where something unusual was done. */
  readonly notice?: string;
}

export async function footing(binaries: PostgresBinaries, dataDirectory: string, namespaces = true): Promise<Footing> {
  const endsWithUs = (await works('setpriv', ['--pdeathsig', 'INT', 'true'])) ? ['setpriv', '--pdeathsig', 'INT'] : [];
  if (process.getuid?.() !== 0) return { binaries, dataDirectory, prefix: [], endsWithUs };

  const namespace = ['--user', '--map-user=1000', '--map-group=1000'];
  if (namespaces && (await works('unshare', [...namespace, 'true']))) {
    return { binaries, dataDirectory, prefix: ['unshare', ...namespace], endsWithUs };
  }
  return asNobody(binaries, dataDirectory, endsWithUs);
}

async function asNobody(binaries: PostgresBinaries, dataDirectory: string, endsWithUs: readonly string[]): Promise<Footing> {
  const home = join('/var/lib/drystone', createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16));
  const programs = join(home, 'programs');
  const data = join(home, 'postgres');
  await mkdir(home, { recursive: true, mode: 0o755 });
  if (!existsSync(programs)) {
    const half = `${programs}.new`;
    await rm(half, { recursive: true, force: true });
    await cp(binaries.folder, half, { recursive: true, verbatimSymlinks: true });
    await rename(half, programs);
  }
  await chown(home, nobody, nobody);
  const link = await lstat(dataDirectory).catch(() => undefined);
  if (link !== undefined && !link.isSymbolicLink()) {
    throw new Error(`${dataDirectory} belongs to another way of running PostgreSQL: move it away, or start as an ordinary user`);
  }
  if (link === undefined) {
    await mkdir(dirname(dataDirectory), { recursive: true });
    await symlink(data, dataDirectory);
  }
  return {
    binaries: binariesIn(programs),
    dataDirectory: data,
    prefix: [],
    endsWithUs,
    uid: nobody,
    notice: `PostgreSQL cannot run as root here: it runs as nobody, its data is in ${data}`,
  };
}

async function works(command: string, words: readonly string[]): Promise<boolean> {
  return run(command, words).then(
    () => true,
    () => false,
  );
}
