import { expect, it } from 'vitest';
import { checkCatalogue } from './check.ts';

it('every visible string of the pages is in the catalogue, and nothing else is', async () => {
  expect(await checkCatalogue()).toEqual({ unused: [], missing: [], written: [] });
});
