/** The sentences of a tender, each with where it stands and what is said around it. */

import { isObject, pointer, textAt, type Json } from './json.ts';

export interface Clause {
  /** JSON Pointer to the string that holds it. */
  readonly path: string;
  /** JSON Pointer to the object that holds the string. */
  readonly holder: string;
  /** The sentence as it stands. */
  readonly text: string;
  /** The sentence with the titles it stands under. */
  readonly context: string;
  /** The sentence with its neighbours; all of its object where that is short. */
  readonly around: string;
  /** Which of the lots it belongs to. */
  readonly lot: number | undefined;
}

/** An object is read as one where its text is no longer than this. */
const shortObject = 600;

const wordsOf = ['title', 'name', 'description'];

interface Step {
  readonly value: Json;
  readonly path: string;
  readonly heading: string;
  readonly lot: number | undefined;
}

/** All sentences below a value, in the order of the file. */
export function clausesOf(root: Json, rootPath: string): Clause[] {
  const clauses: Clause[] = [];
  const steps: Step[] = [{ value: root, path: rootPath, heading: '', lot: undefined }];
  // A stack of our own: a file nested a hundred thousand deep must not end the program.
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const { value, path, heading, lot } = step;
    if (Array.isArray(value)) {
      const isLots = path === `${rootPath}/lots`;
      for (let i = value.length - 1; i >= 0; i--) {
        const item = value[i] as Json;
        if (typeof item === 'string') steps.push({ value: { [i]: item }, path, heading, lot });
        else if (typeof item === 'object' && item !== null) steps.push({ value: item, path: pointer(path, i), heading, lot: isLots ? i : lot });
      }
    } else if (isObject(value)) {
      const entries = Object.entries(value);
      const strings = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && isProse(entry[0], entry[1]));
      const title = path === rootPath ? undefined : (textAt(value, 'title') ?? textAt(value, 'name'));
      const inside = title !== undefined ? `${heading.slice(-200)} ${title.slice(0, 200)}`.trim() : heading;
      const whole = strings.reduce((length, [, text]) => length + text.length, 0) <= shortObject && path !== rootPath ? strings.map(([, text]) => text).join('\n') : undefined;
      for (const [key, text] of strings) {
        const sentences = sentencesOf(text);
        const above = key === 'title' || key === 'name' ? heading : inside;
        sentences.forEach((sentence, i) => {
          clauses.push({
            path: pointer(path, key),
            holder: path,
            text: sentence,
            context: `${above}: ${sentence}`,
            around: whole ?? [sentences[i - 1], sentence, sentences[i + 1]].filter((each) => each !== undefined).join(' '),
            lot,
          });
        });
      }
      for (const [key, child] of entries.reverse()) if (typeof child === 'object' && child !== null) steps.push({ value: child, path: pointer(path, key), heading: inside, lot });
    }
  }
  return clauses;
}

/** Codes, links and dates are no sentences. */
function isProse(key: string, text: string): boolean {
  return wordsOf.includes(key) || (/\s/.test(text.trim()) && !/^https?:/.test(text));
}

/** The sentences of a text, as they stand. A point within a number or a word ends none, nor does an abbreviation. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const { index, 0: mark } of text.matchAll(/[.!?](?=\s|$)|\n/g)) {
    if (mark === '.' && /\b(?:e\.g|i\.e|etc|no|approx|inc|incl|min|max|ltd|st|dr|mr|mrs|cl|art|s|p)$/i.test(text.slice(Math.max(0, index - 8), index)) && /^\.\s+[a-z0-9£]/.test(text.slice(index, index + 6))) continue;
    const sentence = text.slice(from, index + 1).trim();
    if (sentence !== '' && sentence !== '.') sentences.push(sentence);
    from = index + 1;
  }
  const rest = text.slice(from).trim();
  if (rest !== '') sentences.push(rest);
  return sentences;
}
