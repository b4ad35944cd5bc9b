import { visitContent } from '@drystone/part-visit-content';
import { describe, expect, it } from 'vitest';
import { endOf, figuresOf, monthOf, monthsBetween, type MonthlyThing, type Observed } from './figures.ts';

const zone = 'Europe/London';
const now = Temporal.Instant.from('2027-06-15T12:00:00Z');
const thing = (name: string, month: string, stands = true): MonthlyThing => ({ thing: name, month, confirmedAt: Temporal.Instant.from(`${month}-10T12:00:00Z`), stands });
const figures = (observed: Partial<Observed>, months: readonly string[] = ['2027-05', '2027-06']) => Object.fromEntries(figuresOf(visitContent.metrics, { counts: [], things: [], ...observed }, months, [{ metric: 'visited', target: 100 }], now, zone).map((figure) => [figure.metric, figure]));

describe('a figure', () => {
  it('adds up by month and over all of them, beside its target', () => {
    const { visited } = figures({ counts: [{ month: '2027-05', counter: 'visited', times: 3 }, { month: '2027-06', counter: 'visited', times: 4 }, { month: '2027-06', counter: 'reported', times: 1 }] });
    expect(visited).toMatchObject({ target: 100, measured: 7, months: [{ month: '2027-05', measured: 3 }, { month: '2027-06', measured: 4 }] });
  });

  it('of a share is not measured where there is nothing to share', () => {
    expect(figures({})['little-known-share']).toMatchObject({ measured: null, target: null });
    expect(figures({ counts: [{ month: '2027-06', counter: 'visited', times: 3 }, { month: '2027-06', counter: 'visited-little-known', times: 2 }] })['little-known-share']).toMatchObject({ measured: 66.7, months: [{ measured: null }, { measured: 66.7 }] });
  });

  it('of freshness tells how things stood when the month ended', () => {
    const things = [thing('old', '2026-05'), thing('gone', '2026-12'), thing('gone', '2027-06', false), thing('new', '2027-05')];
    // At the end of May the old one was confirmed more than twelve months ago; the one that went in June still stood.
    expect(figures({ things })['fresh-share']).toMatchObject({ measured: 50, months: [{ month: '2027-05', measured: 66.7 }, { month: '2027-06', measured: 50 }] });
    expect(figures({ things: [] })['fresh-share']!.measured).toBeNull();
  });

  it('of an award that has not begun is not measured', () => {
    expect(Object.values(figures({}, [])).map(({ measured }) => measured)).toEqual(visitContent.metrics.map(() => null));
  });
});

describe('a month', () => {
  it('begins and ends in the buyers’ time zone', () => {
    expect(monthOf(Temporal.Instant.from('2027-06-30T23:30:00Z'), zone)).toBe('2027-07');
    expect(endOf('2027-06', zone).toString()).toBe('2027-06-30T23:00:00Z');
    expect(monthsBetween(Temporal.Instant.from('2026-11-30T23:59:59Z'), Temporal.Instant.from('2027-01-01T00:00:00Z'), zone)).toEqual(['2026-11', '2026-12', '2027-01']);
  });
});
