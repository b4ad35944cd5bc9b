/** The drystone command: the services' own operations from a terminal. */

import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Most of the time of a short command is loading.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/compiled'));

const { run } = await import('./run.ts');
await run(process.argv.slice(2));
