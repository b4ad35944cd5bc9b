/** The small forms on a trip's page: each posts one change with the revision it was made on. */

import type { TripChange } from '@drystone/visit';

const operations: readonly TripChange['op'][] = ['pin', 'unpin', 'remove', 'add', 'move', 'swap', 'hours', 'wetDay', 'late', 'closed', 'replan'];

export interface PostedChange {
  readonly change: TripChange;
  readonly revision: number | undefined;
}

/** Undefined where the form names no change we know. */
export function postedChange(data: FormData): PostedChange | undefined {
  const text = (name: string): string | undefined => {
    const value = data.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const number = (name: string): number | undefined => (text(name) === undefined ? undefined : Number(text(name)));
  const op = operations.find((each) => each === text('op'));
  if (op === undefined) return undefined;
  const change = {
    op,
    date: text('date'),
    slug: text('slug'),
    toDate: text('toDate'),
    position: number('position'),
    start: text('start'),
    end: text('end'),
    minutes: number('minutes'),
  };
  return {
    change: Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as TripChange,
    revision: number('revision'),
  };
}
