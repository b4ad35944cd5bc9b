import { describe, expect, it } from 'vitest';
import { deadlineWords, localMoment } from './deadline.ts';

const belfast = 'Europe/London';
const words = (instant: string, zone = belfast) => deadlineWords(Temporal.Instant.from(instant), zone);
const meaning = (local: string) => localMoment(Temporal.PlainDateTime.from(local), belfast);

describe('a deadline in words', () => {
  it.each([
    ['2027-03-05T12:00:00Z', '12 noon on Friday 5 March 2027, Greenwich Mean Time'],
    ['2027-07-05T11:00:00Z', '12 noon on Monday 5 July 2027, British Summer Time'],
    ['2027-07-05T23:00:00Z', '12 midnight on Tuesday 6 July 2027, British Summer Time'],
    ['2027-03-05T16:30:05Z', '4:30:05 pm on Friday 5 March 2027, Greenwich Mean Time'],
    // Clocks go back at 2 am of 31 October 2027: half past one comes twice.
    ['2027-10-31T00:30:00Z', '1:30 am on Sunday 31 October 2027, British Summer Time (the first 1:30 am of that night; clocks go back)'],
    ['2027-10-31T01:30:00Z', '1:30 am on Sunday 31 October 2027, Greenwich Mean Time (the second 1:30 am of that night; clocks go back)'],
    ['2027-10-31T02:00:00Z', '2 am on Sunday 31 October 2027, Greenwich Mean Time'],
    // Clocks go forward at 1 am of 28 March 2027: a second after 0:59:59 it is 2 am.
    ['2027-03-28T00:59:59Z', '12:59:59 am on Sunday 28 March 2027, Greenwich Mean Time'],
    ['2027-03-28T01:00:00Z', '2 am on Sunday 28 March 2027, British Summer Time'],
  ])('%s is %s', (instant, expected) => expect(words(instant)).toBe(expected));

  it('is of the buyer’s zone', () => expect(words('2027-03-05T12:00:00Z', 'Europe/Vienna')).toBe('1 pm on Friday 5 March 2027, Central European Standard Time'));
});

describe('a local time', () => {
  it('is once, twice or never', () => {
    expect(meaning('2027-03-05T12:00')).toMatchObject({ kind: 'once' });
    expect(meaning('2027-10-31T01:30')).toMatchObject({ kind: 'twice' });
    expect(meaning('2027-03-28T01:30')).toMatchObject({ kind: 'never' });
    const twice = meaning('2027-10-31T01:30');
    if (twice.kind === 'twice') expect([twice.earlier.toString(), twice.later.toString()]).toEqual(['2027-10-31T00:30:00Z', '2027-10-31T01:30:00Z']);
    const never = meaning('2027-03-28T01:30');
    if (never.kind === 'never') expect([never.before.toString(), never.after.toString()]).toEqual(['2027-03-28T00:30:00Z', '2027-03-28T01:30:00Z']);
  });
});
