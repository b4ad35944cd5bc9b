import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { barrier, type Barrier } from './barrier.ts';

const file = join(import.meta.dirname, 'common-barriers.yaml');

/** The barriers that ship with the product. @throws ZodError naming entry, field and reason. */
export function commonBarriers(): Barrier[] {
  return z.array(barrier).parse(parse(readFileSync(file, 'utf8')));
}
