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
  return orUsage(() => parseArgs({ args: withNegatives(words, options), options, strict: true, allowPositionals: false }).values);
}

/** As `readOptions`, with the words that belong to no option. */
export function readWithPositionals<const Options extends ParseArgsOptionsConfig>(words: readonly string[], options: Options, exitCode: number) {
  return orUsage(() => parseArgs({ args: withNegatives(words, options), options, strict: true, allowPositionals: true }), exitCode);
}

function orUsage<Read>(read: () => Read, exitCode?: number): Read {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [, option] = /^Option '(?:-\w, )?(--[\w-]+)/.exec(message) ?? [];
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' && option !== undefined) throw new UsageError(/does not take an argument/.test(message) ? `${option} takes no value: leave it out` : `${option} lacks its value: give it, as ${option}=…; see --help`, exitCode);
    throw new UsageError(`${message.split('. ')[0]}: see --help`, exitCode);
  }
}

/** A number below zero is a value, although it begins as an option does: refused, where it is, for what it is. */
function withNegatives(words: readonly string[], options: ParseArgsOptionsConfig): string[] {
  const read: string[] = [];
  for (const word of words) {
    const before = read.at(-1);
    const isValue = before?.startsWith('--') && options[before.slice(2)]?.type === 'string' && /^-\.?\d/.test(word);
    if (isValue) read[read.length - 1] = `${before}=${word}`;
    else read.push(word);
  }
  return read;
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

/** @throws UsageError naming the bounds. */
export function within(option: string, value: number, least: number, most: number): number {
  if (value < least || value > most) throw new UsageError(`--${option} is ${value}: use ${least} to ${most}`);
  return value;
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
