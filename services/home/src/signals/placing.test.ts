/** What becomes of signals that have come. */

import { kinds, type AlarmSignal, type SignalKind } from '@drystone/alarm-protocols';
import { readDeviceMessage } from '@drystone/alarm-protocols/device';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseState } from '../alarms/alarm-case.ts';
import { nobody, place, type Arrival, type Facts, type OpenCase } from './placing.ts';

const now = Temporal.Instant.from('2026-11-26T12:00:00Z');
let said = 0;
const signal = (kind: SignalKind, more: Partial<AlarmSignal> = {}): AlarmSignal => ({ ...readDeviceMessage(JSON.stringify({ id: `m${++said}`, kind }), { protocol: 'mqtt', account: 'A1' }), ...more });
const arrival = (of: AlarmSignal, more: Partial<Arrival> = {}): Arrival => ({ signal: of, outcome: 'accepted', sender: 'here', ...more });
const nothing: Facts = { unitOf: () => undefined, earlierOf: () => undefined, openCasesOf: () => [], duty: undefined };
const withOpen = (...open: OpenCase[]): Facts => ({ ...nothing, openCasesOf: () => open });
const placed = (arrivals: readonly Arrival[], facts = nothing) => {
  let ids = 0;
  return place(arrivals, facts, now, () => `id-${++ids}`);
};

describe('a signal', () => {
  it('opens a case that somebody is asked to take at once, and told when it goes on', () => {
    const { cases, signals, events } = placed([arrival(signal('fall'))]);
    expect(cases).toMatchObject([{ state: 'offered', owner: { queue: 'operators' }, rungs: 1, organisation: nobody, dueAt: now.add({ seconds: 30 }) }]);
    expect(signals[0]!.caseId).toBe(cases[0]!.id);
    expect(events.map(({ type }) => type)).toEqual(['alarm.received', 'case.offered']);
  });

  it('is answered by whom its unit names, else by who vouches for its sender, else by who is on duty', () => {
    const unit = { id: 'u', organisation: 'of the unit', dwelling: 'd' };
    const of = (facts: Partial<Facts>, more: Partial<Arrival> = {}) => placed([arrival(signal('fall'), more)], { ...nothing, ...facts }).cases[0]!.organisation;
    expect([of({ unitOf: () => unit, duty: 'on duty' }, { answeredBy: 'of the cloud' }), of({ duty: 'on duty' }, { answeredBy: 'of the cloud' }), of({ duty: 'on duty' }), of({})]).toEqual(['of the unit', 'of the cloud', 'on duty', nobody]);
  });

  it('twice in one batch is one signal, sent again', () => {
    const fall = signal('fall');
    const { signals, resends, cases, placed: became } = placed([arrival(fall, { outcome: 'attempted' }), arrival(fall)]);
    expect([signals.length, cases.length, resends]).toEqual([1, 1, [{ id: signals[0]!.id, accepted: true }]]);
    expect(became.map(({ id, resend }) => [id, resend])).toEqual([[signals[0]!.id, false], [signals[0]!.id, true]]);
  });

  it('of a kind with a case that is open comes to it, and makes it as urgent as itself', () => {
    const { cases, urgency, signals } = placed([arrival(signal('fall')), arrival(signal('fall')), arrival(signal('smoke'))]);
    expect(cases.map(({ group }) => group)).toEqual(['fall', 'fire']);
    expect([urgency, signals.map(({ caseId }) => caseId)]).toEqual([[{ caseId: cases[0]!.id, priority: 1 }], [cases[0]!.id, cases[0]!.id, cases[1]!.id]]);
  });

  it.each<[CaseState, boolean]>([['received', true], ['offered', true], ['acknowledged', true], ['talking', true], ['sent', false], ['arrived', false], ['resolved', false]])('comes to a case that is %s: %s', (state, joins) => {
    expect(placed([arrival(signal('fall'))], withOpen({ id: 'open', group: 'fall', state })).cases).toHaveLength(joins ? 0 : 1);
  });

  it('that calls off or is over opens nothing, and is told to whoever is at it', () => {
    const open: OpenCase = { id: 'open', group: 'fall', state: 'sent' };
    for (const over of [signal('cancel'), signal('fall', { state: 'restored' })]) {
      expect(placed([arrival(over)]).cases).toEqual([]);
      expect(placed([arrival(over)], withOpen(open)).signals[0]!.caseId).toBe('open');
    }
  });
});

describe('whatever comes', () => {
  it('each signal is placed once, each case has a next step, and whatever needs somebody has a case', () => {
    const some = fc.array(fc.record({ kind: fc.constantFrom(...(Object.keys(kinds) as SignalKind[])), account: fc.constantFrom('A1', 'A2'), key: fc.nat(5), state: fc.constantFrom('new' as const, 'restored' as const, 'continuing' as const) }), { maxLength: 30 });
    fc.assert(
      fc.property(some, (all) => {
        const arrivals = all.map(({ kind, account, key, state }) => arrival(signal(kind, { account, state, resendKey: `${kind}${account}${key}${state}` })));
        const { placed: became, signals, cases, resends } = placed(arrivals);
        expect(became).toHaveLength(arrivals.length);
        expect(signals.length + resends.length).toBe(arrivals.length);
        expect(new Set(signals.map(({ arrival: { signal: each } }) => each.resendKey)).size).toBe(signals.length);
        for (const each of cases) expect(each.owner !== null && Temporal.Instant.compare(each.dueAt, now) > 0).toBe(true);
        for (const { arrival: { signal: each }, caseId } of signals) if (kinds[each.kind].priority < 5 && each.state !== 'restored') expect(caseId).not.toBeNull();
      }),
      { numRuns: 200 },
    );
  });
});
