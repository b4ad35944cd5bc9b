import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recommend, renownFactor, type Candidate, type Visitor } from './index.ts';

const anywhere: Candidate = {
  slug: 'anywhere',
  interests: { castles: 1 },
  renown: 0.5,
  setting: 'both',
  usualMinutes: 60,
  accessibility: { stepFree: 'yes', accessibleToilet: 'yes', hearingLoop: 'yes', quietHours: 'yes', parking: 'yes' },
};
const anyone: Visitor = { interests: { castles: 1 }, discovery: 0.5, weatherProof: false, needs: [], needsMode: 'lenient' };
const scoreOf = (visitor: Partial<Visitor>, candidate: Partial<Candidate>) => recommend({ ...anyone, ...visitor }, [{ ...anywhere, ...candidate }])[0]!.score;

describe('what an attraction is worth to a visitor', () => {
  it('is more for what they love', () => {
    expect(scoreOf({}, { interests: { castles: 1 } })).toBeGreaterThan(scoreOf({}, { interests: { castles: 0.4 } }));
    expect(scoreOf({}, { interests: { beaches: 1 } })).toBe(0);
  });

  it('is a bit of everything for who names no interest', () => {
    expect(scoreOf({ interests: {} }, { interests: { beaches: 1 } })).toBeGreaterThan(0);
  });

  it('turns with the wish for the undiscovered', () => {
    expect(renownFactor(0.9, 0)).toBeGreaterThan(renownFactor(0.1, 0));
    expect(renownFactor(0.9, 1)).toBeLessThan(renownFactor(0.1, 1));
  });

  it('is more under a roof when the weather is bad', () => {
    expect(scoreOf({ weatherProof: true }, { setting: 'indoor' })).toBeGreaterThan(scoreOf({ weatherProof: true }, { setting: 'outdoor' }));
  });

  it('costs a little where a need is unknown and a lot where it is unmet', () => {
    const withStep = (stepFree: 'yes' | 'unknown' | 'no') => scoreOf({ needs: ['stepFree'] }, { accessibility: { ...anywhere.accessibility, stepFree } });
    expect(withStep('unknown')).toBeGreaterThan(0.8 * withStep('yes'));
    expect(withStep('no')).toBeLessThan(0.5 * withStep('yes'));
  });

  it('is nothing for a strict visitor where a need is not surely met', () => {
    const [place] = recommend({ ...anyone, needs: ['hearingLoop'], needsMode: 'strict' }, [{ ...anywhere, accessibility: { ...anywhere.accessibility, hearingLoop: 'unknown' } }]);
    expect(place).toMatchObject({ score: 0, excluded: true, needs: [{ need: 'hearingLoop', known: 'unknown' }] });
  });

  it('is more where people stay longer, but less than in proportion', () => {
    const [short, long] = [scoreOf({}, { usualMinutes: 30 }), scoreOf({}, { usualMinutes: 120 })];
    expect(long).toBeGreaterThan(1.5 * short);
    expect(long).toBeLessThan(4 * short);
  });

  it('is never negative and never without bound, whatever the visitor', () => {
    const weight = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(weight, weight, weight, weight, fc.boolean(), (love, gives, renown, discovery, weatherProof) => {
        const score = scoreOf({ interests: { castles: love }, discovery, weatherProof }, { interests: { castles: gives }, renown });
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(160);
      }),
    );
  });
});
