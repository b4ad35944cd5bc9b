#!/usr/bin/env node
/** The drystone command, on the Node that comes with the product whatever the system's is. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { productNode, root, SetupError } from '../../../scripts/setup.mjs';

const main = join(dirname(fileURLToPath(import.meta.url)), '../src/main.ts');

try {
  if (!existsSync(join(root, 'packages/messages/src/paraglide/messages.js'))) throw new SetupError('Drystone is not built yet: run `npm start` once');
  const { status, signal } = spawnSync(productNode(), [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? (signal === null ? 0 : 1);
} catch (error) {
  process.stderr.write(error instanceof SetupError ? `drystone: ${error.message}\n` : `drystone: ${error.stack}\n`);
  process.exitCode = 1;
}
