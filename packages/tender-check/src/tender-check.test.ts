import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { examples, fairRelease } from './examples.ts';
import { biddingEffort, checkTenders, NoTenderError, rules, rulesPage, tendersIn, toSarif } from './index.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

function laidOver(base: Json | undefined, patch: Json): Json {
  if (!isObject(patch) || !isObject(base)) return patch;
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = laidOver(base[key], value);
  }
  return merged;
}

function resolved(document: Json, path: string): Json | undefined {
  return path.split('/').slice(1).reduce<Json | undefined>((here, step) => (here as Record<string, Json> | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document);
}

const checkDocument = (document: unknown) => checkTenders(tendersIn(document));
const effortToBid = (document: unknown) => tendersIn(document).map(biddingEffort);
const of = (patch: JsonObject) => laidOver(fairRelease, patch) as JsonObject;
const found = (patch: JsonObject) => checkDocument(of(patch)).map(({ rule }) => rule);

describe('a tender', () => {
  it('that is fair has no findings', () => {
    expect(checkDocument(fairRelease)).toEqual([]);
  });

  it('is checked by at least thirty rules, each with examples, an own id, a reason, a mend and a source', () => {
    expect(rules.length).toBeGreaterThanOrEqual(30);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(Object.keys(examples).sort()).toEqual(rules.map(({ id }) => id).sort());
    for (const { why, mend, source } of rules) expect([why, mend, source.title, source.url].every((text) => text.length > 3)).toBe(true);
  });

  it('is told of on one page of rules that is true', () => {
    expect(readFileSync(new URL('../RULES.md', import.meta.url), 'utf8')).toBe(rulesPage());
  });
});

describe.each(Object.entries(examples))('%s', (rule, { fails, passes }) => {
  it.each(fails)('is found in %j', (patch) => {
    const release = of(patch);
    const own = checkDocument(release).filter((finding) => finding.rule === rule);
    expect(own).toHaveLength(1);
    const [finding] = own;
    const value = resolved(release, finding?.path ?? '');
    expect(value).toBeDefined();
    expect(JSON.stringify(value)).toContain(JSON.stringify(finding?.quote).slice(1, -1));
  });
  it.each(passes)('is not found in %j', (patch) => {
    expect(found(patch)).not.toContain(rule);
  });
});

describe('what is read', () => {
  it('is a release, the newest of a package, a record, or a record package, each path from the root of the file', () => {
    const late = of({ tender: { selectionCriteria: { criteria: [{ description: 'Bidders must supply audited accounts.' }] } }, date: '2027-01-12T09:00:00Z' });
    const documents: [Json, string][] = [
      [late, '/tender/'],
      [{ releases: [late, fairRelease] }, '/releases/0/tender/'],
      [{ releases: [{ ocid: 'ocds-213czf-fair-0001', tag: ['planning'] }, fairRelease, late] }, '/releases/2/tender/'],
      [{ records: [{ ocid: 'x', compiledRelease: late }] }, '/records/0/compiledRelease/tender/'],
      [{ records: [{ ocid: 'x', releases: [late] }] }, '/records/0/releases/0/tender/'],
    ];
    for (const [document, path] of documents) {
      const findings = checkDocument(document);
      expect(findings.map(({ rule }) => rule)).toEqual(['audited-accounts']);
      expect(findings[0]?.path).toBe(`${path}selectionCriteria/criteria/0/description`);
    }
  });

  it.each([null, [], 'a tender', 7, {}, { tender: null }, { tender: [] }, { releases: [] }, { releases: [{ ocid: 'x' }] }, { records: 'none' }])('%j holds nothing to check, and says so', (document) => {
    expect(() => checkDocument(document)).toThrow(NoTenderError);
  });

  it('may be anything below the tender', () => {
    const key = fc.constantFrom('title', 'description', 'value', 'amount', 'currency', 'lots', 'criteria', 'awardCriteria', 'numbers', 'number', 'weight', 'tenderPeriod', 'endDate', 'contractPeriod', 'items', 'classification', 'id', 'techniques', 'documents', 'requirementGroups', 'requirements', '__proto__', 'a/b~c');
    const leaf = fc.oneof(fc.string(), fc.constantFrom('2027-01-01T00:00:00Z', 'Bidders must hold ISO 9001', 'GBP', '1e9999'), fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
    const { value } = fc.letrec((tie) => ({ value: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(key, tie('value'), { maxKeys: 6 })) }));
    fc.assert(
      fc.property(fc.dictionary(key, value), (tender) => {
        const release = JSON.parse(JSON.stringify({ tender })) as Json;
        for (const finding of checkDocument(release)) expect(resolved(release, finding.path)).toBeDefined();
      }),
      { numRuns: 1000, examples: [[{ awardCriteria: { criteria: [{}, {}] } }]] },
    );
  });

  it('may be huge or deep: it ends', () => {
    const long = 'Bidders must, where they are asked to, provide, in the case of insurance of any kind and of all sizes '.repeat(5_000);
    let deep: Json = { title: 'the end' };
    for (let i = 0; i < 3_000; i++) deep = [{ title: 'in', inside: deep }];
    expect(checkDocument(of({ tender: { description: long, deep, criteria: [{ requirementGroups: [{ requirements: Array.from({ length: 5_000 }, (_, i) => ({ id: `${i}`, title: `What of number ${i} of the many things?` })) }] }] } })).length).toBeGreaterThan(0);
  }, 20_000);
});

describe('the effort of bidding', () => {
  it('is counted from what has to be read, answered and supplied', () => {
    const [effort] = effortToBid({ tender: { description: 'Describe your walks. Who leads them? Submit your accounts, a safety policy and two references.', documents: [{ id: '1' }, { id: '2' }] } });
    expect(effort).toEqual({ path: '/tender', wordsToRead: 15, documentsToRead: 2, questionsToAnswer: 2, documentsToSupply: 3, estimatedHours: 5.5 });
  });
  it('of nothing is nothing, and where there is no tender it says so', () => {
    expect(effortToBid({ tender: {} })[0]?.estimatedHours).toBe(0);
    expect(() => effortToBid({})).toThrow(NoTenderError);
  });
});

describe('SARIF', () => {
  it('names the rule, the line and the place', () => {
    const release = of({ tender: { description: 'Bidders must supply audited accounts.' } });
    const text = JSON.stringify(release, null, 2);
    const sarif = toSarif(checkDocument(release), 'tender.json', text) as { runs: { results: { ruleId: string; ruleIndex: number; level: string; locations: { physicalLocation: { region: { startLine: number } }; logicalLocations: { fullyQualifiedName: string }[] }[] }[]; tool: { driver: { rules: { id: string }[] } } }[] };
    const [run] = sarif.runs;
    const [result] = run?.results ?? [];
    expect(result).toMatchObject({ ruleId: 'audited-accounts', level: 'error' });
    expect(run?.tool.driver.rules[result?.ruleIndex ?? -1]?.id).toBe('audited-accounts');
    expect(text.split('\n')[(result?.locations[0]?.physicalLocation.region.startLine ?? 0) - 1]).toContain('audited accounts');
    expect(result?.locations[0]?.logicalLocations[0]?.fullyQualifiedName).toBe('/tender/description');
  });
});

const standard = new URL('../../../../shared/standards/ocds/examples/', import.meta.url);
describe.skipIf(!existsSync(standard))('the standard’s own examples', () => {
  it.each(['ocds-213czf-000-00001-02-tender.json', 'ocds-213czf-000-00001.json', 'blank-release-template-1.1.5.json'])('%s is read', (name) => {
    const document = JSON.parse(readFileSync(new URL(name, standard), 'utf8')) as Json;
    for (const finding of checkDocument(document)) expect(resolved(document, finding.path)).toBeDefined();
  });
});
