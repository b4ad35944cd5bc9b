/** Asks the planner in this browser. Its worker starts with the first question. */

import type { ChangedTrip, Trip, TripChange } from '@drystone/visit';
import type { FormError } from '../form-error.ts';
import type { TripForm } from '../trips/trip-form.ts';
import type { TripView } from '../trips/trip-view.ts';

export type PlanningTask =
  | { readonly kind: 'view'; readonly trip: Trip }
  | { readonly kind: 'change'; readonly trip: Trip; readonly changes: readonly TripChange[] }
  | { readonly kind: 'plan'; readonly place: string; readonly form: TripForm }
  | { readonly kind: 'find'; readonly trip: Trip; readonly text: string };

export interface PlannedHere {
  readonly ok: true;
  readonly trip: Trip;
  readonly view: TripView;
  readonly changed: ChangedTrip['changed'];
}
export interface FoundAttraction {
  readonly slug: string;
  readonly name: string;
  readonly kind: string;
  readonly areaName: string;
}
export interface NotPlannedHere {
  readonly ok: false;
  readonly errors: readonly FormError[];
  /** What broke, where nothing is wrong with the question. */
  readonly failure?: string;
}
export type PlanningAnswer = PlannedHere | { readonly ok: true; readonly found: readonly FoundAttraction[] } | NotPlannedHere;

let worker: Worker | undefined;

export function planHere(task: Exclude<PlanningTask, { kind: 'find' }>): Promise<PlannedHere | NotPlannedHere>;
export function planHere(task: Extract<PlanningTask, { kind: 'find' }>): Promise<{ readonly ok: true; readonly found: readonly FoundAttraction[] } | NotPlannedHere>;
export function planHere(task: PlanningTask): Promise<PlanningAnswer> {
  worker ??= new Worker(new URL('./planning.worker.ts', import.meta.url), { type: 'module' });
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<PlanningAnswer>) => {
      port1.close();
      resolve(data);
    };
    worker!.onerror = ({ message }) => {
      worker = undefined;
      resolve({ ok: false, errors: [], failure: message });
    };
    worker!.postMessage(task, [port2]);
  });
}
