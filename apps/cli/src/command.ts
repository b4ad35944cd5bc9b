/** What a command is, and how its words are read. */

import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

export interface Command {
  readonly help: string;
  run(words: readonly string[]): Promise<void>;
}

/** Words or files that make no sense: said in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** @throws UsageError naming the option that is unknown or lacks its value. */
export function readOptions<const Options extends ParseArgsOptionsConfig>(words: readonly string[], options: Options) {
  return orUsage(() => parseArgs({ args: [...words], options, strict: true, allowPositionals: false }).values);
}

/** As `readOptions`, with the words that belong to no option. */
export function readWithPositionals<const Options extends ParseArgsOptionsConfig>(words: readonly string[], options: Options, exitCode: number) {
  return orUsage(() => parseArgs({ args: [...words], options, strict: true, allowPositionals: true }), exitCode);
}

function orUsage<Read>(read: () => Read, exitCode?: number): Read {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}: see --help`, exitCode);
  }
}

export function list(text: string | undefined): string[] | undefined {
  return text?.split(',').map((part) => part.trim()).filter(Boolean);
}

export function number(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`--${option} is "${text}": use a number`);
  return value;
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
