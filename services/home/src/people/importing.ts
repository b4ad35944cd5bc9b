/** A table of service users, read and judged line by line before anything is put in; then all of it, or nothing. */

import { fieldProblems, sentence } from '@drystone/problems';
import { parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { dwellingForm, serviceUserForm, type DwellingForm, type ServiceUserForm } from './person.ts';

export const requiredColumns = ['dwelling', 'name'] as const;
export const otherColumns = ['preferred_name', 'born_in', 'languages', 'phone', 'health_notes', 'address_1', 'address_2', 'address_3', 'postcode', 'area', 'access_notes', 'key_safe_code', 'key_safe_where'] as const;
type Column = (typeof requiredColumns)[number] | (typeof otherColumns)[number];
const columns: readonly string[] = [...requiredColumns, ...otherColumns];

export const mostRows = 10_000;
const longestRow = 20_000;

export interface ImportRow {
  readonly serviceUser: ServiceUserForm;
  /** Null where the line says nothing of the home. */
  readonly dwelling: DwellingForm | null;
}

export interface Fate {
  /** In the file, the header being line 1. */
  readonly line: number;
  readonly fate: 'new' | 'duplicate' | 'wrong';
  /** What is wrong, and where it was met before. */
  readonly reasons: readonly string[];
}

export type ReadTable = { readonly problem: string } | { readonly lines: readonly (Fate & { readonly row: ImportRow | null })[] };

/** By which a line is known again. */
export const sameAs = (dwelling: string, name: string): string => `${dwelling.trim().toLowerCase()}\n${name.trim().toLowerCase().replace(/\s+/g, ' ')}`;

/** @param registered people who are there already, by `sameAs`. */
export function readTable(bytes: Uint8Array, registered: ReadonlySet<string>): ReadTable {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { problem: 'The file is not UTF-8. Save it as "CSV UTF-8" and try again.' };
  }
  if (text.trim() === '') return { problem: 'The file is empty. Put the names of the columns in its first line.' };
  if (text.includes('\0')) return { problem: 'This is no CSV file. Save the table as "CSV UTF-8" and try again.' };
  const [header = ''] = text.split(/\r?\n/, 1);
  const delimiter = [',', ';', '\t'].reduce((best, each) => (header.split(each).length > header.split(best).length ? each : best));
  let records: readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
  try {
    records = parse(text, { delimiter, bom: true, trim: true, info: true, skip_empty_lines: true, relax_column_count: true, max_record_size: longestRow }) as never;
  } catch (error) {
    return { problem: `Line ${(error as { lines?: number }).lines ?? '?'} cannot be read. Put quotes around cells with commas, quotes or line breaks, and double the quotes inside.` };
  }
  const names = (records[0]?.record ?? []).map((name) => name.toLowerCase().replaceAll(/[\s-]+/g, '_'));
  const missing = requiredColumns.filter((name) => !names.includes(name));
  if (missing.length > 0) return { problem: `Columns are missing: ${missing.join(', ')}. The first line names the columns; yours begins with “${header.slice(0, 60)}”.` };
  const strange = names.filter((name) => !columns.includes(name));
  if (strange.length > 0) return { problem: `Columns that cannot be used: ${strange.map((name) => name.slice(0, 40) || '(no name)').join(', ')}. Take them out, or give them one of these names: ${columns.join(', ')}.` };
  const again = names.filter((name, index) => names.indexOf(name) !== index);
  if (again.length > 0) return { problem: `Columns that are there twice: ${[...new Set(again)].join(', ')}. Keep one of each.` };
  if (records.length - 1 > mostRows) return { problem: `The file has ${records.length - 1} lines. Use ${mostRows} at most.` };
  if (records.length === 1) return { problem: 'The file names its columns and has no lines below. Write each person in a line of their own.' };

  const before = new Map<string, number>();
  return {
    lines: records.slice(1).map(({ record, info }) => {
      const line = info.lines;
      const formula = names.find((_, index) => /^[=@]/.test(record[index] ?? ''));
      if (formula !== undefined) return { line, fate: 'wrong', reasons: [`${formula}: begins as a formula of a spreadsheet; write what it says.`], row: null };
      if (record.length > names.length) return { line, fate: 'wrong', reasons: [`It has ${record.length} cells, and there are ${names.length} columns; put quotes around a cell that has “${delimiter === '\t' ? 'tab' : delimiter}” in it.`], row: null };
      const { row, reasons } = rowOf(Object.fromEntries(names.map((name, index) => [name, record[index] ?? ''])) as Partial<Record<Column, string>>);
      if (row === null) return { line, fate: 'wrong', reasons, row };
      const key = sameAs(row.serviceUser.dwelling, row.serviceUser.name);
      const first = before.get(key);
      if (first !== undefined) return { line, fate: 'duplicate', reasons: [`The same as line ${first}.`], row };
      before.set(key, line);
      if (registered.has(key)) return { line, fate: 'duplicate', reasons: ['Is registered in this dwelling already.'], row };
      return { line, fate: 'new', reasons: [], row };
    }),
  };
}

function rowOf(cells: Partial<Record<Column, string>>): { readonly row: ImportRow | null; readonly reasons: readonly string[] } {
  const cell = (name: Column): string | null => cells[name]?.trim() || null;
  const born = cell('born_in');
  const serviceUser = serviceUserForm.safeParse({ dwelling: cell('dwelling') ?? '', name: cell('name') ?? '', preferredName: cell('preferred_name'), bornIn: born === null ? null : Number(born), languages: (cell('languages') ?? '').split(/[\s;|]+/).filter(Boolean), phone: cell('phone'), healthNotes: cell('health_notes') });
  const lines = [cell('address_1'), cell('address_2'), cell('address_3')].filter((each) => each !== null);
  const postcode = cell('postcode');
  const code = cell('key_safe_code');
  const saysSomething = [postcode, code, cell('area'), cell('access_notes'), ...lines].some((each) => each !== null);
  const dwelling = saysSomething
    ? dwellingForm.safeParse({ area: cell('area'), address: lines.length > 0 || postcode !== null ? { lines, postcode: postcode ?? '' } : null, accessNotes: cell('access_notes'), ...(code === null ? {} : { keySafe: { code, where: cell('key_safe_where') } }) })
    : null;
  if (serviceUser.success && (dwelling === null || dwelling.success)) return { row: { serviceUser: serviceUser.data, dwelling: dwelling?.data ?? null }, reasons: [] };
  return { row: null, reasons: [...reasonsOf(serviceUser.error), ...reasonsOf(dwelling?.error)] };
}

const columnOf: Readonly<Record<string, string>> = { preferredName: 'preferred_name', bornIn: 'born_in', healthNotes: 'health_notes', accessNotes: 'access_notes', 'address.lines': 'address_1', 'address.postcode': 'postcode', 'keySafe.code': 'key_safe_code', 'keySafe.where': 'key_safe_where' };

function reasonsOf(error: z.ZodError | undefined): readonly string[] {
  return (error === undefined ? [] : fieldProblems(error)).map(({ field, ...words }) => {
    const name = field.replace(/\.\d+$/, '');
    return `${columnOf[name] ?? name}: ${sentence(words)}`;
  });
}
