/** A planning thread: one trip planner behind piscina's messages. */

import { workerData } from 'node:worker_threads';
import { createTripPlanner, type ChangeTask, type PlanAnswer, type PlanTask, type RouteAnswer, type TripPlannerOptions } from './trip-planner.ts';
import type { Mode, Whereabouts } from './trip.ts';

export type ThreadTask =
  | ({ readonly kind: 'plan' } & PlanTask)
  | ({ readonly kind: 'change' } & ChangeTask)
  | { readonly kind: 'route'; readonly from: Whereabouts; readonly to: Whereabouts; readonly mode: Mode }
  | { readonly kind: 'warm' }
  | { readonly kind: 'rehearse' };

const planner = createTripPlanner(workerData as TripPlannerOptions, (source, error) => {
  process.stderr.write(`${JSON.stringify({ level: 40, time: Temporal.Now.instant().toString(), role: 'planning', source, error: String(error), msg: 'the routing server failed, the built-in network stands in' })}\n`);
});

export default function run(task: ThreadTask): Promise<PlanAnswer | RouteAnswer | void> {
  switch (task.kind) {
    case 'plan':
      return planner.plan(task);
    case 'change':
      return planner.change(task);
    case 'route':
      return planner.route(task.from, task.to, task.mode);
    case 'warm':
      return planner.warm();
    case 'rehearse':
      return planner.rehearse();
  }
}
