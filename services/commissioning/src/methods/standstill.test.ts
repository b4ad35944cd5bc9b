import { describe, expect, it } from 'vitest';
import { dayAfterStandstill } from './standstill.ts';

const after = (day: string, calendar: 'ENG' | 'WLS' | 'NIR') => dayAfterStandstill(Temporal.PlainDate.from(day), calendar).toString();

describe('the standstill', () => {
  it('counts eight working days, the day of the notice included', () => {
    // Monday 2 November 2026: days 1 to 5 that week, 6 to 8 the next Monday to Wednesday.
    expect(after('2026-11-02', 'ENG')).toBe('2026-11-12');
  });

  it('begins on the next working day where the notice is published at a weekend', () => {
    expect(after('2026-11-07', 'ENG')).toBe('2026-11-19');
  });

  it('leaves out Christmas, Boxing Day moved to Monday, and New Year', () => {
    // From Monday 21 December: 21-24 (4), 29-31 (7), Monday 4 January (8).
    expect(after('2026-12-21', 'WLS')).toBe('2027-01-05');
  });

  it('differs in Northern Ireland on 17 March and around 12 July', () => {
    expect(after('2026-03-09', 'ENG')).toBe('2026-03-19');
    expect(after('2026-03-09', 'NIR')).toBe('2026-03-20');
    expect(after('2026-07-06', 'ENG')).toBe('2026-07-16');
    expect(after('2026-07-06', 'NIR')).toBe('2026-07-17');
  });
});
