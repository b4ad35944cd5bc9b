import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOpenApi } from './openapi.ts';

writeFileSync(join(import.meta.dirname, '../openapi.json'), `${JSON.stringify(contentOpenApi(), null, 2)}\n`);
