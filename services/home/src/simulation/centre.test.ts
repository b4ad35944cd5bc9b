/** Whatever comes, in whatever order, and however the clock jumps: no case is nobody's, and none stands still. */

import { kinds, type AlarmSignal, type SignalKind } from '@drystone/alarm-protocols';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseStep } from '../alarms/case-step.ts';
import { ladderOf } from '../alarms/ladders.ts';
import { createAgenda } from './agenda.ts';
import { createCentre } from './centre.ts';

const signalOf = (account: string, sequence: number, kind: SignalKind, state: AlarmSignal['state']): AlarmSignal => ({ protocol: 'dc09', account, sequence: String(sequence), resendKey: `${account} ${sequence}`, kind, state, priority: kinds[kind].priority, code: kind, meaning: '', activationDevice: null, location: { text: null, zone: null, position: null }, text: null, occurredAt: null, callBack: null, batteryPercent: null, raw: '', notes: [] });

const happening = fc.oneof(
  fc.record({ do: fc.constant('receive' as const), account: fc.constantFrom('A', 'B', 'C'), sequence: fc.nat({ max: 30 }), kind: fc.constantFrom(...(Object.keys(kinds) as SignalKind[])), state: fc.constantFrom('new' as const, 'continuing' as const, 'restored' as const) }),
  fc.record({ do: fc.constant('step' as const), place: fc.nat({ max: 5 }), operator: fc.constantFrom('one', 'two'), to: fc.constantFrom('acknowledged' as const, 'talking' as const, 'sent' as const, 'arrived' as const, 'resolved' as const, 'closed' as const, 'handed-back' as const) }),
  // The clock goes on, is put back or forward by hours, or the worker was away for a day.
  fc.record({ do: fc.constant('pass' as const), seconds: fc.oneof(fc.integer({ min: 0, max: 120 }), fc.constantFrom(-3600, 3600, -10, 86_400)) }),
  fc.record({ do: fc.constant('work' as const) }),
);

const stepTo = (to: CaseStep['to']): CaseStep => (to === 'closed' ? { to, outcome: 'advice', cause: 'unknown' } : to === 'sent' || to === 'arrived' ? { to, whom: 'keyholder' } : { to });

describe('an alarm centre', () => {
  it('has an owner and a timer for every open case after every step', () => {
    fc.assert(
      fc.property(fc.array(happening, { minLength: 20, maxLength: 80 }), (all) => {
        let now = Temporal.Instant.from('2026-12-01T00:00:00Z');
        const rungs: string[] = [];
        const centre = createCentre({ tell: (event) => event.type === 'case.offered' && rungs.push(event.subject), timed: () => undefined });
        const accepted = new Set<string>();
        for (const each of all) {
          if (each.do === 'pass') now = now.add({ seconds: each.seconds });
          if (each.do === 'receive') {
            const signal = signalOf(each.account, each.sequence, each.kind, each.state);
            const [placed] = centre.receive([{ signal, outcome: 'accepted', sender: '' }], now);
            accepted.add(placed!.id);
          }
          if (each.do === 'step') {
            const held = [...centre.open.values()][each.place];
            const after = held && centre.step(held.id, stepTo(each.to), each.operator, now);
            // Nobody moves what another has.
            if (after && held.owner !== null && 'operator' in held.owner) expect(held.owner.operator).toBe(each.operator);
            if (held && after === null) expect(centre.caseOf(held.id)).toEqual(held);
          }
          if (each.do === 'work') {
            for (const held of [...centre.open.values()]) {
              if (Temporal.Instant.compare(held.dueAt!, now) > 0 && held.since.epochMilliseconds <= now.epochMilliseconds + 5_000) continue;
              const asked = rungs.length;
              const after = centre.escalate(held.id, now);
              // By one rung, however long it was away; and what follows is ahead.
              expect(rungs.length - asked).toBeLessThanOrEqual(1);
              expect(Temporal.Instant.compare(after.dueAt!, now)).toBe(1);
            }
          }
          for (const held of centre.open.values()) {
            expect(held.owner).not.toBeNull();
            expect(held.dueAt).not.toBeNull();
            expect(held.state).not.toBe('closed');
            const { againSeconds, attendSeconds, closeSeconds, rungs: ladder } = ladderOf(held.service, held.group);
            const longest = Math.max(againSeconds, attendSeconds, closeSeconds, ...ladder.map(({ afterSeconds }) => afterSeconds));
            expect(held.since.until(held.dueAt!).total('seconds')).toBeLessThanOrEqual(longest);
          }
        }
        expect(centre.counts.signals).toBe(accepted.size);
      }),
      { numRuns: 300 },
    );
  });
});

describe('an agenda', () => {
  it('gives the earliest first, and of one moment what was noted first', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 })), (moments) => {
        const agenda = createAgenda<number>();
        for (const [index, atMs] of moments.entries()) agenda.note(atMs, index);
        const taken = Array.from({ length: moments.length }, () => agenda.take()!);
        expect(taken.map(({ atMs, item }) => [atMs, item])).toEqual(moments.map((atMs, index) => [atMs, index]).sort(([a, b], [c, d]) => a! - c! || b! - d!));
        expect(agenda.take()).toBeUndefined();
      }),
    );
  });
});
