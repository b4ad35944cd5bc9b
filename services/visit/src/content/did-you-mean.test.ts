/** Names that may have been meant. */

import { describe, expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.ts';

const names = ['belfast', 'belfast-castle', 'bangor', 'giants-causeway', 'giants-ring', 'portrush', 'portstewart'];

describe('a name there is not', () => {
  it.each<[string, string | undefined]>([
    ['belfst', 'did you mean belfast?'],
    ['blefast', 'did you mean belfast?'],
    ['bangor-', 'did you mean bangor?'],
    ['causeway', 'did you mean giants-causeway?'],
    ['giants', 'did you mean giants-causeway or giants-ring?'],
    ['port', 'did you mean portrush or portstewart?'],
    ['atlantis', undefined],
    ['', undefined],
    ['x'.repeat(80), undefined],
  ])('%j', (given, words) => {
    expect(didYouMean(given, names)).toBe(words);
  });

  it('names three at the most', () => {
    expect(didYouMean('pier', ['pier-a', 'pier-b', 'pier-c', 'pier-d'])).toBe('did you mean pier-a, pier-b or pier-c?');
  });
});
