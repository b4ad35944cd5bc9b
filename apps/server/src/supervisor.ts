/**
 * Keeps the roles running, each its own process: starts them again when they fall, ends them in
 * order, and ends with them. They belong to this process's group; a role that loses us ends itself.
 */

import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { StartError, type Role } from './configuration.ts';
import type { RoleMessage, RoleOrders } from './role.ts';

export interface Supervisor {
  /** Lets a role's process read its code, so that it waits for nothing but its orders. */
  warm(role: Role): void;
  /** Starts a role; resolves when it is ready. @throws StartError where it cannot even start once. */
  start(role: Role, orders: RoleOrders): Promise<RoleMessage>;
  stop(): Promise<void>;
}

const file = join(import.meta.dirname, 'role-process.ts');

/** What Node has compiled once it reads from there the next time, where that can be written. */
const compiled = join(import.meta.dirname, '../../../node_modules/.cache/compiled');

const options: ForkOptions = { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { NODE_COMPILE_CACHE: compiled, ...process.env } };

const patienceMs = 10_000;
const longestPauseMs = 10_000;

export function createSupervisor(logger: Logger): Supervisor {
  const running = new Map<Role, ChildProcess>();
  const warmed = new Map<Role, ChildProcess>();
  let stopping = false;

  function launch(role: Role, orders: RoleOrders, onReady: (message: RoleMessage) => void, onFailure: (reason: string) => void): void {
    const kept = warmed.get(role);
    warmed.delete(role);
    const child = kept?.connected ? kept : fork(file, [role], options);
    running.set(role, child);
    child.send(orders);
    child.on('message', (message: RoleMessage) => (message.kind === 'ready' ? onReady(message) : onFailure(message.reason)));
    child.once('exit', (code, signal) => {
      if (running.get(role) === child) running.delete(role);
      onFailure(`the ${role} process ended (${signal ?? code})`);
    });
  }

  function keep(role: Role, orders: RoleOrders, falls: number): void {
    if (stopping) return;
    const started = Date.now();
    let fallen = false;
    launch(role, orders, () => logger.info({ role }, 'role is ready again'), (reason) => {
      if (stopping || fallen) return;
      fallen = true;
      again(role, orders, reason, Date.now() - started > 60_000 ? 0 : falls + 1);
    });
  }

  function again(role: Role, orders: RoleOrders, reason: string, falls: number): void {
    const pause = Math.min(longestPauseMs, 100 * 2 ** falls);
    logger.error({ role, reason, pauseMs: pause }, 'role fell, starting it again');
    setTimeout(() => keep(role, orders, falls), pause);
  }

  return {
    warm: (role) => void warmed.set(role, fork(file, [role], options)),
    start: (role, orders) =>
      new Promise((resolve, reject) => {
        let ready = false;
        let fallen = false;
        launch(
          role,
          orders,
          (message) => {
            ready = true;
            resolve(message);
          },
          (reason) => {
            if (stopping || fallen) return;
            fallen = true;
            if (ready) again(role, orders, reason, 0);
            else reject(new StartError(reason));
          },
        );
      }),
    async stop() {
      stopping = true;
      // They have begun nothing that could be finished.
      for (const child of warmed.values()) child.kill('SIGKILL');
      await Promise.all([...running.values()].map(end));
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(timer);
}
