/** Foreign JSON: parsed, and held to a depth and a number of values before anything walks through it. */

import { FeedError } from './item.ts';

const deepest = 64;
const mostValues = 400_000;
const prototypeName = '__proto__';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** @throws FeedError */
export function parseJson(bytes: Uint8Array): Json {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FeedError('is not UTF-8', 'save it as UTF-8');
  }
  return parseJsonText(text);
}

export function parseJsonText(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw new FeedError(`is not JSON (${(error as Error).message.slice(0, 120)})`, 'see where it breaks off, with a JSON checker');
  }
  holdToLimits(value);
  return value;
}

/** Walks without recursion, and takes away what would reach into a prototype where it is copied. */
function holdToLimits(root: Json): void {
  let level: Json[] = [root];
  let values = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) throw new FeedError(`is nested more than ${deepest} deep`, 'send flatter data');
    const next: Json[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (!Array.isArray(value) && Object.hasOwn(value, prototypeName)) Reflect.deleteProperty(value, prototypeName);
      for (const inner of Object.values(value)) next.push(inner as Json);
    }
    values += next.length;
    if (values > mostValues) throw new FeedError(`holds more than ${mostValues} values`, 'send it in pages');
    level = next;
  }
}

export function isObject(value: unknown): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: Json | undefined): readonly Json[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value];
}
