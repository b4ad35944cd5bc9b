import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { responseOpenApi } from './openapi.ts';

it('openapi.json is what the schemas say; `node parts/home-response/src/write-openapi.ts` writes it anew', () => {
  expect(JSON.parse(readFileSync(join(import.meta.dirname, '../openapi.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(responseOpenApi())));
});
