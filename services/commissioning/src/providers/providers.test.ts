import { describe, expect, it } from 'vitest';
import { fitOf } from './fit.ts';
import { noProfile, profileForm, publicPart, sectionStates, sizeOf } from './profile.ts';

describe('a profile', () => {
  const today = Temporal.PlainDate.from('2027-03-01');
  const state = (form: object, section: string) => sectionStates(profileForm.parse(form), today).find((each) => each.section === section);
  const insured = (validUntil: string) => ({ insurances: [{ kind: 'public-liability', coverPence: 500_000_000, validUntil }] });

  it('tells what is missing, what has run out and what will soon', () => {
    expect(new Set(sectionStates(noProfile, today).map((each) => each.state))).toEqual(new Set(['missing']));
    expect(state(insured('2027-02-28'), 'insurance')).toEqual({ section: 'insurance', state: 'expired', about: ['public-liability'] });
    expect(state(insured('2027-03-01'), 'insurance')!.state).toBe('expires-soon');
    expect(state(insured('2027-04-01'), 'insurance')!.state).toBe('done');
  });

  it('shows in public neither turnover nor insurance nor references', () => {
    const open = publicPart(profileForm.parse({ people: 3, turnoverPence: 9_000_000, ...insured('2027-04-01') }));
    expect(open.size).toBe('micro');
    expect(Object.keys(open)).not.toEqual(expect.arrayContaining(['turnoverPence']));
    expect(JSON.stringify(open)).not.toMatch(/9000000|insur|reference|polic/);
  });

  it.each([
    [{ people: 9, turnoverPence: null }, 'micro'],
    [{ people: 10, turnoverPence: null }, 'small'],
    [{ people: 50, turnoverPence: null }, 'medium'],
    [{ people: 250, turnoverPence: null }, 'large'],
    [{ people: 3, turnoverPence: 44_000_000_01 }, 'large'],
    [{ people: null, turnoverPence: 1 }, 'unknown'],
  ] as const)('of %j is %s', (profile, size) => expect(sizeOf(profile)).toBe(size));

  it.each([
    [{ insurances: [{ kind: 'public-liability', coverPence: -1, validUntil: '2027-01-01' }] }],
    [{ insurances: [{ kind: 'public-liability', coverPence: 1, validUntil: '2027-02-30' }] }],
    [{ website: 'javascript:alert(1)' }],
    [{ companyNumber: '12' }],
    [{ charityNumbers: ['123456', '123 456'] }],
    [{ people: 1.5 }],
    [{ about: 'a\u0000b' }],
    [{ references: [{ title: 'x', client: 'y', from: '2027-02-01', to: '2027-01-01', description: 'z' }] }],
    [{ bribe: 1 }],
  ])('as %j is refused', (form) => expect(profileForm.safeParse(form).success).toBe(false));
});

describe('a lot', () => {
  const lot = { part: 'visit.content', areas: ['belfast', 'mid-ulster'], term: { from: '2027-01-01', to: '2028-12-31' }, valuePence: 20_000_00 };
  const provider = { parts: ['visit.content' as const], areas: ['belfast', 'mid-ulster'], turnoverPence: 50_000_00 };

  it('fits whoever provides its part in its areas and can carry a year of it', () => {
    expect(fitOf(provider, lot)).toMatchObject({ how: 'alone', areasCovered: 2, yearlyPence: expect.closeTo(10_000_00, -4) });
    expect(fitOf({ ...provider, turnoverPence: null }, lot)).toMatchObject({ how: 'alone', timesTurnover: null });
  });
  it('fits with partners where it is too large, or where there are areas beside', () => {
    expect(fitOf({ ...provider, turnoverPence: 5_000_00 }, lot)!.how).toBe('with-partners');
    expect(fitOf({ ...provider, areas: ['belfast'] }, lot)).toMatchObject({ how: 'with-partners', areasCovered: 1 });
  });
  it('does not fit others', () => {
    expect(fitOf({ ...provider, parts: [] }, lot)).toBeUndefined();
    expect(fitOf({ ...provider, areas: ['causeway-coast-and-glens'] }, lot)).toBeUndefined();
  });
});
