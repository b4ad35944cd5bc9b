import type { CurrentAward, Process, Progress } from '@drystone/commissioning';
import { describe, expect, it } from 'vitest';
import { decisionsOf, type Waiting } from './decisions.ts';

const now = Temporal.Instant.from('2027-03-01T12:00:00Z');
const process = (id: string, stage: Process['stage'], deadline: string | null = null) => ({ id, stage, buyer: { id: 'b', name: 'Council' }, content: { title: id, deadline } }) as unknown as Process;
const award = (of: string, endsAt: string) => ({ id: `award-${of}`, process: of, title: of, buyer: { id: 'b', name: 'Council' }, state: 'in-force', endsAt }) as unknown as CurrentAward;
const far = (of: string, change: Partial<Progress> = {}): Progress => ({ process: of, opened: true, lots: 2, moderated: 0, decided: 0, openChallenges: 0, ...change });
const decisions = (waiting: Partial<Waiting>) => decisionsOf({ processes: [], awards: [], progress: [], invitations: [], questions: [], curation: 0, ...waiting }, now);
const past = '2027-03-01T12:00:00Z';

describe('what awaits a decision', () => {
  it('is first what bidders wait for, then drafts, contracts that end and tenders that close', () => {
    const found = decisions({
      processes: [process('running', 'tender', '2027-04-01T12:00:00Z'), process('closing', 'tender', '2027-03-05T12:00:00Z'), process('draft', 'planning'), process('in', 'tender', past), process('direct', 'tender'), process('awarded', 'tender', '2027-01-01T12:00:00Z'), process('gone', 'withdrawn')],
      awards: [award('awarded', '2027-04-01T00:00:00Z')],
      progress: [far('in', { opened: false }), far('awarded', { decided: 2 })],
    });
    expect(found.map(({ kind, id }) => [kind, id])).toEqual([['to-open', 'in'], ['bids-in', 'direct'], ['draft', 'draft'], ['ends-soon', 'award-awarded'], ['closing-soon', 'closing'], ['running', 'running']]);
  });

  it.each<[string, Partial<Progress>, string[]]>([
    ['the opening, until two openers came', { opened: false }, ['to-open']],
    ['scores, until those of a lot are all in', {}, ['evaluating']],
    ['a decision, once they are', { moderated: 1 }, ['to-decide']],
    ['scores again, where the lots that are in are decided', { moderated: 1, decided: 1 }, ['evaluating']],
    ['a challenge, also where all is decided', { moderated: 2, decided: 2, openChallenges: 1 }, ['challenged']],
    ['nothing, where all is decided', { moderated: 2, decided: 2 }, []],
  ])('after the deadline is %s', (_, change, kinds) => {
    expect(decisions({ processes: [process('one', 'tender', past)], progress: [far('one', change)], awards: [award('one', '2030-01-01T00:00:00Z')] }).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('is curation, and what other buyers invite to; of a tender that another leads nothing after its deadline', () => {
    const invitation = { process: 'shared', title: 'Together', lead: 'Another', buyer: { id: 'b', name: 'Council' }, sharePercent: 20, state: 'invited' as const };
    expect(decisions({ processes: [process('led by another', 'tender', past)], curation: 2, invitations: [invitation, { ...invitation, process: 'joined', state: 'joined' }] }).map(({ kind, address }) => [kind, address])).toEqual([['curation', '/commissioning/curation'], ['invited', '/commissioning/processes/shared/buyers']]);
  });

  it('holds questions that nobody has answered, before what is only begun', () => {
    const found = decisions({ processes: [process('draft', 'planning')], questions: [{ process: 'draft', title: 'draft', buyer: 'Council', count: 2, since: '2027-02-27T12:00:00Z' }] });
    expect(found).toMatchObject([{ kind: 'questions', count: 2, address: '/commissioning/processes/draft/questions/manage' }, { kind: 'draft' }]);
  });

  it('leads to the page where it is decided', () => {
    expect(decisions({ processes: [process('draft', 'planning')] })[0]!.address).toBe('/commissioning/processes/draft/edit');
    expect(decisions({ processes: [process('one', 'tender', past)], progress: [far('one', { moderated: 2 })] })[0]!.address).toBe('/commissioning/processes/one/evaluation');
  });
});
