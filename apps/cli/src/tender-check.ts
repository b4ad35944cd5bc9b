/** `drystone tender-check`: what keeps small, local and social providers out of a tender. */

import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { biddingEffort, checkTenders, NoTenderError, tendersIn, toSarif, type Finding, type Tender } from '@drystone/tender-check';
import { printJson, readWithPositionals, UsageError, type Command } from './command.ts';

const help = `Finds what keeps small, local and social providers out of a tender.

  drystone tender-check FILE.json
  drystone tender-check --format sarif FILE.json > findings.sarif

  FILE             an OCDS 1.1 release, release package or record; - for standard input
  --format FORMAT  text (default), json or sarif (2.1.0)
  --json           the same as --format json

Ends with 0, with 1 where there is a finding of severity "error", and with 2 where the file cannot be read.
Every rule, with its reason and its source: packages/tender-check/RULES.md
`;

const options = { format: { type: 'string', default: 'text' }, json: { type: 'boolean', default: false } } as const;
const formats = ['text', 'json', 'sarif'] as const;
const mostBytes = 50_000_000;
const unreadable = 2;

export const tenderCheck: Command = {
  help,
  async run(words) {
    const { file, format } = readWords(words);
    const text = await readText(file);
    const tenders = readTenders(text, file);
    const findings = checkTenders(tenders);
    if (format === 'json') printJson({ findings });
    else if (format === 'sarif') printJson(toSarif(findings, file === '-' ? 'stdin' : file, text));
    else process.stdout.write(told(findings, tenders));
    if (findings.some(({ severity }) => severity === 'error')) process.exitCode = 1;
  },
};

function readWords(words: readonly string[]): { file: string; format: (typeof formats)[number] } {
  const { values, positionals } = readWithPositionals(words, options, unreadable);
  const [file, second] = positionals;
  if (file === undefined || second !== undefined) throw new UsageError(`give one file, not ${positionals.length}: drystone tender-check FILE.json`, unreadable);
  const format = formats.find((each) => each === (values.json ? 'json' : values.format));
  if (format === undefined) throw new UsageError(`--format is "${values.format}": use ${formats.join(', ')}`, unreadable);
  return { file, format };
}

async function readText(file: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    if (file !== '-' && (await stat(file)).size > mostBytes) throw new UsageError(`${file} is over ${mostBytes / 1e6} MB: give one release instead of a whole download`, unreadable);
    bytes = file === '-' ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${file} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code === 'EACCES' ? 'permission denied' : message}`, unreadable);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file} cannot be read: it is not UTF-8, save it as UTF-8`, unreadable);
  }
}

function readTenders(text: string, file: string): Tender[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${text.trim() === '' ? 'it is empty' : `it is not JSON (${(error as Error).message})`}`, unreadable);
  }
  try {
    return tendersIn(document);
  } catch (error) {
    if (error instanceof NoTenderError) throw new UsageError(`${file} cannot be checked: ${error.message}`, unreadable);
    throw error;
  }
}

function told(findings: readonly Finding[], tenders: readonly Tender[]): string {
  const count = (severity: Finding['severity']) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return `${number} ${severity}${number === 1 ? '' : 's'}`;
  };
  const each = findings.map(({ severity, rule, path, quote, message, mend, source }) => `${severity}  ${rule}\n  ${path}\n  “${quote.replace(/\s+/g, ' ')}”\n  ${message}\n  Mend: ${mend}\n  Source: ${source}\n\n`);
  const effort = tenders.map(biddingEffort).map(({ wordsToRead, documentsToRead, questionsToAnswer, documentsToSupply, estimatedHours }) => `To bid: ${wordsToRead} words and ${documentsToRead} documents to read, ${questionsToAnswer} questions to answer, ${documentsToSupply} documents to supply; about ${estimatedHours} hours.\n`);
  return `${each.join('')}${effort.join('')}${findings.length === 0 ? 'No barriers found.' : `${count('error')}, ${count('warning')}, ${count('note')}.`}\n`;
}
