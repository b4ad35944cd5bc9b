import { describe, expect, it } from 'vitest';
import { hindrances, stagesOf, standingOf, standstillOf } from './law.ts';
import { processForm, type ProcessFormInput } from './process.ts';

const zone = 'Europe/London';
const areas = new Set(['belfast', 'mid-ulster']);
const aLot = { id: 'one', title: 'The one', description: 'All of it.', part: 'visit.content', areas: ['belfast'], term: { from: '2027-06-01', to: '2029-05-31' }, valuePence: 30_000_000, criteria: [{ id: 'quality', title: 'Quality', description: 'It can be found.', kind: 'quality', weight: 100 }] } satisfies NonNullable<ProcessFormInput['lots']>[number];
const quality = (weight: number) => ({ id: 'quality', title: 'Quality', description: 'It can be found.', kind: 'quality' as const, weight });
const tender = (form: Partial<ProcessFormInput> = {}) => processForm.parse({ title: 'A tender', problem: { who: 'All.', today: 'Bad.', good: 'Good.' }, method: 'open-procedure', deadline: '2027-03-01T12:00:00Z', lots: [aLot, { ...aLot, id: 'two' }], ...form });
const january = Temporal.Instant.from('2027-01-11T09:00:00Z');
const against = (form: Partial<ProcessFormInput>, now = january) => hindrances(tender(form), now, areas, zone).map(({ field }) => field);
const small = [{ ...aLot, valuePence: 1_000_000 }];

describe('the law', () => {
  it('has nothing against a tender in lots that leaves its bidders time', () => {
    expect(against({})).toEqual([]);
  });

  it.each([
    ['no criteria where there is competition', { criteria: [] }, ['lots.0.criteria']],
    ['weights of 90', { criteria: [quality(90)] }, ['lots.0.criteria']],
    ['price alone', { criteria: [{ ...quality(100), kind: 'price' as const }] }, ['lots.0.criteria']],
    ['two prices', { criteria: [quality(50), { ...quality(25), id: 'one', kind: 'price' as const }, { ...quality(25), id: 'two', kind: 'price' as const }] }, ['lots.0.criteria']],
    ['a criterion that does not say what is good', { criteria: [{ ...quality(100), description: '' }] }, ['lots.0.criteria.0.description']],
    ['a question under a criterion there is not', { asked: [{ id: 'how', question: 'How?', criterion: 'beauty' }] }, ['lots.0.asked.0.criterion']],
    ['promises that nothing counts', { socialValue: [{ measure: 'local-jobs' }] }, ['lots.0.criteria']],
  ])('is against %s', (_, change, fields) => {
    expect(against({ lots: [{ ...aLot, ...change }, { ...aLot, id: 'two' }] })).toEqual(fields);
  });

  it('counts lots together, and with VAT', () => {
    const halves = [{ ...aLot, valuePence: 10_386_000 }, { ...aLot, id: 'two', valuePence: 10_386_000 }];
    expect(standingOf(tender({ lots: halves }), Temporal.PlainDate.from('2027-01-11'))).toMatchObject({ public: true, threshold: { pence: 20_772_000 } });
    expect(against({ method: 'below-threshold-quotation', lots: halves })).toEqual(['method']);
    expect(against({ method: 'below-threshold-quotation', lots: [{ ...halves[0]!, valuePence: 10_385_999 }, halves[1]!] })).toEqual([]);
  });

  it.each([
    ['services', 'central', 135_018_00],
    ['services', 'sub-central', 207_720_00],
    ['goods', 'central', 135_018_00],
    ['light-touch', 'sub-central', 663_540_00],
    ['works', 'central', 5_193_000_00],
    ['concession', 'sub-central', 5_193_000_00],
  ] as const)('has a threshold for %s, %s', (category, authority, pence) => {
    expect(standingOf(tender({ category, authority }), Temporal.PlainDate.from('2027-01-11')).threshold.pence).toBe(pence);
  });

  it('asks why a large purchase is one lot, and not why a small one is', () => {
    expect(against({ lots: [aLot] })).toEqual(['oneLotReason']);
    expect(against({ lots: [aLot], oneLotReason: 'It is one lighthouse.' })).toEqual([]);
    expect(against({ lots: small })).toEqual([]);
  });

  it('lets a lot be kept for supported employment in the flexible procedure, and for small providers below the threshold', () => {
    const kept = (reservedFor: 'supported-employment' | 'small-and-social', form: Partial<ProcessFormInput>) => against({ lots: (form.lots ?? [aLot, { ...aLot, id: 'two' }]).map((lot, index) => (index === 0 ? { ...lot, reservedFor } : lot)), ...(form.method && { method: form.method }) });
    expect(kept('supported-employment', {})).toEqual(['lots.0.reservedFor']);
    expect(kept('supported-employment', { method: 'competitive-flexible' })).toEqual([]);
    expect(kept('small-and-social', { method: 'competitive-flexible' })).toEqual(['lots.0.reservedFor']);
    expect(kept('small-and-social', { method: 'below-threshold-quotation', lots: small })).toEqual([]);
  });
});

