import { describe, expect, it } from 'vitest';
import { adviseMethods, type Aim } from './advice.ts';
import { thresholdOf } from './thresholds.ts';

const threshold = thresholdOf({ category: 'services', authority: 'sub-central' }, Temporal.PlainDate.from('2027-01-11'));
const first = (valuePence: number, aim?: Aim) => adviseMethods({ valuePence, threshold, aim })[0]!;

describe('advice on the way to buy', () => {
  it('names first what fits the value and the aim', () => {
    expect(first(1_000_000)).toMatchObject({ method: 'below-threshold-quotation', fit: 'fits' });
    expect(first(1_000_000, 'known').method).toBe('below-threshold-quotation');
    expect(first(30_000_000, 'known').method).toBe('open-procedure');
    expect(first(30_000_000, 'explore').method).toBe('competitive-flexible');
    expect(first(1_000_000, 'purpose').method).toBe('grant');
    expect(first(1_000_000, 'solution').method).toBe('challenge-prize');
  });

  it('leaves no way out, and says which ones the law forbids', () => {
    const all = adviseMethods({ valuePence: 30_000_000, threshold, aim: 'known' });
    expect(all).toHaveLength(8);
    expect(all.filter(({ fit }) => fit === 'forbidden').map(({ method }) => method)).toEqual(['below-threshold-quotation', 'direct-award']);
    expect(all.at(-1)!.reasons).toMatchObject([{ basis: 'law' }]);
  });

  it('calls the heavy procedures what they are below the threshold: more than the law asks for', () => {
    expect(adviseMethods({ valuePence: 1_000_000, threshold, aim: 'known' }).find(({ method }) => method === 'open-procedure')).toMatchObject({ fit: 'possible', reasons: [{ basis: 'habit' }, { basis: 'habit' }] });
  });
});
