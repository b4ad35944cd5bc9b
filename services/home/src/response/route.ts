/** Whose case it is: the provider that an award names, or the duty team; and where it goes when that fails. Pure. */

import { homeResponse, type OfferedCase } from '@drystone/part-home-response';
import type { AlarmCase } from '../alarms/alarm-case.ts';
import type { Ladder } from '../alarms/ladders.ts';
import type { ServingProvider } from '../ports.ts';

export const part = homeResponse.id;

export interface Route {
  /** Null: the duty team of the organisation that answers the home's alarms. */
  readonly award: string | null;
  readonly responder: string | null;
  readonly fallbacks: readonly ServingProvider[];
}

export const dutyTeam: Route = { award: null, responder: null, fallbacks: [] };

/** Where a case goes that this one did not bring to an end. After the last award: the duty team. */
export function routeAfter({ fallbacks: [next, ...others] }: Route): Route {
  return next === undefined ? dutyTeam : { award: next.awardId, responder: next.providerId, fallbacks: others };
}

/** Nobody has taken it yet: it may still go elsewhere. */
export function isWaiting({ state }: Pick<AlarmCase, 'state'>): boolean {
  return state === 'received' || state === 'offered';
}

/** For how long whoever is offered a case now may leave it before the ladder goes past them. */
export function acknowledgeWithinSeconds({ rungs }: Ladder): number {
  const past = rungs.findIndex(({ whom }) => whom === 'next-provider');
  return rungs.slice(0, past < 0 ? rungs.length : past + 1).reduce((sum, { afterSeconds }) => sum + afterSeconds, 0);
}

export interface Offering extends Pick<AlarmCase, 'id' | 'group' | 'priority' | 'receivedAt'> {
  readonly kind: string;
  readonly dwelling: { readonly reference: string; readonly area: string | null } | null;
}

/** What a provider's system is told of a case: nothing about anybody in it. */
export function offerOf({ id, group, kind, priority, receivedAt, dwelling }: Offering, award: string | null, acknowledgeBy: Temporal.Instant, origin: string): OfferedCase {
  const link = (rest: string) => `${origin}/api/home/cases/${id}${rest}`;
  return {
    format: 'drystone-case/1',
    id,
    award,
    test: false,
    receivedAt: receivedAt.toString({ smallestUnit: 'millisecond' }),
    acknowledgeBy: acknowledgeBy.toString({ smallestUnit: 'millisecond' }),
    kind,
    group,
    priority,
    area: dwelling?.area ?? null,
    dwelling: dwelling?.reference ?? null,
    links: { case: link(''), dwelling: link('/dwelling'), steps: link('/steps') },
  };
}

export const mostAttempts = { offer: 2, withdrawal: 5 } as const;

export interface Failure {
  readonly attempts: number;
  readonly isOffer: boolean;
  /** It is not to be asked again for a while: the host failed too often. */
  readonly resting: boolean;
}

/** After how many seconds to try again; null: not at all. An alarm waits for nobody, a withdrawal may. */
export function tryAgainAfterSeconds({ attempts, isOffer, resting }: Failure): number | null {
  if (isOffer) return resting || attempts >= mostAttempts.offer ? null : 1;
  return attempts >= mostAttempts.withdrawal ? null : 5 * 2 ** attempts;
}
