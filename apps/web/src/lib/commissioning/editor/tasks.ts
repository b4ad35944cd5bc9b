/** The task list of a draft: what there is to write, and how far each page has come. */

import { m } from '@drystone/messages';
import type { Draft } from '@drystone/commissioning';
import { addressOf, lotSteps, pageOfField, processSteps } from './steps.ts';

export type TaskState = 'done' | 'missing' | 'not-begun';

export interface Task {
  readonly title: string;
  /** Below `edit/`. */
  readonly address: string;
  readonly state: TaskState;
}

export interface TaskGroup {
  readonly title: string;
  readonly tasks: readonly Task[];
}

export function tasksOf({ process, savedSteps, hindrances }: Pick<Draft, 'process' | 'savedSteps' | 'hindrances'>): readonly TaskGroup[] {
  const { lots } = process.content;
  const hindered = new Set(hindrances.map(({ field }) => pageOfField(field, lots)));
  const task = (key: string, title: string): Task => ({ title, address: addressOf(key), state: savedSteps !== null && !savedSteps.includes(key) ? 'not-begun' : hindered.has(key) ? 'missing' : 'done' });
  const whole = processSteps.map(({ id, title }) => task(id, title()));
  const afterGood = 1 + processSteps.findIndex(({ id }) => id === 'good');
  const lotsTask: Task = { title: m.draft_step_lots(), address: 'lots', state: lots.length === 0 ? 'not-begun' : hindered.has('lots') ? 'missing' : 'done' };
  return [
    { title: m.draft_task_whole(), tasks: [...whole.slice(0, afterGood), lotsTask, ...whole.slice(afterGood)] },
    ...lots.map((lot) => ({ title: m.draft_task_lot({ title: lot.title }), tasks: lotSteps.map(({ id, title }) => task(`lots.${lot.id}.${id}`, title())) })),
  ];
}
