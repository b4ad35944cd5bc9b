import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { responseOpenApi } from './openapi.ts';

writeFileSync(join(import.meta.dirname, '../openapi.json'), `${JSON.stringify(responseOpenApi(), null, 2)}\n`);
