/** What is said once a plan has been changed. */

import { m } from '@drystone/messages';
import type { ChangedTrip, Trip, TripChange } from '@drystone/visit';

const sayings: Readonly<Record<TripChange['op'], () => string>> = {
  pin: m.done_pin,
  unpin: m.done_unpin,
  remove: m.done_remove,
  add: m.done_add,
  move: m.done_move,
  swap: m.done_swap,
  hours: m.done_hours,
  wetDay: m.done_wet_day,
  late: m.done_late,
  closed: m.done_closed,
  replan: m.done_replan,
};

export const sayingOf = (op: TripChange['op']): string => sayings[op]();
export const isChange = (op: string | null): op is TripChange['op'] => op !== null && Object.hasOwn(sayings, op);

type Changed = ChangedTrip['changed'];

/** What became of other stops: what the visitor asked for themselves needs no telling. */
export function asideOf(changed: Changed, { op, slug }: TripChange): Changed {
  const others = (slugs: readonly string[]): readonly string[] => (op === 'replan' ? [] : slugs.filter((each) => each !== slug));
  return { added: others(changed.added), dropped: others(changed.dropped), moved: others(changed.moved) };
}

/** A sentence each for what went, what moved and what is new. */
export function whatElse({ added, dropped, moved }: Changed, { days, leftOut }: Pick<Trip, 'days' | 'leftOut'>): readonly string[] {
  const nameOf = new Map([...leftOut, ...days.flatMap(({ stops }) => stops)].map(({ slug, name }) => [slug, name]));
  const named = (slugs: readonly string[], words: (inputs: { names: string }) => string): readonly string[] => {
    const names = slugs.flatMap((slug) => nameOf.get(slug) ?? []);
    return names.length === 0 ? [] : [words({ names: names.join(', ') })];
  };
  return [...named(dropped, m.done_dropped), ...named(moved, m.done_moved), ...named(added, m.done_added)];
}
