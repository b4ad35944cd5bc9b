import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processForm, type Process, type ProcessFormInput } from '../processes/process.ts';
import { noticeAsText, noticeKinds, noticesOf } from './notices.ts';

const lot = { id: 'one', title: 'The one', description: 'All of it.', part: 'visit.content' as const, areas: ['belfast'], term: { from: '2027-06-01', to: '2029-05-31' }, valuePence: 30_000_000, criteria: [{ id: 'quality', title: 'Quality', description: 'Found.', kind: 'quality' as const, weight: 100 }] };
const process = (form: Partial<ProcessFormInput> = {}, change: Partial<Process> = {}): Process => ({ id: 'x', ocid: 'ocds-x', buyer: { id: 'b', name: 'Carrickmore Borough Council' }, partners: [], stage: 'tender', publishedAt: '2027-01-01T00:00:00Z', revision: 2, closed: null, follows: null, content: processForm.parse({ title: 'A tender', problem: { who: 'All.', today: 'Bad.', good: 'Good.' }, method: 'open-procedure', deadline: '2027-03-28T11:00:00Z', lots: [lot], oneLotReason: 'It is one lighthouse.', ...form }), ...change });
const of = (given: Process) => noticesOf({ process: given, awards: [], engagement: undefined, areaName: (slug) => slug, now: Temporal.Instant.from('2027-01-11T09:00:00Z'), timeZone: 'Europe/London' });
const codes = (given: Process, state: string) => of(given).filter((each) => each.state === state).map(({ code }) => code);

describe('the notices of a process', () => {
  it('are the tender notice now and the award notices later, from the threshold up', () => {
    expect(codes(process(), 'due')).toEqual(['UK2', 'UK4']);
    expect(codes(process(), 'later')).toEqual(['UK6', 'UK7', 'UK8', 'UK9', 'UK10', 'UK11']);
  });

  it('are few below the threshold, and none for a grant', () => {
    const quotation = (valuePence: number) => process({ method: 'below-threshold-quotation', lots: [{ ...lot, valuePence }] });
    expect([1_199_999, 1_200_000, 2_999_999, 3_000_000].map((pence) => [codes(quotation(pence), 'due'), codes(quotation(pence), 'choice')])).toEqual([[[], []], [[], ['UK4', 'UK7']], [[], ['UK4', 'UK7']], [['UK4'], []]]);
    expect(of(process({ method: 'grant' })).every(({ state }) => state === 'none')).toBe(true);
  });

  it('offer the planned procurement notice while it is a draft, and ask for the termination notice once it is given up', () => {
    expect(codes(process({}, { stage: 'planning', publishedAt: null }), 'choice')).toEqual(['UK3']);
    expect(codes(process({}, { stage: 'withdrawn', closed: { as: 'withdrawn', at: '2027-01-10T00:00:00Z', why: 'No money.' } }), 'due')).toContain('UK12');
    expect(codes(process({ method: 'dynamic-market' }), 'due')).toEqual(['UK2', 'UK4', 'UK13', 'UK14']);
  });

  it('are filled from the process, with the zone of the deadline in words, and say that they were not sent', () => {
    const text = noticeAsText(of(process()).find(({ code }) => code === 'UK4')!);
    for (const words of ['Carrickmore Borough Council', 'ocds-x', 'Quality 100 %', 'It is one lighthouse.', 'British Summer Time', '£300,000 with VAT', 'It was not sent from here']) expect(text).toContain(words);
  });
});

const facts = join(import.meta.dirname, '../../../../../shared/standards/ocds/uk_procurement_act_notices.csv');
it.skipIf(!existsSync(facts))('the kinds are the seventeen of the Cabinet Office, by its names', () => {
  const rows = readFileSync(facts, 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').slice(0, 2));
  expect(noticeKinds.map(({ code, title }) => [code, title])).toEqual(rows);
});
