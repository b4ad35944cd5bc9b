/** What is found by what somebody types. */

import { describe, expect, it } from 'vitest';
import { nameWords, phoneWords, postcodeOf, postcodeWords, questionOf } from './search-words.ts';

const finds = (typed: string, entries: readonly string[]) => questionOf(typed)?.anyOf.some((all) => all.every((word) => entries.includes(word))) ?? false;

describe('a search', () => {
  const maire = nameWords("Máire O'Neill-Murphy", 'Mo');
  it.each([['Maire'], ['MÁIRE'], ['oneill'], ["O'Neill"], ['murphy maire'], ['maire mur'], ['mai'], ['mo']])('finds Máire O’Neill-Murphy, called Mo, by %s', (typed) => expect(finds(typed, maire)).toBe(true));
  it.each([['Mair'], ['murphys'], ['maire smith'], ['m'], ['ire'], [''], ['—']])('does not by %s', (typed) => expect(finds(typed, maire)).toBe(false));

  const phone = phoneWords('028 9012 3456');
  it.each([['02890123456'], ['+44 28 9012 3456'], ['0044 28 90123456'], ['123456']])('finds a telephone by %s', (typed) => expect(finds(typed, phone)).toBe(true));
  it.each([['12345'], ['234561'], ['0289012345']])('and not by %s', (typed) => expect(finds(typed, phone)).toBe(false));

  const postcode = postcodeWords('bt1 5gs');
  it.each([['BT1 5GS'], ['bt15gs'], ['BT1']])('finds a dwelling by %s', (typed) => expect([questionOf(typed)?.of, finds(typed, postcode)]).toEqual(['dwelling', true]));
  it.each([['BT1 5G'], ['BT15'], ['SW1A 1AA']])('and not by %s', (typed) => expect(finds(typed, postcode)).toBe(false));
});

it('postcodes are written as on letters, and what is none is none', () => {
  expect(['sw1a1aa', ' m1  1ae ', 'ec1a 1bb'].map(postcodeOf)).toEqual(['SW1A 1AA', 'M1 1AE', 'EC1A 1BB']);
  expect(['', 'Flat 1', '1BT 5GS', 'BT1 5GSS', 'D02 X285'].map(postcodeOf)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});
