/** The official schemas of the Open Contracting Data Standard, with its extensions, where they are at hand. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';

const standards = join(import.meta.dirname, '../../../shared/standards/ocds');

/** What notices of the United Kingdom carry beyond the standard: award criteria of a lot, the threshold, special regimes, reservations, why there are no lots; and of the budget breakdown extension what is used of it. Their schemas are not at hand. */
const notAtHand = {
  definitions: {
    Budget: { properties: { budgetBreakdown: { type: 'array', items: { $ref: '#/definitions/BudgetBreakdown' } } } },
    BudgetBreakdown: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, description: { type: 'string' }, amount: { $ref: '#/definitions/Value' }, sourceParty: { $ref: '#/definitions/OrganizationReference' } } },
    Lot: { properties: { awardCriteria: { type: 'object' }, otherRequirements: { type: 'object' }, suitability: { type: 'object' } } },
    Tender: { properties: { aboveThreshold: { type: 'boolean' }, specialRegime: { type: 'array' }, lotDetails: { properties: { noLotsDivisionRationale: { type: 'string' } } } } },
  },
};

type Schema = Readonly<Record<string, unknown>>;
type Validate = (name: 'release-package' | 'record-package', document: unknown) => unknown[];

/** Undefined where the schemas are absent. */
export const valid: Validate | undefined = existsSync(standards) ? validator() : undefined;

function validator(): Validate {
  const ajv = new Ajv.default({ strict: false, allErrors: true });
  addFormats.default(ajv as never);
  const read = (path: string) => JSON.parse(readFileSync(join(standards, path), 'utf8')) as Schema;
  const release = readdirSync(join(standards, 'extensions')).reduce((schema, extension) => patched(schema, read(`extensions/${extension}/release-schema.json`)), patched(read('schema/release-schema.json'), notAtHand));
  ajv.addSchema(closed(release));
  ajv.addSchema(read('schema/versioned-release-validation-schema.json'));
  const [releases, records] = [ajv.compile(read('schema/release-package-schema.json')), ajv.compile(read('schema/record-package-schema.json'))];
  return (name, document) => {
    const validate = name === 'release-package' ? releases : records;
    return validate(document) ? [] : (validate.errors ?? []).filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'oneOf').map(({ instancePath, message, params }) => ({ instancePath, message, params }));
  };
}

/** As extensions are applied: JSON Merge Patch, RFC 7396. */
function patched(schema: unknown, patch: unknown): Schema {
  if (!isObject(patch)) return patch as Schema;
  const result: Record<string, unknown> = isObject(schema) ? { ...schema } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = patched(result[key], value);
  }
  return result;
}

/** A field that neither the standard nor an extension knows is a mistake of ours. */
function closed(schema: Schema): Schema {
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (!isObject(node)) return node;
    const walked = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value)]));
    return isObject(node['properties']) && node['patternProperties'] === undefined ? { ...walked, additionalProperties: false } : walked;
  };
  return walk(schema) as Schema;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
