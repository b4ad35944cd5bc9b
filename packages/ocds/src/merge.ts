/**
 * Merges the releases of one contracting process into its compiled and its versioned release.
 * Source: OCDS 1.1.5, Merging, https://standard.open-contracting.org/1.1/en/schema/merging/
 *
 * What a release says replaces what an earlier one said, field by field; `null` takes a field away. Lists of objects are
 * matched by `id`; an entry without one is a new entry. Lists of anything else, and those that the schema says so of, are
 * replaced as a whole.
 */

import type { MergeRules } from './rules.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** A release that cannot be merged; `position` is its place in what was given. */
export class MergeError extends Error {
  override readonly name = 'MergeError';
  readonly position: number;
  /** Where in the release, for example `tender.items`. */
  readonly path: string;

  constructor(position: number, path: string, message: string) {
    super(`release ${position}${path === '' ? '' : `, ${path}`}: ${message}`);
    this.position = position;
    this.path = path;
  }
}

export interface MergeWarning {
  readonly position: number;
  readonly path: string;
  readonly id: string | number;
}

export interface MergeOptions {
  readonly rules: MergeRules;
  /** Hears of an id that stands twice in one list: the later entry goes over the earlier. */
  readonly onDuplicate?: (warning: MergeWarning) => void;
}

/** What a field was from a release on, in a versioned release. */
interface Version {
  readonly releaseID: Json;
  readonly releaseDate: Json;
  readonly releaseTag: Json;
  readonly value: Json;
}

type Node = Leaf | Branch | List;
interface Leaf {
  readonly kind: 'leaf';
  value: Json;
  readonly versions: Version[];
}
interface Branch {
  readonly kind: 'object';
  readonly fields: Map<string, Node>;
}
interface List {
  readonly kind: 'list';
  readonly entries: Map<string | symbol, { readonly id: Json | undefined; readonly object: Branch }>;
}

/** The process as it stands now. `tag` is `["compiled"]`, `date` the last release's, `id` made of both. @throws MergeError */
export function compiledRelease(releases: readonly JsonObject[], options: MergeOptions): JsonObject {
  const { sorted, root } = merged(releases, options);
  const date = sorted.at(-1)?.release['date'] ?? null;
  const ocid = sorted.at(-1)?.release['ocid'] ?? null;
  return { tag: ['compiled'], id: `${String(ocid)}-${String(date)}`, date, ...(compiled(root) as JsonObject | undefined) };
}

/** Every field of the process with what it was, from which release on; `ocid` and the ids of list entries are plain. @throws MergeError */
export function versionedRelease(releases: readonly JsonObject[], options: MergeOptions): JsonObject {
  const { sorted, root } = merged(releases, options);
  const ocid = sorted.at(-1)?.release['ocid'];
  root.fields.delete('ocid');
  return { ...(ocid === undefined ? {} : { ocid }), ...(versioned(root) as JsonObject | undefined) };
}

interface Positioned {
  readonly release: JsonObject;
  readonly position: number;
}

function merged(releases: readonly JsonObject[], { rules, onDuplicate }: MergeOptions): { readonly sorted: readonly Positioned[]; readonly root: Branch } {
  const positioned = releases.map((release, position) => ({ release, position }));
  for (const { release, position } of positioned) {
    if (!isObject(release)) throw new MergeError(position, '', 'is not an object');
    if (releases.length > 1 && typeof release['date'] !== 'string') throw new MergeError(position, 'date', 'has no date, by which releases are put in order');
    if (release['ocid'] !== releases[0]!['ocid']) throw new MergeError(position, 'ocid', `is of ${JSON.stringify(release['ocid'])}, not of ${JSON.stringify(releases[0]!['ocid'])}`);
  }
  // Stable: of one moment, what was given later is later.
  const sorted = positioned.toSorted((a, b) => compare(String(a.release['date']), String(b.release['date'])));
  const root: Branch = { kind: 'object', fields: new Map() };
  for (const { release, position } of sorted) {
    const stamp = { releaseID: release['id'] ?? null, releaseDate: release['date'] ?? null, releaseTag: release['tag'] ?? null };
    const write = new Writer(rules, position, stamp, onDuplicate);
    write.object(root, release, '', '');
  }
  return { sorted, root };
}

