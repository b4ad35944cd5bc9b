/** One role in its own process: waits for its orders, works, and ends when its supervisor is gone. */

import { setPriority } from 'node:os';
import { StartError, type Role } from './configuration.ts';
import type { RoleMessage, RoleOrders, RunningRole } from './role.ts';

const role = process.argv[2] as Role;
const behindTheIntake = 10;
const roles: Readonly<Record<Role, () => Promise<{ start: (orders: RoleOrders) => Promise<RunningRole> }>>> = {
  web: () => import('./web-role.ts'),
  worker: () => import('./worker-role.ts'),
  intake: () => import('./intake-role.ts'),
};

// Where cores are scarce, an alarm goes before a page and a plan. Threads made from here on inherit it.
if (role !== 'intake') setPriority(behindTheIntake);

// Read while the database is brought up.
const code = roles[role]();
code.catch(() => undefined);

let running: RunningRole | undefined;
const answer = (message: RoleMessage): void => void process.send?.(message);

// The terminal's Ctrl-C reaches the whole group; the supervisor decides when we end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.once('disconnect', () => {
  void Promise.resolve(running?.stop()).finally(() => process.exit(0));
});

process.once('message', (orders: RoleOrders) => {
  void (async () => {
    try {
      process.env['TZ'] = orders.timeZone;
      const { start } = await code;
      running = await start(orders);
      const { port, notices } = running;
      answer({ kind: 'ready', ...(port === undefined ? {} : { port }), ...(notices === undefined ? {} : { notices }) });
      await running.afterwards?.();
    } catch (error) {
      answer({ kind: 'failed', reason: error instanceof StartError ? error.message : String((error as Error).stack ?? error) });
      process.exit(1);
    }
  })();
});
