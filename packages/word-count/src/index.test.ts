import { expect, it } from 'vitest';
import { countWords } from './index.ts';

it.each([
  ['', 0],
  [' \n\t ', 0],
  ['one', 1],
  ['Go at low tide; the arch is round the second headland.', 11],
  ['a three-day stay – £1,200 & more', 5],
  ['line one\r\nline two\u00a0end', 5],
  ['Cois cladaigh, 海岸', 3],
])('%j has %i words', (text, words) => expect(countWords(text)).toBe(words));
