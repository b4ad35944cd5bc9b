import { describe, expect, it } from 'vitest';
import { readPeriods, usualPeriods } from './retention-periods.ts';

const read = (text: string) => Object.fromEntries(Object.entries(readPeriods(text)).map(([id, period]) => [id, period.toString()]));

describe('periods of retention', () => {
  it('are as usual, but for those that are said', () => {
    expect(read('')).toEqual(usualPeriods);
    expect(read(' notes=P8Y , cases=P8Y,')).toEqual({ ...usualPeriods, notes: 'P8Y', cases: 'P8Y' });
    expect(read('health=P1Y6M')['health']).toBe('P1Y6M');
  });

  it.each<[string, RegExp]>([
    ['names=P8Y', /"names" is kept by no rule: use keyholders, access/],
    ['toString=P8Y', /is kept by no rule/],
    ['notes', /"notes" has no period: write it as notes=P8Y/],
    ['notes=8', /has no period/],
    ['notes=-P1Y', /has no period/],
    ['notes=P', /has no period/],
    ['notes=PT5M', /has no period/],
    ['notes=P1Y=P2Y', /has no period/],
    ['health=P0D', /is nothing, or more than 100 years/],
    ['cases=P101Y', /is nothing, or more than 100 years/],
    ['health=P1Y,health=P2Y', /is there twice/],
    ['notes=P8Y', /notes would be kept longer than the cases/],
    ['cases=P2Y', /notes would be kept longer than the cases/],
  ])('%s is refused with the mend', (text, message) => {
    expect(() => readPeriods(text)).toThrow(message);
  });
});
