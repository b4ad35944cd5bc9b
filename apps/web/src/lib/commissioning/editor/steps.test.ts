import type { Draft } from '@drystone/commissioning';
import { describe, expect, it } from 'vitest';
import { pageOfField, processSteps, type Content, type StepContext } from './steps.ts';

describe('the page of the deadline', () => {
  const page = processSteps.find(({ id }) => id === 'deadline')!;
  const context = { draft: { timeZone: 'Europe/London' } as unknown as Draft } as StepContext;
  const written = (until: object, date: string) => page.after!({ title: 'A tender', questionsUntil: '2027-01-01T12:00:00Z', until, asking: { date }, shorter: null } as unknown as Content, context);

  it('asks until which day bidders may ask, at the same time of day', () => {
    expect(written({ date: '2027-06-30', time: 'noon' }, '2027-06-20').content).toMatchObject({ deadline: '2027-06-30T12:00:00+01:00', questionsUntil: '2027-06-20T12:00:00+01:00' });
    expect(written({ date: '2027-06-30', time: 'noon' }, '').content).not.toHaveProperty('questionsUntil');
    expect(page.before!({ deadline: null, questionsUntil: '2027-06-20T12:00:00+01:00' } as unknown as Content, context)).toMatchObject({ asking: { date: '2027-06-20' } });
  });

  it('says what is wrong with that day', () => {
    expect(written({ date: '2027-06-30', time: 'noon' }, '2027-06-31').errors).toMatchObject([{ field: 'asking' }]);
    expect(written({ date: '2027-04-30', time: '01:30' }, '2027-03-28').errors).toMatchObject([{ field: 'asking', message: expect.stringMatching(/\w/) }]);
    expect(pageOfField('questionsUntil', [])).toBe('deadline');
  });
});
