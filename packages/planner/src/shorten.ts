/**
 * Shortens a route: a stretch of up to three stops is moved elsewhere on it (Or 1976), turned or not, or a stretch of
 * any length is turned where it is (the 2-opt of Croes 1958), the best of all such moves first, for as long as the way
 * gets shorter and every stop is still reached in time.
 */

import { withinLimits } from "./limits.ts";
import type { Model } from "./model.ts";
import { schedule } from "./schedule.ts";
import type { State } from "./state.ts";

/** What is moved: stops `first` to `last`, turned or not, to the place after stop `after` of those that stay, which is `first` - 1 where they stay themselves. */
interface Move {
  first: number;
  last: number;
  after: number;
  turned: boolean;
  gain: number;
}

export interface Shortening {
  readonly before: Int32Array;
  readonly move: Move;
}

/** The longest stretch that is moved elsewhere, in stops. */
const longest = 3;
/** What is gained by less is rounding. */
const least = 1e-6;

export function createShortening({ visits }: Model): Shortening {
  return { before: new Int32Array(visits), move: { first: 0, last: 0, after: 0, turned: false, gain: 0 } };
}

/** Whether the way of the route, which is scheduled before and after, has become shorter. */
export function shorten(model: Model, state: State, { before, move }: Shortening, route: number): boolean {
  const base = route * state.stride + 1;
  const length = state.length[route]!;
  for (let moves = 0; ; moves++) {
    findMove(model, state, move, route);
    if (move.gain <= least) return moves > 0;
    for (let i = 0; i < length; i++) before[i] = state.visitAt[base + i]!;
    make(state, before, move, route);
    if (schedule(model, state, route) && (!model.travelUsesResources || withinLimits(model, state))) continue;
    for (let i = 0; i < length; i++) state.visitAt[base + i] = before[i]!;
    schedule(model, state, route);
    return moves > 0;
  }
}

function findMove({ travel, locations }: Model, { placeAt, stride, length }: State, move: Move, route: number): void {
  const base = route * stride;
  const stops = length[route]!;
  move.gain = least;
  for (let first = 1; first <= stops; first++) {
    const from = placeAt[base + first - 1]! * locations;
    const head = placeAt[base + first]!;
    // The way over the stretch, and over it turned.
    let along = 0;
    let against = 0;
    for (let last = first; last <= stops; last++) {
      const tail = placeAt[base + last]!;
      const next = placeAt[base + last + 1]!;
      if (last > first) {
        const previous = placeAt[base + last - 1]!;
        along += travel[previous * locations + tail]!;
        against += travel[tail * locations + previous]!;
      }
      const ways = travel[from + head]! + along + travel[tail * locations + next]!;
      const gain = ways - travel[from + tail]! - against - travel[head * locations + next]!;
      if (gain > move.gain) note(move, first, last, first - 1, true, gain);
      if (last >= first + longest) continue;
      const freed = ways - travel[from + next]!;
      if (freed - Math.min(along, against) <= move.gain) continue;
      for (let after = 0; after <= stops; after++) {
        if (after >= first - 1 && after <= last) continue;
        const left = placeAt[base + after]! * locations;
        const right = placeAt[base + after + 1]!;
        const open = freed + travel[left + right]!;
        const moved = open - travel[left + head]! - along - travel[tail * locations + right]!;
        if (moved > move.gain) note(move, first, last, after, false, moved);
        const turned = open - travel[left + tail]! - against - travel[head * locations + right]!;
        if (turned > move.gain) note(move, first, last, after, true, turned);
      }
    }
  }
}

function note(move: Move, first: number, last: number, after: number, turned: boolean, gain: number): void {
  move.first = first;
  move.last = last;
  move.after = after;
  move.turned = turned;
  move.gain = gain;
}

function make({ visitAt, stride, length }: State, before: Int32Array, { first, last, after, turned }: Move, route: number): void {
  let at = route * stride + 1;
  for (let stop = 0; stop <= length[route]!; stop++) {
    if (stop > 0 && (stop < first || stop > last)) visitAt[at++] = before[stop - 1]!;
    if (stop !== after) continue;
    for (let i = 0; i <= last - first; i++) visitAt[at++] = before[(turned ? last - i : first + i) - 1]!;
  }
}
