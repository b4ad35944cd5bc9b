import { expect, it } from 'vitest';
import { checkCatalogue } from './check.ts';

it('every visible string of the pages is in one catalogue, once, and nothing else is', async () => {
  expect(await checkCatalogue()).toEqual({ unused: [], missing: [], twice: [], uncounted: [], written: [] });
});
