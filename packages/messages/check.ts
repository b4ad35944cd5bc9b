/**
 * Holds the catalogues to what pages and services say: no key unused, none missing, and no visible words in
 * a .svelte file that are not from it.
 */

import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parse, type AST } from 'svelte/compiler';

export interface CatalogueReport {
  /** Keys that no file uses. */
  readonly unused: readonly string[];
  /** `file: key` for each use of a key that is not in the catalogue. */
  readonly missing: readonly string[];
  /** Keys that two catalogues give: one would be shown for the other, and compiling takes minutes. */
  readonly twice: readonly string[];
  /** `key: words` for each text that counts something in the plural alone. */
  readonly uncounted: readonly string[];
  /** `file:line: words` for each visible text that is written into a page. */
  readonly written: readonly string[];
}

/** Services write mail and plans, and the server its demonstration's. */
const speakers = [...['web', 'server'].map((app) => join(import.meta.dirname, '../../apps', app, 'src')), ...readdirSync(join(import.meta.dirname, '../../services')).map((name) => join(import.meta.dirname, '../../services', name, 'src'))];
const allCatalogues = readdirSync(join(import.meta.dirname, 'messages')).filter((name) => name.endsWith('.en.json')).map((name) => join(import.meta.dirname, 'messages', name));

export async function checkCatalogue(sources: readonly string[] = speakers, catalogues: readonly string[] = allCatalogues): Promise<CatalogueReport> {
  const texts = await Promise.all(catalogues.map((catalogue) => readFile(catalogue, 'utf8')));
  const given = texts.flatMap((text) => Object.keys(JSON.parse(text) as object)).filter((key) => !key.startsWith('$'));
  const keys = new Set(given);
  const used = new Set<string>();
  const missing: string[] = [];
  const written: string[] = [];
  const files = (await Promise.all(sources.map(async (source) => (await sourceFiles(source)).map((file) => ({ file, name: relative(source, file) }))))).flat();
  for (const { file, name } of files) {
    const text = await readFile(file, 'utf8');
    for (const [, key = ''] of text.matchAll(/\bm\.([a-zA-Z][a-zA-Z0-9_]*)/g)) {
      used.add(key);
      if (!keys.has(key)) missing.push(`${name}: ${key}`);
    }
    if (file.endsWith('.svelte')) written.push(...writtenWords(text).map(({ line, words }) => `${name}:${line}: ${words}`));
  }
  const messages = Object.assign({}, ...texts.map((text) => JSON.parse(text) as object)) as Readonly<Record<string, Message>>;
  return { uncounted: uncounted(messages), unused: [...keys].filter((key) => !used.has(key)), missing, twice: given.filter((key, index) => given.indexOf(key) !== index), written };
}

/** Not `this`, `us` or `less`. */
const inPlural = /[^isu]s$|^people$/;

type Message = string | readonly { readonly match?: Readonly<Record<string, string>> }[];

/**
 * Texts in which a number stands before a word in the plural and that have no singular, as `"{count} stops"`. Which
 * words those are is told by the texts that have one: whatever follows a number in a plural form and not in its singular.
 */
function uncounted(messages: Readonly<Record<string, Message>>): string[] {
  const forms = Object.values(messages).flatMap((message) => (typeof message === 'string' ? [] : message.flatMap(({ match = {} }) => Object.entries(match))));
  const singular = new Set(forms.filter(([form]) => form.endsWith('=one')).flatMap(([, text]) => counted(text).map(({ word }) => word)));
  const plural = new Set(forms.filter(([form]) => /=(other|\*)$/.test(form)).flatMap(([, text]) => counted(text).map(({ word }) => word)).filter((word) => inPlural.test(word) && !singular.has(word)));
  return Object.entries(messages).flatMap(([key, message]) => {
    if (`${key}_one` in messages) return [];
    const texts = typeof message === 'string' ? [['', message] as const] : message.flatMap(({ match = {} }) => Object.entries(match));
    return texts.flatMap(([form, text]) =>
      counted(text)
        .filter(({ name, word }) => (plural.has(word) || (name === 'count' && inPlural.test(word) && !singular.has(word))) && !form.includes(`${name}Plural=`))
        .map(({ name, word }) => `${key}: {${name}} … ${word}`),
    );
  });
}

/** Each `{name}` with the word behind it, and with the one behind that: `{count} new alarms`. */
function counted(text: string): { readonly name: string; readonly word: string }[] {
  return [...text.matchAll(/\{(\w+)\} ([\p{L}-]+)(?: ([\p{L}-]+))?/gu)].flatMap(([, name = '', first = '', second]) => (second === undefined ? [{ name, word: first }] : [{ name, word: first }, { name, word: second }]));
}

async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && /(?<!\.test)\.(svelte|ts)$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name));
}

/** Attributes whose value a visitor reads or hears. */
const spoken = new Set(['alt', 'aria-label', 'aria-description', 'placeholder', 'title', 'label']);
const hasWord = /\p{L}{2,}/u;

function writtenWords(text: string): readonly { readonly line: number; readonly words: string }[] {
  const found: { line: number; words: string }[] = [];
  const note = (start: number, words: string): void => {
    if (hasWord.test(words.replace(/&\w+;/g, ''))) found.push({ line: text.slice(0, start).split('\n').length, words: words.trim() });
  };
  walk(parse(text, { modern: true }).fragment, (node) => {
    if (node.type === 'Text') note(node.start, node.raw);
    if (node.type === 'Attribute' && spoken.has(node.name) && Array.isArray(node.value)) {
      for (const part of node.value) if (part.type === 'Text') note(part.start, part.raw);
    }
  });
  return found;
}

/** Visits fragments and attributes; the text of other attributes, styles and scripts is not for reading. */
function walk(node: AST.SvelteNode, visit: (node: AST.SvelteNode) => void): void {
  visit(node);
  if (node.type === 'Attribute') return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'expression' || key === 'parent') continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && 'type' in child) walk(child as AST.SvelteNode, visit);
    }
  }
}