describe('the time for bids', () => {
  it('is 25 days from the threshold up, less on the grounds of section 54', () => {
    const in24 = '2027-02-04T09:00:00Z';
    const in11 = '2027-01-22T09:00:00Z';
    expect(against({ deadline: in24 })).toEqual(['deadline']);
    expect(against({ deadline: '2027-02-05T09:00:00Z' })).toEqual([]);
    expect(against({ deadline: in11, shorter: { why: 'planned-notice', noticeOn: '2026-11-20' } })).toEqual([]);
    expect(against({ deadline: in11, shorter: { why: 'urgency', reason: 'The bridge fell.' } })).toEqual([]);
    expect(against({ deadline: '2027-01-20T09:00:00Z', shorter: { why: 'urgency', reason: 'The bridge fell.' } })).toEqual(['deadline']);
    expect(against({ deadline: in11, category: 'light-touch', lots: [{ ...aLot, valuePence: 70_000_000 }, { ...aLot, id: 'two' }] })).toEqual([]);
    expect(against({ deadline: in24, lots: small })).toEqual([]);
  });

  it.each([
    ['39 days before', '2026-12-03', ['shorter']],
    ['40 days before', '2026-12-02', []],
    ['12 months before', '2026-01-11', []],
    ['a day more than 12 months before', '2026-01-10', ['shorter']],
  ])('is not shorter for a planned procurement notice of %s unless it qualifies', (_, noticeOn, expected) => {
    expect(against({ deadline: '2027-02-01T09:00:00Z', shorter: { why: 'planned-notice', noticeOn } })).toEqual(expected);
  });

  it('is agreed only with those chosen beforehand, and not by central government', () => {
    const soon = '2027-01-14T09:00:00Z';
    expect(against({ deadline: soon, shorter: { why: 'agreed' } })).toEqual(['shorter']);
    expect(against({ deadline: soon, shorter: { why: 'agreed' }, method: 'competitive-flexible' })).toEqual([]);
    expect(against({ deadline: soon, shorter: { why: 'agreed' }, method: 'competitive-flexible', authority: 'central' })).toEqual(['shorter']);
  });

  it('is counted by the clock on the wall: the night it changes adds and takes nothing', () => {
    const march = Temporal.Instant.from('2027-03-10T12:00:00Z');
    expect(against({ deadline: '2027-04-04T12:00:00+01:00' }, march)).toEqual([]);
    expect(against({ deadline: '2027-04-04T11:59:59+01:00' }, march)).toEqual(['deadline']);
    const october = Temporal.Instant.from('2027-10-15T12:00:00+01:00');
    expect(against({ deadline: '2027-11-09T12:00:00Z' }, october)).toEqual([]);
    expect(against({ deadline: '2027-11-09T11:30:00Z' }, october)).toEqual(['deadline']);
  });
});

describe('the standstill', () => {
  const standstill = (form: Partial<ProcessFormInput>) => standstillOf(tender(form), Temporal.PlainDate.from('2027-01-11'));
  const without = (method: ProcessFormInput['method']) => ({ method, stages: stagesOf(tender({ method })).flatMap(({ id, title }) => (id === 'standstill' ? [] : [{ id, title }])) });

  it.each<[string, Partial<ProcessFormInput>, string]>([
    ['from the threshold up', {}, 'mandatory'],
    ['below it, where the stage is kept', { lots: small }, 'voluntary'],
    ['below it, where the stage is left out', { lots: small, ...without('open-procedure') }, 'none'],
    ['of a dynamic market', { method: 'dynamic-market' }, 'voluntary'],
    ['of a dynamic market without the stage', without('dynamic-market'), 'none'],
    ['of light touch services', { category: 'light-touch', lots: [{ ...aLot, valuePence: 90_000_000 }, { ...aLot, id: 'two' }] }, 'voluntary'],
    ['of a direct award', { method: 'direct-award', methodReason: 'Nobody else.' }, 'none'],
    ['of a grant', { method: 'grant' }, 'none'],
  ])('%s is %3$s', (_, form, kind) => expect(standstill(form).kind).toBe(kind));

  it('that is not mandatory says by which paragraph, and can be left out from the threshold up', () => {
    const lightTouch = { category: 'light-touch' as const, lots: [{ ...aLot, valuePence: 90_000_000 }, { ...aLot, id: 'two' }] };
    expect(standstill(lightTouch).why).toMatch(/section 51\(3\)\(f\)/);
    expect(against({ ...without('open-procedure'), ...lightTouch })).toEqual([]);
  });
});

describe('the stages', () => {
  const own = (method: ProcessFormInput['method'], change: (stages: { id: string; title: string; days?: number }[]) => { id: string; title: string; days?: number }[], form: Partial<ProcessFormInput> = {}) => against({ method, stages: change(stagesOf(tender({ method })).map(({ id, title }) => ({ id, title }))), ...form });

  it('that are law cannot be left out from the threshold up; those that are habit can', () => {
    expect(own('open-procedure', (stages) => stages.filter(({ id }) => id !== 'standstill'))).toEqual(['stages']);
    expect(own('open-procedure', (stages) => stages.filter(({ id }) => id !== 'questions'))).toEqual([]);
    expect(own('open-procedure', (stages) => stages.filter(({ id }) => id !== 'standstill'), { lots: small })).toEqual([]);
  });

  it('of one’s own have their place in the flexible procedure, not in the open one', () => {
    const walk = (stages: { id: string; title: string }[]) => [stages[0]!, { id: 'walk', title: 'Walk the route together' }, ...stages.slice(1)];
    expect(own('competitive-flexible', walk)).toEqual([]);
    expect(own('open-procedure', walk)).toEqual(['stages.1']);
  });

  it('keep their order, and requests to take part their 25 days', () => {
    expect(own('competitive-flexible', (stages) => stages.toReversed())).toEqual(['stages']);
    expect(own('competitive-flexible', (stages) => stages.map((each) => (each.id === 'requests' ? { ...each, days: 24 } : each)))).toEqual(['stages.1.days']);
  });
});
