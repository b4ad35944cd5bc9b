/** Places in a table: comma, semicolon or tab between the columns, UTF-8, the columns of the documented header in any order. */

import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { AccessLevel } from '@drystone/part-visit-content';
import { FeedError, type Described, type FeedFault, type FeedItem } from './item.ts';
import { plainText } from './plain-text.ts';

export const requiredColumns = ['name', 'kind', 'summary', 'lat', 'lon'] as const;
export const otherColumns = ['id', 'slug', 'area', 'town', 'interests', 'opening', 'adult', 'child', 'concession', 'year', 'website', 'step_free', 'accessible_toilet', 'hearing_loop', 'quiet_hours', 'parking', 'access_note', 'dwell_minutes', 'setting', 'terrain', 'renown', 'picture', 'picture_alt', 'picture_credit', 'picture_licence'] as const;
const columns: readonly string[] = [...requiredColumns, ...otherColumns];
const longestRow = 100_000;

type Row = Readonly<Partial<Record<(typeof requiredColumns)[number] | (typeof otherColumns)[number], string>>>;

/** Row by row, never the whole file at once. @throws FeedError where it is no such table. */
export async function* rowsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<FeedItem, void> {
  const text = decoded(body);
  const first = await text.next();
  const beginning = first.done ? '' : first.value;
  if (beginning.trim() === '') throw new FeedError('is empty', 'put the header in the first line');
  const source = Readable.from(joined(beginning, text));
  const parser = parse({ delimiter: delimiterOf(beginning), columns: headerOf, bom: true, trim: true, info: true, skip_empty_lines: true, relax_column_count: true, max_record_size: longestRow });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Row; info: { lines: number } }>) yield itemOf(record, `line ${info.lines}`);
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    if (code?.startsWith('CSV_')) throw new FeedError(`line ${lines ?? '?'} cannot be read (${code === 'CSV_MAX_RECORD_SIZE' ? `it is longer than ${longestRow} characters` : (error as Error).message.slice(0, 120)})`, 'put quotes around cells with commas, quotes or line breaks, and double the quotes inside');
    throw error;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

async function* decoded(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isFirst = true;
  const decode = (...given: Parameters<TextDecoder['decode']>) => {
    try {
      return decoder.decode(...given);
    } catch {
      throw new FeedError('is not UTF-8', 'save it as “CSV UTF-8”');
    }
  };
  for await (const chunk of body) {
    if (isFirst && ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff))) throw new FeedError('is UTF-16', 'save it as “CSV UTF-8”');
    isFirst = false;
    const text = decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decode();
  if (rest !== '') yield rest;
}

async function* joined(first: string, rest: AsyncIterable<string>): AsyncGenerator<string, void> {
  yield first;
  yield* rest;
}

/** Whichever stands most often in the header. */
function delimiterOf(beginning: string): string {
  const header = beginning.split(/\r?\n/, 1)[0]!;
  return [',', ';', '\t'].toSorted((a, b) => header.split(b).length - header.split(a).length)[0]!;
}

function headerOf(cells: string[]): (string | false)[] {
  const names = cells.map((cell) => cell.trim().toLowerCase().replace(/[\s-]+/g, '_'));
  const missing = requiredColumns.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new FeedError(`the header lacks ${missing.join(', ')}`, `name the columns in the first line: ${columns.join(', ')}`);
  const twice = names.find((name, index) => columns.includes(name) && names.indexOf(name) !== index);
  if (twice !== undefined) throw new FeedError(`the header has ${twice} twice`, 'take one away');
  return names.map((name) => (columns.includes(name) ? name : false));
}

function itemOf(row: Row, where: string): FeedItem {
  let fault: FeedFault | undefined;
  const text = (name: keyof Row) => row[name]?.trim() || undefined;
  const number = (name: keyof Row) => {
    const given = text(name);
    if (given === undefined) return undefined;
    const value = Number(given.replace(/^£\s*/, '').replace(/^(-?\d+),(\d+)$/, '$1.$2'));
    if (!Number.isFinite(value)) fault ??= { where, field: name, message: `"${given.slice(0, 40)}" is not a number`, mend: 'use digits and a point' };
    return value;
  };
  const pence = (name: keyof Row) => {
    const pounds = number(name);
    return pounds === undefined ? undefined : Math.round(pounds * 100);
  };
  const level = (name: keyof Row): AccessLevel | undefined => {
    const given = text(name)?.toLowerCase();
    if (given === undefined) return undefined;
    if (['yes', 'limited', 'no', 'unknown'].includes(given)) return given as AccessLevel;
    fault ??= { where, field: name, message: `is "${given.slice(0, 40)}"`, mend: 'use yes, limited, no or unknown' };
    return undefined;
  };
  const adult = pence('adult');
  const access = { stepFree: level('step_free'), accessibleToilet: level('accessible_toilet'), hearingLoop: level('hearing_loop'), quietHours: level('quiet_hours'), parking: level('parking') };
  const described: Described = {
    slug: text('slug'),
    name: text('name') && plainText(text('name')!),
    kinds: [text('kind') ?? ''],
    summary: text('summary') && plainText(text('summary')!),
    lat: number('lat'),
    lon: number('lon'),
    area: text('area'),
    town: text('town'),
    interests: text('interests')?.split(/[;|]/).map((each) => each.trim()).filter(Boolean),
    opening: text('opening'),
    price: adult === undefined ? undefined : { adult, child: pence('child') ?? adult, concession: pence('concession') ?? adult, year: number('year') },
    website: text('website'),
    access: Object.fromEntries(Object.entries(access).filter(([, value]) => value !== undefined)),
    accessNote: text('access_note') && plainText(text('access_note')!),
    dwellMinutes: number('dwell_minutes'),
    setting: text('setting'),
    terrain: text('terrain'),
    renown: number('renown'),
    pictures: text('picture') === undefined ? undefined : [{ url: text('picture')!, alt: text('picture_alt') && plainText(text('picture_alt')!), credit: text('picture_credit') && plainText(text('picture_credit')!), licence: text('picture_licence') }],
  };
  const key = (text('id') ?? text('slug') ?? text('name') ?? where).slice(0, 500);
  return fault === undefined ? { kind: 'described', where, key, described } : { kind: 'fault', key, fault };
}
