/**
 * Where a tender stands, what was changed of it and what it takes up again, in the words of OCDS 1.1.5,
 * https://standard.open-contracting.org/1.1/en/schema/codelists/#tender-status
 */

import type { Json } from '@drystone/ocds';
import type { Amendment, Difference } from '../processes/amendment.ts';
import type { Process } from '../processes/process.ts';

/** OCDS, codelist `tenderStatus`. */
export function tenderStatusOf({ stage, closed }: Process, awarded: boolean): string {
  if (closed !== null) return closed.as === 'withdrawn' ? 'cancelled' : 'unsuccessful';
  if (stage === 'planning') return 'planned';
  return awarded ? 'complete' : 'active';
}

/** Each amendment, and at last why it was closed: OCDS has no other place for the reason. */
export function amendmentsOf({ closed }: Process, amendments: readonly Amendment[]): { amendments?: Json[] } {
  const told: Json[] = [
    ...amendments.map(({ number, at, description, changes }) => ({ id: `amendment-${number}`, date: at, rationale: description, description: changes.map(inWords).join('\n') })),
    ...(closed === null ? [] : [{ id: 'closure', date: closed.at, rationale: closed.why, description: closed.as === 'withdrawn' ? 'The tender is withdrawn.' : 'The tender found nobody to award it to.' }]),
  ];
  return told.length === 0 ? {} : { amendments: told };
}

const inWords = ({ field, before, after }: Difference): string => `${field}: ${text(before)} → ${text(after)}`;
const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** OCDS, codelist `relatedProcess`. */
export function followsOf({ follows }: Process): { relatedProcesses?: Json[] } {
  return follows === null ? {} : { relatedProcesses: [{ id: '1', relationship: ['prior'], scheme: 'ocid', identifier: follows }] };
}
