/** `npm start`: sets up what is missing, then runs Drystone on the Node it brings. */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp, SetupError } from './setup.mjs';

let server;
// Ctrl-C reaches the server too; a signal sent to us alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => (server === undefined ? process.exit(1) : server.kill(signal)));
}

watchParent();

try {
  const node = await setUp();
  server = spawn(node, [join(root, 'apps', 'server', 'src', 'main.ts')], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  server.once('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)));
} catch (error) {
  process.stderr.write(error instanceof SetupError ? `drystone: ${error.message}\n` : `drystone: ${error.stack}\n`);
  process.exit(1);
}

/** npm that is killed outright cannot tell us: seen by our parent, or the shell's, becoming another. */
function watchParent() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const before = ancestors();
  setInterval(() => {
    if (ancestors() === before) return;
    if (server === undefined) process.exit(1);
    server.kill('SIGTERM');
  }, 500).unref();
}

function ancestors() {
  return `${process.ppid} ${parentOf(process.ppid)}`;
}

function parentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) \S+ (\d+).*$/s, '$1');
  } catch {
    return '';
  }
}
