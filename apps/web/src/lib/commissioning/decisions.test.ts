import type { CurrentAward, Process } from '@drystone/commissioning';
import { describe, expect, it } from 'vitest';
import { decisionsOf } from './decisions.ts';

const now = Temporal.Instant.from('2027-03-01T12:00:00Z');
const process = (id: string, stage: Process['stage'], deadline: string | null = null) => ({ id, stage, buyer: { id: 'b', name: 'Council' }, content: { title: id, deadline } }) as unknown as Process;
const award = (of: string, endsAt: string) => ({ id: `award-${of}`, process: of, title: of, buyer: { id: 'b', name: 'Council' }, state: 'in-force', endsAt }) as unknown as CurrentAward;

describe('what awaits a decision', () => {
  it('is first what bidders wait for, then drafts, contracts that end and tenders that close', () => {
    const found = decisionsOf([process('running', 'tender', '2027-04-01T12:00:00Z'), process('closing', 'tender', '2027-03-05T12:00:00Z'), process('draft', 'planning'), process('in', 'tender', '2027-03-01T12:00:00Z'), process('direct', 'tender'), process('awarded', 'tender', '2027-01-01T12:00:00Z'), process('gone', 'withdrawn')], [award('awarded', '2027-04-01T00:00:00Z')], now);
    expect(found.map(({ kind, id }) => [kind, id])).toEqual([['bids-in', 'in'], ['bids-in', 'direct'], ['draft', 'draft'], ['ends-soon', 'award-awarded'], ['closing-soon', 'closing'], ['running', 'running']]);
  });

  it('holds questions that nobody has answered, before what is only begun', () => {
    const found = decisionsOf([process('draft', 'planning')], [], now, [{ process: 'draft', title: 'draft', buyer: 'Council', count: 2, since: '2027-02-27T12:00:00Z' }]);
    expect(found).toMatchObject([{ kind: 'questions', count: 2, address: '/commissioning/processes/draft/questions/manage' }, { kind: 'draft' }]);
  });

  it('leads to the page where it is decided', () => {
    expect(decisionsOf([process('draft', 'planning')], [], now)[0]!.address).toBe('/commissioning/processes/draft/edit');
  });
});
