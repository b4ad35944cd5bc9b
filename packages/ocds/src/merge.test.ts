/** The official merge fixtures, where they are at hand, and what they leave open. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiledRelease, MergeError, mergeRulesOf, releaseRules, versionedRelease, type JsonObject, type MergeRules } from './index.ts';

const standard = join(import.meta.dirname, '../../../../shared/standards/ocds');
const fixtures = join(standard, 'merge-fixtures');
const here = existsSync(fixtures);
const read = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));

const schemas = { '1.0': 'release-schema-1__0__3.json', '1.1': 'release-schema-1__1__4.json', schema: 'schema.json' } as const;
const cases = !here
  ? []
  : Object.entries(schemas).flatMap(([group, schema]) =>
      readdirSync(join(fixtures, group))
        .filter((file) => /-(compiled|versioned)\.json$/.test(file))
        .map((file) => ({ group, schema, file, form: file.endsWith('-compiled.json') ? ('compiled' as const) : ('versioned' as const) })),
    );

describe.skipIf(!here)('the official merge fixtures', () => {
  it.each(cases)('$group/$file', ({ group, schema, file, form }) => {
    const releases = read(fixtures, group, file.replace(/-(compiled|versioned)\.json$/, '.json'));
    const rules = mergeRulesOf(read(fixtures, schema));
    expect({ compiled: compiledRelease, versioned: versionedRelease }[form](releases, { rules })).toEqual(read(fixtures, group, file));
  });

  it('are all there', () => expect(cases.length).toBeGreaterThanOrEqual(33));
});

describe.skipIf(!here)('the rules of OCDS 1.1.5', () => {
  it('are those that its schema states', () => {
    const { omitted, whole } = mergeRulesOf(read(standard, 'schema', 'release-schema.json'));
    expect({ omitted, whole }).toEqual(releaseRules);
    expect(whole).toContain('parties.additionalIdentifiers');
    expect(whole).toContain('tender.items.additionalClassifications');
    expect(whole).not.toContain('awards.suppliers');
  });
});

const rules: MergeRules = { omitted: new Set(['id', 'date', 'tag']), whole: new Set(['whole']) };
const release = (day: number, fields: JsonObject): JsonObject => ({ ocid: 'ocds-1', id: String(day), date: `2026-01-0${day}T00:00:00Z`, tag: ['tender'], ...fields });
const merge = (...releases: JsonObject[]): JsonObject => compiledRelease(releases, { rules });

describe('merging releases', () => {
  it('goes by date, whatever the order and the offset', () => {
    const early = { ...release(1, { title: 'early' }), date: '2026-01-01T10:00:00+02:00' };
    const late = { ...release(1, { title: 'late' }), date: '2026-01-01T09:00:00Z' };
    expect(merge(late, early)).toMatchObject({ title: 'late', date: '2026-01-01T09:00:00Z' });
  });

  it('takes away what is null, an object with all its fields too', () => {
    expect(merge(release(1, { title: 'x', tender: { id: 't', value: { amount: 1 } } }), release(2, { title: null, tender: { value: null } }))).toEqual({ ocid: 'ocds-1', id: 'ocds-1-2026-01-02T00:00:00Z', date: '2026-01-02T00:00:00Z', tag: ['compiled'], tender: { id: 't' } });
  });

  it('lets come back what was taken away', () => {
    expect(merge(release(1, { value: { amount: 1 } }), release(2, { value: null }), release(3, { value: { amount: 2 } }))).toMatchObject({ value: { amount: 2 } });
  });

  it('keeps "1" and 1 apart, and every entry without an id', () => {
    expect(merge(release(1, { list: [{ id: '1' }, { id: 1 }, { a: 1 }] }), release(2, { list: [{ a: 1 }] }))['list']).toEqual([{ id: '1' }, { id: 1 }, { a: 1 }, { a: 1 }]);
  });

  it('lets the later of two with one id go over the earlier, and tells', () => {
    const told: unknown[] = [];
    const list = compiledRelease([release(1, { list: [{ id: 1, a: 1 }, { id: 1, a: 2 }] })], { rules, onDuplicate: (warning) => told.push(warning) });
    expect(list['list']).toEqual([{ id: 1, a: 2 }]);
    expect(told).toEqual([{ position: 0, path: 'list', id: 1 }]);
  });

  it.each([
    ['a date that is missing', [{ ocid: 'ocds-1' }, release(1, {})], 'release 0, date: has no date'],
    ['a date that is null', [{ ...release(1, {}), date: null }, release(1, {})], 'release 0, date: has no date'],
    ['a date that is a number', [release(1, {}), { ...release(1, {}), date: 2026 }], 'release 1, date: has no date'],
    ['another process', [release(1, {}), { ...release(2, {}), ocid: 'ocds-2' }], 'release 1, ocid: is of "ocds-2"'],
    ['an object that was a value', [release(1, { a: 1 }), release(2, { a: { b: 1 } })], 'release 1, a: is an object, and was a value'],
    ['a value that was an object', [release(1, { a: { b: { c: 1 } } }), release(2, { a: { b: 'x' } })], 'release 1, a.b: is a value, and was an object'],
    ['a list that was an object', [release(1, { a: { b: 1 } }), release(2, { a: [{ id: 1 }] })], 'release 1, a: is a list of objects, and was an object'],
    ['what is no release', [null as never], 'release 0: is not an object'],
  ])('refuses %s, and says where', (_, releases, message) => {
    expect(() => merge(...(releases as JsonObject[]))).toThrow(MergeError);
    expect(() => merge(...(releases as JsonObject[]))).toThrow(message);
  });

  it('makes no prototype of a field', () => {
    const made = merge(JSON.parse('{"ocid":"ocds-1","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"__proto__":{"polluted":true}}'));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
  });

  it('merges 2,000 releases of 200 items', () => {
    const items = Array.from({ length: 200 }, (_, id) => ({ id: String(id), quantity: id }));
    const many = Array.from({ length: 2_000 }, (_, index) => ({ ...release(1, { items }), id: String(index) }));
    expect((merge(...many)['items'] as unknown[]).length).toBe(200);
  });

  it('gives the same compiled release as merging it with itself', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    const fields = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { noNullPrototype: true });
    const list = fc.uniqueArray(fc.record({ id: fc.integer({ min: 0, max: 5 }), text: value }), { selector: ({ id }) => id });
    fc.assert(
      fc.property(fc.array(fc.record({ object: fields, list }), { minLength: 1, maxLength: 5 }), (each) => {
        const releases = each.map((more, index) => release(index + 1, more as never));
        const once = merge(...releases);
        expect(merge(...releases, ...releases)).toEqual(once);
        for (const [name, text] of Object.entries(each.at(-1)!.object)) expect((once['object'] as JsonObject)[name]).toEqual(text);
      }),
    );
  });
});
