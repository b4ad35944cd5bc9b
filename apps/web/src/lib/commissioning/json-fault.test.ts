import { describe, expect, it } from 'vitest';
import { isMeantAsJson, placeOfJsonFault } from './json-fault.ts';

describe('a text that is meant as JSON', () => {
  it.each([
    ['{\n  "tender": {\n    "title": "Walks" "id": 1\n', 3, 22],
    ['{"a": nope}', 1, 8],
    ["{'a': 1}", 1, 2],
    ['{"a": "x', 1, 9],
    ['{"a": 1', 1, 8],
    ['{"a": 1}}', 1, 9],
    ['[{"a": 1},]', 1, 11],
    [`{"a": "${'x'.repeat(3_000)}",\n"b" 2}`, 2, 5],
  ])('%j breaks off at line %i, character %i', (text, line, character) => {
    expect([isMeantAsJson(text), placeOfJsonFault(text)]).toEqual([true, { line, character }]);
  });

  it('is not what begins with a bracket only', () => {
    expect(['[Draft] We buy walks.', '{see annex 1}', 'Invoices are paid.'].filter(isMeantAsJson)).toEqual([]);
  });
});
