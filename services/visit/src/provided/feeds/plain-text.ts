/** What foreign text says, without its markup; and the data that a page carries for programs. */

import { Parser } from 'htmlparser2';
import { mostTextCharacters } from './item.ts';

const silent = new Set(['script', 'style', 'template', 'noscript']);
const blocks = new Set(['p', 'br', 'div', 'li', 'h1', 'h2', 'h3', 'h4', 'tr']);

/** The words alone: no tags, no entities, no control characters, single spaces. */
export function plainText(given: string): string {
  const words: string[] = [];
  let quiet = 0;
  const parser = new Parser(
    {
      onopentag: (name) => void (silent.has(name) ? quiet++ : blocks.has(name) && words.push(' ')),
      onclosetag: (name) => void (silent.has(name) ? (quiet = Math.max(0, quiet - 1)) : blocks.has(name) && words.push(' ')),
      ontext: (text) => void (quiet === 0 && words.push(text)),
    },
    { decodeEntities: true },
  );
  parser.end(given.slice(0, mostTextCharacters));
  return words.join('').toWellFormed().replace(/[\p{Cc}\p{Zs}]+/gu, ' ').replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim();
}

/** Each `<script type="application/ld+json">` of a page. */
export function embeddedData(html: string): string[] {
  const found: string[] = [];
  let text: string[] | undefined;
  const parser = new Parser({
    onopentag(name, { type }) {
      if (name === 'script' && /^\s*application\/ld\+json\s*(;|$)/i.test(type ?? '')) text = [];
    },
    ontext: (more) => void text?.push(more),
    onclosetag(name) {
      if (name !== 'script' || text === undefined) return;
      found.push(text.join(''));
      text = undefined;
    },
  });
  parser.end(html);
  return found;
}

const end = /(?<=[.?!]["”’)]*)\s+/u;

/** As many whole sentences from the beginning as a summary may have. */
export function firstSentences(text: string, most = 4, mostCharacters = 700): string {
  let summary = '';
  for (const sentence of text.split(end).slice(0, most)) {
    if (summary.length + 1 + sentence.length > mostCharacters) break;
    summary = summary === '' ? sentence : `${summary} ${sentence}`;
  }
  return summary;
}
