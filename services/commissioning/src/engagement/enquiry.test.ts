import { describe, expect, it } from 'vitest';
import { processForm, type Process } from '../processes/process.ts';
import { questionsUntil, takingOf } from './enquiry.ts';

const at = (moment: string) => Temporal.Instant.from(moment);
const publishedAt = '2027-03-01T09:00:00Z';
const processOf = (deadline: string | null, form: object = {}, stage: Process['stage'] = 'tender'): Process => ({
  id: 'x',
  ocid: 'ocds-x',
  buyer: { id: 'b', name: 'B' },
  partners: [],
  stage,
  publishedAt: stage === 'planning' ? null : publishedAt,
  revision: 1,
  content: processForm.parse({ title: 'A tender', problem: { who: '', today: '', good: '' }, method: 'open-procedure', deadline, ...form }),
  closed: null,
  follows: null,
});

describe('questions to a tender', () => {
  it.each([
    ['a week before the deadline', '2027-04-01T12:00:00Z', {}, '2027-03-25T12:00:00Z'],
    ['for three quarters of a short one', '2027-03-09T09:00:00Z', {}, '2027-03-07T09:00:00Z'],
    ['as the buyer says', '2027-04-01T12:00:00Z', { questionsUntil: '2027-03-20T12:00:00Z' }, '2027-03-20T12:00:00Z'],
  ])('are taken until %s', (_, deadline, form, expected) => {
    expect(questionsUntil(processOf(deadline, form), publishedAt)?.toString()).toBe(expected);
  });

  it('are not taken where nobody is invited to bid', () => {
    expect(questionsUntil(processOf(null), publishedAt)).toBeNull();
    expect(questionsUntil(processOf('2027-04-01T12:00:00Z', { method: 'direct-award' }), publishedAt)).toBeNull();
  });

  it('come too late at the very second', () => {
    const process = processOf('2027-04-01T12:00:00Z');
    expect([takingOf(process, undefined, at('2027-03-25T11:59:59.999Z'))?.open, takingOf(process, undefined, at('2027-03-25T12:00:00Z'))?.open]).toEqual([true, false]);
  });

  it('are not taken once it is withdrawn', () => {
    expect(takingOf(processOf('2027-04-01T12:00:00Z', {}, 'withdrawn'), undefined, at('2027-03-02T09:00:00Z'))?.open).toBe(false);
  });
});

describe('the market', () => {
  const engagement = { openedAt: '2027-02-01T09:00:00Z', openUntil: '2027-02-20T09:00:00Z' };
  it('is asked of a draft that asks it, until the second', () => {
    const draft = processOf(null, {}, 'planning');
    expect(takingOf(draft, undefined, at('2027-02-02T09:00:00Z'))).toBeNull();
    expect(takingOf(draft, engagement, at('2027-02-20T08:59:59.999Z'))).toMatchObject({ phase: 'engagement', open: true });
    expect(takingOf(draft, engagement, at('2027-02-20T09:00:00Z'))?.open).toBe(false);
  });
});
