import { describe, expect, it } from 'vitest';
import { atMinutes, formatMoment, MomentError, parseMoment } from './moments.ts';

const belfast = 'Europe/London';

describe('a local time', () => {
  it('means the place and its own offset', () => {
    expect(formatMoment(parseMoment('2027-06-11T13:00', belfast))).toBe('2027-06-11T13:00:00+01:00');
    expect(formatMoment(parseMoment('2027-12-11T13:00:30', belfast))).toBe('2027-12-11T13:00:30+00:00');
  });

  it('may carry the offset the place has then, and no other', () => {
    expect(formatMoment(parseMoment('2027-06-11T13:00+01:00', belfast))).toBe('2027-06-11T13:00:00+01:00');
    expect(formatMoment(parseMoment('2027-12-11T13:00Z', belfast))).toBe('2027-12-11T13:00:00+00:00');
    expect(() => parseMoment('2027-06-11T13:00Z', belfast)).toThrow(MomentError);
    expect(() => parseMoment('2027-06-11T13:00+02:00', belfast)).toThrow(/is at \+01:00 then/);
  });

  it('does not exist in the hour the clocks skip', () => {
    expect(() => parseMoment('2027-03-28T01:30', belfast)).toThrow(/does not exist/);
    expect(parseMoment('2027-03-28T02:00', belfast).offset).toBe('+01:00');
  });

  it('is the first of two in the hour that comes twice, unless the offset says the second', () => {
    expect(parseMoment('2027-10-31T01:30', belfast).offset).toBe('+01:00');
    expect(parseMoment('2027-10-31T01:30+00:00', belfast).offset).toBe('+00:00');
  });

  it('must be in the calendar', () => {
    expect(() => parseMoment('2027-02-30T10:00', belfast)).toThrow(MomentError);
    expect(() => parseMoment('2027-06-11T25:00', belfast)).toThrow(MomentError);
  });

  it('can be told in minutes after midnight, past midnight too', () => {
    expect(formatMoment(atMinutes(Temporal.PlainDate.from('2027-06-11'), 25 * 60, belfast))).toBe('2027-06-12T01:00:00+01:00');
  });
});
