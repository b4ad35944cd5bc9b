/** Files that come from outside: what they are is seen in their bytes, never in their name. */

import { execFile } from 'node:child_process';
import { invalid } from '@drystone/problems';
import { fileTypeFromBuffer } from 'file-type';

/** Pages and API alike. */
export const mostFileBytes = 10 * 1024 * 1024;

export interface Accepted {
  /** The ending of each type that bytes may show. */
  readonly endings: Readonly<Record<string, string>>;
  /** How to mend it where they show another. */
  readonly mend: string;
}

export const documentFiles: Accepted = {
  endings: {
    'application/pdf': 'pdf',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
    'application/vnd.oasis.opendocument.text': 'odt',
    'application/vnd.oasis.opendocument.spreadsheet': 'ods',
    'image/png': 'png',
    'image/jpeg': 'jpg',
    'text/plain': 'txt',
  },
  mend: 'use PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG or plain text',
};

export const pictureFiles: Accepted = { endings: { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/avif': 'avif' }, mend: 'use JPEG, PNG, WebP or AVIF' };

export interface CheckedFile {
  /** Without a path, and with the ending of what it is. */
  readonly name: string;
  readonly type: string;
}

/** Looks for malware: `undefined` where nothing is set up for it. */
export type Scanner = ((bytes: Uint8Array) => Promise<'clean' | 'infected'>) | undefined;

/** @throws Problem 400 that says what is wrong with the file. */
export async function checkFile(given: { readonly name: string; readonly bytes: Uint8Array }, { endings, mend }: Accepted, scanner: Scanner): Promise<CheckedFile> {
  const refuse = (message: string, mend: string) => invalid([{ field: 'file', message, mend }]);
  if (given.bytes.length === 0) throw refuse('is empty', 'choose a file with something in it');
  if (given.bytes.length > mostFileBytes) throw refuse('is larger than 10 MB', 'make it smaller, or divide it');
  const type = await typeOf(given.bytes);
  const ending = type === undefined ? undefined : endings[type];
  if (type === undefined || ending === undefined) throw refuse('is of a kind that cannot be handed in', mend);
  if ((await scanner?.(given.bytes)) === 'infected') throw refuse('holds something that the scanner for malware knows', 'clean your computer, and make the file anew');
  return { name: cleanName(given.name, ending), type };
}

async function typeOf(bytes: Uint8Array): Promise<string | undefined> {
  const found = await fileTypeFromBuffer(bytes);
  if (found !== undefined) return found.mime;
  // Plain text has no signature: it is what is whole UTF-8 without control characters.
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (/[^\P{Cc}\n\r\t]/u.test(text)) return undefined;
    return isJson(text) ? 'application/json' : 'text/plain';
  } catch {
    return undefined;
  }
}

/** An object or a list: what a program wrote for another, and nobody reads as a document. */
function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The last part of a path, of letters, digits, spaces and a few marks, with the ending of its type. */
export function cleanName(name: string, ending: string): string {
  const last = name.split(/[/\\]/).at(-1)!.normalize('NFC');
  const stem = last.replace(/\.[a-z0-9]{1,5}$/i, '').replaceAll(/[^\p{L}\p{M}\p{N} ()_.-]/gu, ' ').replaceAll(/\.{2,}/g, '.').replaceAll(/\s+/g, ' ').replaceAll(/^[ .-]+|[ .-]+$/g, '');
  return `${[...stem].slice(0, 100).join('') || 'document'}.${ending}`;
}

const scanSeconds = 60;

/**
 * A scanner from a setting: a web address that takes the bytes by POST and answers 200 for what is
 * clean and 406 or 422 for what is not, or a command that reads them from its input and exits with 0 or 1 (as
 * `clamdscan -` does). Anything else is a scanner that does not work: then nothing is taken in.
 */
export function scannerOf(setting: string | undefined): Scanner {
  if (setting === undefined) return undefined;
  if (/^https?:\/\//.test(setting)) {
    return async (bytes) => {
      const { status } = await fetch(setting, { method: 'POST', body: Uint8Array.from(bytes), headers: { 'content-type': 'application/octet-stream' }, redirect: 'error', signal: AbortSignal.timeout(scanSeconds * 1000) });
      if (status === 200 || status === 204) return 'clean';
      if (status === 406 || status === 422) return 'infected';
      throw new Error(`the malware scanner answers ${status}`);
    };
  }
  const [command, ...rest] = setting.split(/\s+/) as [string, ...string[]];
  return (bytes) =>
    new Promise((resolve, reject) => {
      const child = execFile(command, rest, { timeout: scanSeconds * 1000 }, (error) => {
        if (error === null) resolve('clean');
        else if (error.code === 1) resolve('infected');
        else reject(new Error(`the malware scanner does not work: ${error.message}`));
      });
      child.stdin!.on('error', () => undefined);
      child.stdin!.end(bytes);
    });
}
