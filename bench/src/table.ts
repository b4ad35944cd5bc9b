/** Prints rows as a table and keeps them as CSV in bench/results. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Row = Readonly<Record<string, string | number>>;

export async function report(name: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]!.length)));
  for (const row of cells) console.log(row.map((cell, index) => (/^-?[\d.]+( %)?$/.test(cell) ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!))).join('  '));
  const folder = join(import.meta.dirname, '../results');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.csv`), `${cells.map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\n')}\n`);
}

/** The value below which `share` of the numbers lie. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
