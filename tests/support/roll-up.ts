/** What the worker does by itself: the log is counted. */

import { kpiReader } from '@drystone/commissioning';
import { readToEnd } from '@drystone/events';
import type { TestDatabase } from './database.ts';

export function countLog({ database }: Pick<TestDatabase, 'database'>): Promise<void> {
  return readToEnd(database, kpiReader('Europe/London'));
}
