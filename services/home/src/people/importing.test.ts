/** What becomes of each line of a table. */

import { describe, expect, it } from 'vitest';
import { mostRows, readTable, sameAs, type ReadTable } from './importing.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string, registered: readonly string[] = []): ReadTable => readTable(bytes(text), new Set(registered));
const fates = (table: ReadTable) => ('problem' in table ? table.problem : table.lines.map(({ line, fate, reasons }) => [line, fate, ...reasons]));

describe('a table of service users', () => {
  it('is read with commas, semicolons or tabs, in any order of columns, with a mark at its beginning or not', () => {
    for (const [separator, mark] of [[',', ''], [';', '\uFEFF'], ['\t', '']]) {
      const table = read(`${mark}Name${separator}Dwelling${separator}Born in${separator}languages${separator}postcode${separator}address 1\r\nMáire Test${separator}Flat 1${separator}1938${separator}ga en${separator}bt15gs${separator}1 Way\r\n`);
      expect(table).toMatchObject({ lines: [{ line: 2, fate: 'new', row: { serviceUser: { name: 'Máire Test', dwelling: 'Flat 1', bornIn: 1938, languages: ['ga', 'en'] }, dwelling: { address: { lines: ['1 Way'], postcode: 'BT1 5GS' } } } }] });
    }
  });

  it('tells of each line whether it is new, there already, or wrong and why', () => {
    const table = read('dwelling,name,born_in,postcode,address_1\nFlat 1,Ann Test,,,\nflat 1,ANN  TEST,,,\nFlat 2,Bo Test,,,\nFlat 3,,,,\nFlat 4,Cy Test,next year,,\nFlat 5,Di Test,1940,nowhere,1 Way\nFlat 6,Ed Test,1940,BT1 5GS,1 Way,more\n', [sameAs('Flat 2', 'Bo Test')]);
    expect(fates(table)).toEqual([
      [2, 'new'],
      [3, 'duplicate', 'The same as line 2.'],
      [4, 'duplicate', 'Is registered in this dwelling already.'],
      [5, 'wrong', expect.stringContaining('name: ')],
      [6, 'wrong', expect.stringMatching(/born_in: is not a number; write it in digits\./)],
      [7, 'wrong', 'postcode: is no British postcode, such as BT1 5GS.'],
      [8, 'wrong', 'It has 6 cells, and there are 5 columns; put quotes around a cell that has “,” in it.'],
    ]);
  });

  it('refuses cells that a spreadsheet would run, and takes telephone numbers that begin with a plus', () => {
    expect(fates(read('dwelling,name,phone\nFlat 1,"=HYPERLINK(""http://evil"")",\nFlat 2,@SUM(1),\nFlat 3,Ann Test,+44 7700 900123\n'))).toEqual([
      [2, 'wrong', 'name: begins as a formula of a spreadsheet; write what it says.'],
      [3, 'wrong', 'name: begins as a formula of a spreadsheet; write what it says.'],
      [4, 'new'],
    ]);
  });

  it.each([
    ['', /empty/],
    ['   \n', /empty/],
    ['name,phone\nAnn,1', /Columns are missing: dwelling\. The first line names the columns; yours begins with “name,phone”/],
    ['dwelling,name,shoe_size\n', /shoe_size/],
    ['dwelling,name,name\nFlat 1,Ann,Ann', /twice: name/],
    ['dwelling,name\n', /no lines/],
    ['dwelling,name\nFlat 1,"Ann\n', /cannot be read/],
    ['PK\u0003\u0004\0\0', /no CSV/],
    [`dwelling,name\n${'Flat,Ann\n'.repeat(mostRows + 1)}`, /Use 10000 at most/],
    [`dwelling,name\nFlat 1,${'x'.repeat(30_000)}\n`, /cannot be read/],
  ])('that is none is refused in one sentence (%#)', (text, problem) => expect(fates(read(text))).toMatch(problem));

  it('in another encoding is refused, and not read wrongly', () => {
    expect(fates(readTable(Uint8Array.from(Buffer.from('dwelling,name\nFlat 1,Máire Test\n', 'latin1')), new Set()))).toMatch(/UTF-8/);
    expect(fates(readTable(Uint8Array.from(Buffer.from('dwelling,name\nFlat 1,Ann\n', 'utf16le')), new Set()))).toMatch(/no CSV/);
  });
});
