/**
 * A bounded pool of planning threads for each place. When a place's content changes its pool is
 * replaced; when the queue is full the caller is told to try again.
 */

import { Piscina } from 'piscina';
import type { Catalogue } from '../content/place-data.ts';
import { Problem } from '../problem.ts';
import type { ThreadTask } from './planning-thread.ts';
import type { PlanAnswer, RouteAnswer, TripPlannerOptions } from './trip-planner.ts';

export interface PlanningPoolOptions {
  readonly threads: number;
  readonly queue: number;
  readonly routingUrl?: string | undefined;
}

export interface PlanningPool {
  /** @throws Problem 503 when too many wait already. */
  run(catalogue: Catalogue, task: Extract<ThreadTask, { kind: 'plan' | 'change' }>): Promise<PlanAnswer>;
  route(catalogue: Catalogue, task: Extract<ThreadTask, { kind: 'route' }>): Promise<RouteAnswer>;
  /** Starts the threads of a place and lets each work out its travel times; then they rehearse, one stay after another, while they wait. */
  warm(catalogue: Catalogue): Promise<void>;
  /** How many tasks wait. */
  waiting(): number;
  close(): Promise<void>;
}

/** Stays that each thread plans before it is fast: the code it runs is compiled as it goes. */
const rehearsals = 8;

export function createPlanningPool(options: PlanningPoolOptions): PlanningPool {
  const pools = new Map<string, { readonly revision: number; readonly pool: Piscina }>();

  function poolOf(catalogue: Catalogue): Piscina {
    const { slug } = catalogue.place;
    const known = pools.get(slug);
    if (known?.revision === catalogue.revision) return known.pool;
    const data: TripPlannerOptions = { catalogue, routingUrl: options.routingUrl };
    const pool = new Piscina({
      filename: new URL('./planning-thread.ts', import.meta.url).href,
      workerData: data,
      minThreads: options.threads,
      maxThreads: options.threads,
      maxQueue: options.queue,
      concurrentTasksPerWorker: 1,
    });
    pools.set(slug, { revision: catalogue.revision, pool });
    if (known) void known.pool.close();
    return pool;
  }

  async function run(catalogue: Catalogue, task: ThreadTask): Promise<unknown> {
    try {
      return await poolOf(catalogue).run(task);
    } catch (error) {
      if (error instanceof Error && /queue (is )?(at )?limit|Task queue/i.test(error.message)) {
        throw new Problem({ kind: 'busy', detail: 'Many people are planning right now. Try again in a few seconds.', retryAfterSeconds: 3 });
      }
      throw error;
    }
  }

  async function onEveryThread(catalogue: Catalogue, task: ThreadTask): Promise<void> {
    await Promise.all(Array.from({ length: options.threads }, () => run(catalogue, task)));
  }

  /** It is given up where visitors already queue, or all is closing. */
  async function rehearse(catalogue: Catalogue): Promise<void> {
    try {
      for (let stay = 0; stay < rehearsals; stay++) await onEveryThread(catalogue, { kind: 'rehearse' });
    } catch {
      // Nobody waits for it.
    }
  }

  return {
    run: (catalogue, task) => run(catalogue, task) as Promise<PlanAnswer>,
    route: (catalogue, task) => run(catalogue, task) as Promise<RouteAnswer>,
    async warm(catalogue) {
      await onEveryThread(catalogue, { kind: 'warm' });
      void rehearse(catalogue);
    },
    waiting: () => [...pools.values()].reduce((sum, { pool }) => sum + pool.queueSize, 0),
    async close() {
      await Promise.all([...pools.values()].map(({ pool }) => pool.destroy()));
    },
  };
}
