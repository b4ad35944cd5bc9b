/**
 * The little of XML that SCAIP needs, read by a strict parser with everything dangerous refused: no
 * document type, so no entities of its own; bounds on size, depth and number of elements.
 */

import { SaxesParser } from 'saxes';

export const mostXmlBytes = 16_384;
const mostElements = 200;
const mostDepth = 4;

export interface Element {
  /** In small letters, without a prefix. */
  readonly name: string;
  /** Text directly inside, trimmed. */
  readonly text: string;
  readonly children: readonly Element[];
}

export type Xml = { readonly root: Element } | { readonly problem: 'too-long' | 'document-type' | 'not-well-formed' | 'too-deep' };

export function readXml(text: string): Xml {
  if (text.length > mostXmlBytes) return { problem: 'too-long' };
  interface Open {
    readonly name: string;
    text: string;
    readonly children: Element[];
  }
  const top: Open = { name: '', text: '', children: [] };
  const open: Open[] = [top];
  let elements = 0;
  const parser = new SaxesParser();
  const refuse = (problem: 'document-type' | 'not-well-formed' | 'too-deep') => () => {
    throw new Refused(problem);
  };
  parser.on('error', refuse('not-well-formed'));
  parser.on('doctype', refuse('document-type'));
  parser.on('opentag', ({ name }) => {
    if (++elements > mostElements || open.length > mostDepth) throw new Refused('too-deep');
    open.push({ name: name.slice(name.indexOf(':') + 1).toLowerCase(), text: '', children: [] });
  });
  const add = (piece: string) => {
    open.at(-1)!.text += piece;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => {
    const { name, text: inside, children } = open.pop()!;
    open.at(-1)!.children.push({ name, text: inside.trim(), children });
  });
  try {
    parser.write(text.replace(/^\uFEFF/, '').trim()).close();
  } catch (error) {
    return { problem: error instanceof Refused ? error.problem : 'not-well-formed' };
  }
  const [root] = top.children;
  return root ? { root } : { problem: 'not-well-formed' };
}

class Refused extends Error {
  readonly problem: 'document-type' | 'not-well-formed' | 'too-deep';
  constructor(problem: 'document-type' | 'not-well-formed' | 'too-deep') {
    super(problem);
    this.problem = problem;
  }
}

/** `value` as text of an element; characters that XML has no way to write are left out. */
export function escaped(value: string): string {
  return [...value].flatMap((one) => (writable(one.codePointAt(0)!) ? (replacements[one] ?? one) : [])).join('');
}

const replacements: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** XML 1.0, production 2. */
function writable(code: number): boolean {
  return code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000;
}
