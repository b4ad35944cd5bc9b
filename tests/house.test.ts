/** The rules of the house (ARCHITECTURE.md), held by a test: arrows point one way. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
/** From the roof down: who stands higher may lean on who stands lower. */
const floors = ['apps', 'services', 'parts', 'platform', 'packages'];

interface Arrow {
  readonly from: string;
  readonly to: string;
}

let arrows: Arrow[];
beforeAll(async () => {
  process.chdir(root);
  const { output } = await cruise(
    floors,
    {
      doNotFollow: { path: 'node_modules' },
      exclude: { path: ['\\.test\\.ts$', 'build/', '\\.svelte-kit', 'paraglide'] },
      preserveSymlinks: false,
      tsPreCompilationDeps: true,
      combinedDependencies: true,
    },
    { extensions: ['.ts', '.mjs', '.js'], exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  );
  arrows = (output as ICruiseResult).modules.flatMap((module) => module.dependencies.map((dependency) => ({ from: module.source, to: dependency.resolved })));
});

const floorOf = (path: string): number => floors.indexOf(path.split('/')[0]!);
const roomOf = (path: string): string => path.split('/').slice(0, 2).join('/');
const tests = (path: string): boolean => /(^|\/)tests\//.test(path);

describe('the house', () => {
  it('is seen whole: arrows lead from every floor to the ones below', () => {
    expect(arrows.some(({ from, to }) => floorOf(from) === 0 && floorOf(to) === 1)).toBe(true);
    expect(arrows.some(({ from, to }) => floorOf(from) === 1 && floorOf(to) === 2)).toBe(true);
    expect(arrows.some(({ from, to }) => floorOf(from) === 1 && floorOf(to) === 4)).toBe(true);
  });

  it('has arrows that point one way: apps, services, parts, platform, packages', () => {
    expect(arrows.filter(({ from, to }) => floorOf(to) !== -1 && floorOf(to) < floorOf(from))).toEqual([]);
  });

  it('has no service that leans on another', () => {
    expect(arrows.filter(({ from, to }) => floorOf(from) === 1 && floorOf(to) === 1 && roomOf(from) !== roomOf(to))).toEqual([]);
  });

  it('has rooms that are entered by their door: no path into another room', () => {
    const besides = arrows.filter(({ from, to }) => floorOf(to) !== -1 && roomOf(from) !== roomOf(to) && !tests(to));
    const doors = new Map<string, Set<string>>();
    for (const { to } of besides) {
      const room = roomOf(to);
      const known = doors.get(room) ?? new Set<string>();
      const { exports } = JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8')) as { exports: Record<string, string | Record<string, string>> };
      for (const door of Object.values(exports ?? {})) for (const file of typeof door === 'string' ? [door] : Object.values(door)) known.add(join(room, file));
      doors.set(room, known);
    }
    expect(besides.filter(({ to }) => !doors.get(roomOf(to))!.has(to))).toEqual([]);
  });

  it('has pure packages: no files, no sockets, no processes', () => {
    const impure = /^(node:)?(fs|net|http|https|child_process|worker_threads|os|dgram|cluster)(\/|$)/;
    expect(arrows.filter(({ from, to }) => from.startsWith('packages/') && /\/src\//.test(from) && impure.test(to))).toEqual([]);
  });

  it('has no circles', () => {
    const next = new Map<string, string[]>();
    for (const { from, to } of arrows) next.set(from, [...(next.get(from) ?? []), to]);
    const done = new Set<string>();
    const walk = (at: string, path: readonly string[]): string[] | undefined => {
      if (path.includes(at)) return [...path.slice(path.indexOf(at)), at];
      if (done.has(at)) return undefined;
      for (const to of next.get(at) ?? []) {
        const circle = walk(to, [...path, at]);
        if (circle) return circle;
      }
      done.add(at);
      return undefined;
    };
    for (const from of next.keys()) expect(walk(from, [])).toBeUndefined();
  });
});

describe('what the house is built of', () => {
  it('is free to use: every dependency at run time has a licence we may ship', () => {
    const free = /MIT|ISC|BSD|Apache-2\.0|LGPL-3\.0|OFL-1\.1|CC0|0BSD|Unlicense|BlueOak|PostgreSQL|Zlib|Python-2\.0|MPL-2\.0|CC-BY-4\.0/;
    // Their package.json says nothing: suncalc is BSD-2-Clause and sip (tests only) MIT by its LICENSE; the other two only build the messages (Apache-2.0 by their repositories).
    const statedElsewhere = ['suncalc', 'sip', '@inlang/plugin-message-format', '@lix-js/sdk-'];
    const modules = join(root, 'node_modules');
    const packages = readdirSync(modules).flatMap((name) => (name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name]));
    const odd = packages.flatMap((name) => {
      try {
        const { license, licenses } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as { license?: unknown; licenses?: unknown };
        const text = JSON.stringify(license ?? licenses ?? 'none');
        return free.test(text) || statedElsewhere.some((known) => name.startsWith(known)) ? [] : [`${name}: ${text}`];
      } catch {
        return [];
      }
    });
    expect(odd).toEqual([]);
  });
});
