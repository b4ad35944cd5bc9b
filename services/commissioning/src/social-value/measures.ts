/** Measures of social value as data: a set of our own, and those a buyer imported from a list it holds a licence for. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldProblems } from '@drystone/problems';
import { parse } from 'yaml';
import { z } from 'zod';
import { text } from '../text.ts';

export const mostMeasureTitle = 500;

const shipped = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  title: text(300),
  outcome: text(300),
  unit: text(60),
  /** Worth of one unit. */
  proxyPence: z.int().min(0).nullable(),
  note: text(1000).optional(),
  source: z.strictObject({ title: z.string(), url: z.url() }),
});

export const measures: readonly z.output<typeof shipped>[] = z.array(shipped).parse(parse(readFileSync(join(import.meta.dirname, 'measures.yaml'), 'utf8')));

export interface Measure {
  readonly id: string;
  readonly title: string;
  readonly outcome: string;
  readonly unit: string;
  readonly proxyPence: number | null;
  /** Of the list it was imported from; null for our own. */
  readonly edition: string | null;
}

export const ownMeasures: readonly Measure[] = measures.map(({ id, title, outcome, unit, proxyPence }) => ({ id, title, outcome, unit, proxyPence, edition: null }));

/** By its id alone where its buyer has since imported a list without it. */
export function namedMeasure(measures: readonly Measure[], id: string): Pick<Measure, 'id' | 'title' | 'unit'> {
  const { title, unit } = measures.find((each) => each.id === id) ?? { title: id, unit: 'units' };
  return { id, title, unit };
}

/** Of any list: National TOMs have capitals and dots. */
export const measureId = z.string().max(60).regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'is no id of a measure');

/** One line of a list; a proxy may be written in pounds, as such lists do. */
const imported = z
  .strictObject({
    id: z.string().trim().pipe(measureId),
    title: text(mostMeasureTitle),
    theme: text(300).optional(),
    outcome: text(300).default('Imported'),
    unit: text(60),
    proxyPence: z.coerce.number().int().min(0).max(1_000_000_000).nullable().optional(),
    proxyPounds: z.coerce.number().min(0).max(10_000_000).nullable().optional(),
    validFrom: z.iso.date().optional(),
  })
  .transform(({ id, title, theme, outcome, unit, proxyPence, proxyPounds }) => ({ id, title, outcome: theme === undefined ? outcome : `${theme}: ${outcome}`, unit, proxyPence: proxyPence ?? (proxyPounds === undefined || proxyPounds === null ? null : Math.round(proxyPounds * 100)) }));

export const mostMeasures = 2_000;

export const importForm = z.strictObject({
  edition: text(120).describe('Name and year of the list'),
  licence: text(500).describe('What lets the buyer use it'),
  format: z.enum(['csv', 'json']).default('csv'),
  content: z.string().min(1).max(1_000_000),
});

export type ReadMeasures = { readonly measures: readonly Omit<Measure, 'edition'>[] } | { readonly errors: readonly { readonly field: string; readonly message: string; readonly mend: string }[] };

/** Reads a list; every line that does not fit is named, and then none is taken. */
export function readMeasures({ format, content }: Pick<z.output<typeof importForm>, 'format' | 'content'>): ReadMeasures {
  const rows = format === 'json' ? jsonRows(content) : csvRows(content);
  if (typeof rows === 'string') return { errors: [{ field: 'content', message: rows, mend: 'send id, title, outcome, unit and proxyPence or proxyPounds for each measure' }] };
  if (rows.length === 0) return { errors: [{ field: 'content', message: 'holds no measure', mend: 'send at least one' }] };
  if (rows.length > mostMeasures) return { errors: [{ field: 'content', message: `holds more than ${mostMeasures.toLocaleString('en-GB')} measures`, mend: 'leave out those you do not use' }] };
  const errors: { field: string; message: string; mend: string }[] = [];
  const seen = new Set<string>(ownMeasures.map(({ id }) => id));
  const taken = rows.flatMap((row, index) => {
    const read = imported.safeParse(row);
    if (!read.success) errors.push(...fieldProblems(read.error, 'line').slice(0, 3).map(({ field, message, mend = 'mend that line' }) => ({ field: `content.${index + 1}.${field}`, message, mend })));
    else if (seen.has(read.data.id)) errors.push({ field: `content.${index + 1}.id`, message: `"${read.data.id}" is there already`, mend: 'give each measure an id of its own' });
    else {
      seen.add(read.data.id);
      return [read.data];
    }
    return [];
  });
  return errors.length > 0 ? { errors: errors.slice(0, 20) } : { measures: taken };
}

function jsonRows(content: string): readonly unknown[] | string {
  try {
    const value: unknown = JSON.parse(content);
    return Array.isArray(value) ? value : 'is no list';
  } catch {
    return 'is no JSON';
  }
}

/** CSV as RFC 4180 has it, with a line of names; an empty cell is left out. */
function csvRows(content: string): readonly unknown[] | string {
  const lines: string[][] = [];
  let cells: string[] = [];
  let end = 0;
  const plain = content.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n').replace(/\n*$/, '\n');
  const cell = /("(?:[^"]|"")*"|[^",\n]*)([,\n])/y;
  for (let match = cell.exec(plain); match !== null; match = cell.exec(plain)) {
    end = cell.lastIndex;
    cells.push(match[1]!.startsWith('"') ? match[1]!.slice(1, -1).replaceAll('""', '"') : match[1]!.trim());
    if (match[2] === '\n') {
      if (cells.some((each) => each !== '')) lines.push(cells);
      cells = [];
      if (lines.length > mostMeasures + 1) break;
    }
  }
  if (end < plain.length && lines.length <= mostMeasures + 1) return `has a quote out of place in line ${lines.length + 1}`;
  const [names, ...rows] = lines;
  if (names === undefined || !names.includes('id')) return 'has no line of names with "id" in it';
  return rows.map((row) => Object.fromEntries(names.flatMap((name, index) => (row[index] === undefined || row[index] === '' ? [] : [[name, row[index]]]))));
}