/** By moment where both are one, else as text: offsets make the two differ. */
function compare(a: string, b: string): number {
  const [left, right] = [Date.parse(a), Date.parse(b)];
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Puts one release over what earlier ones said. */
class Writer {
  readonly #rules: MergeRules;
  readonly #position: number;
  readonly #stamp: Omit<Version, 'value'>;
  readonly #onDuplicate: MergeOptions['onDuplicate'];

  constructor(rules: MergeRules, position: number, stamp: Omit<Version, 'value'>, onDuplicate: MergeOptions['onDuplicate']) {
    this.#rules = rules;
    this.#position = position;
    this.#stamp = stamp;
    this.#onDuplicate = onDuplicate;
  }

  /** @param rule the path without list positions, by which rules are kept. @param path for messages. */
  object(into: Branch, from: JsonObject, rule: string, path: string): void {
    for (const [name, value] of Object.entries(from)) {
      const [ruleHere, pathHere] = [rule === '' ? name : `${rule}.${name}`, path === '' ? name : `${path}.${name}`];
      if (!this.#rules.omitted.has(ruleHere) && !(rule === '' && ofTheRelease.has(name))) this.#field(into, name, value, ruleHere, pathHere);
    }
  }

  #field(into: Branch, name: string, value: Json, rule: string, path: string): void {
    const known = into.fields.get(name);
    if (value === null && known !== undefined && known.kind !== 'leaf') {
      this.#takeAway(known);
      return;
    }
    const kind = this.#kindOf(value, rule);
    if (known !== undefined && known.kind !== kind) {
      const emptied = known.kind === 'leaf' && known.value === null;
      // An empty list says nothing of what its entries are.
      if (Array.isArray(value) && value.length === 0 && known.kind === 'leaf' && Array.isArray(known.value)) {
        this.#leaf(known, value);
        return;
      }
      if (!emptied) throw new MergeError(this.#position, path, `is ${words[kind]}, and was ${words[known.kind]} in an earlier release`);
    }
    const node = known?.kind === kind ? known : fresh(kind);
    if (node.kind === 'leaf') this.#leaf(node, value);
    else if (node.kind === 'object') this.object(node, value as JsonObject, rule, path);
    else this.#list(node, value as readonly JsonObject[], rule, path);
    into.fields.set(name, node);
  }

  #kindOf(value: Json, rule: string): Node['kind'] {
    if (Array.isArray(value)) return this.#rules.whole.has(rule) || !value.every(isObject) ? 'leaf' : 'list';
    return isObject(value) ? 'object' : 'leaf';
  }

  #leaf(leaf: Leaf, value: Json): void {
    if (leaf.versions.length > 0 && JSON.stringify(leaf.value) === JSON.stringify(value)) return;
    leaf.value = value;
    leaf.versions.push({ ...this.#stamp, value });
  }

  #list(list: List, from: readonly JsonObject[], rule: string, path: string): void {
    const seen = new Set<string>();
    for (const entry of from) {
      const id = entry['id'];
      const key = typeof id === 'string' || typeof id === 'number' ? `${typeof id} ${id}` : Symbol('without an id');
      if (typeof key === 'string') {
        if (seen.has(key)) this.#onDuplicate?.({ position: this.#position, path, id: id as string | number });
        seen.add(key);
      }
      let known = list.entries.get(key);
      if (known === undefined) list.entries.set(key, (known = { id: typeof key === 'string' ? id : undefined, object: { kind: 'object', fields: new Map() } }));
      const { id: _, ...rest } = entry;
      this.object(known.object, typeof key === 'string' ? rest : entry, rule, typeof key === 'string' ? `${path}[${id}]` : path);
    }
  }

  #takeAway(node: Node): void {
    if (node.kind === 'leaf') this.#leaf(node, null);
    else if (node.kind === 'object') for (const field of node.fields.values()) this.#takeAway(field);
    else for (const { object } of node.entries.values()) this.#takeAway(object);
  }
}

/** Said of each release and not of the process, whether or not its schema says so. */
const ofTheRelease: ReadonlySet<string> = new Set(['id', 'date', 'tag']);

const words: Readonly<Record<Node['kind'], string>> = { leaf: 'a value', object: 'an object', list: 'a list of objects' };

function fresh(kind: Node['kind']): Node {
  if (kind === 'leaf') return { kind, value: null, versions: [] };
  return kind === 'object' ? { kind, fields: new Map() } : { kind, entries: new Map() };
}

/** Undefined where nothing is left. */
const compiled = (node: Node): Json | undefined => told(node, ({ value }) => value ?? undefined);
const versioned = (node: Node): Json | undefined => told(node, ({ versions }) => versions as unknown as Json);

function told(node: Node, leaf: (leaf: Leaf) => Json | undefined): Json | undefined {
  if (node.kind === 'leaf') return leaf(node);
  if (node.kind === 'object') {
    const fields = [...node.fields].flatMap(([name, field]) => {
      const value = told(field, leaf);
      return value === undefined ? [] : [[name, value] as const];
    });
    return fields.length === 0 ? undefined : Object.fromEntries(fields);
  }
  const entries = [...node.entries.values()].flatMap(({ id, object }) => {
    const rest = told(object, leaf) as JsonObject | undefined;
    if (id === undefined) return rest === undefined ? [] : [rest];
    return [{ id, ...rest }];
  });
  return entries.length === 0 ? undefined : entries;
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
