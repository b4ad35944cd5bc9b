import { describe, expect, it } from 'vitest';
import { deadlineInWords, deadlineOf } from './deadline.ts';

const zone = 'Europe/London';

describe('a deadline', () => {
  it.each([
    ['2027-03-01', '12:00', '2027-03-01T12:00:00+00:00'],
    ['2027-06-01', 'noon', '2027-06-01T12:00:00+01:00'],
    ['2027-06-01', '5pm', '2027-06-01T17:00:00+01:00'],
    ['2027-06-01', '12am', '2027-06-01T00:00:00+01:00'],
    ['2027-06-01', '9.30', '2027-06-01T09:30:00+01:00'],
    ['2027-03-28', '00:59', '2027-03-28T00:59:00+00:00'],
    ['2027-03-28', '02:00', '2027-03-28T02:00:00+01:00'],
    ['2027-10-31', '02:00', '2027-10-31T02:00:00+00:00'],
  ])('on %s at %s is %s', (date, time, at) => {
    expect(deadlineOf(date, time, zone)).toEqual({ at });
  });

  it.each([
    ['2027-03-28', '01:30', 'skipped'],
    ['2027-10-31', '01:30', 'twice'],
    ['2027-02-30', '12:00', 'no-date'],
    ['', '12:00', 'no-date'],
    ['2027-03-01', '', 'no-time'],
    ['2027-03-01', '25:00', 'no-time'],
    ['2027-03-01', '13pm', 'no-time'],
    ['', '', 'none'],
  ])('on %s at %s is none: %s', (date, time, problem) => {
    expect(deadlineOf(date, time, zone)).toEqual({ problem });
  });

  it('names its zone in words', () => {
    expect(deadlineInWords('2027-06-01T11:00:00Z', zone)).toEqual({ date: '2027-06-01', time: '12:00', zone: 'British Summer Time' });
    expect(deadlineInWords('2027-01-01T12:00:00Z', zone).zone).toBe('Greenwich Mean Time');
  });
});
