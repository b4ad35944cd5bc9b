/**
 * `npm run prove:full-disk`: the disk of the database fills up while devices send, and is emptied half a minute later.
 * Nothing is acknowledged that is not kept; whoever watches is told; it goes on by itself. Needs the right to mount.
 */

import { spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createRandom } from '@drystone/planner';
import { databaseOf, devicesAt, environmentOf, faultsOf, freePorts, lookInside, mqttPasswords, startFleet, startServer, type Stored, type Tally } from './alarm-fleet.ts';

export interface FullDiskProof extends Tally, Stored {
  /** From when the disk was full until nothing was acknowledged any more for two seconds. */
  readonly acknowledgedWhileFull: number;
  /** From when it was full until `/health/alarms` said so. */
  readonly toldAfterMs: number;
  /** From when there was room again until something was acknowledged, and until `/health/alarms` said so. */
  readonly goesOnAfterMs: number;
  readonly wellAfterMs: number;
}

const diskMegabytes = 400;

export async function proveFullDisk({ devicesEach, fullSeconds, seed, say }: { readonly devicesEach: number; readonly fullSeconds: number; readonly seed: number; readonly say: (line: string) => void }): Promise<FullDiskProof> {
  const root = await mkdtemp(join(tmpdir(), 'drystone-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m,mode=755`, 'drystone', root], { encoding: 'utf8' });
  if (mounted.status !== 0) throw new Error(`a disk that can be filled needs the right to mount one: ${mounted.stderr || String(mounted.error)}`);
  const data = join(root, 'data');
  await mkdir(data);
  const ports = await freePorts();
  let server: ChildProcess | undefined;
  let close = (): void => undefined;
  try {
    server = await startServer(environmentOf(data, ports));
    const { url } = JSON.parse(await readFile(join(data, 'server.json'), 'utf8')) as { url: string };
    const state = async (): Promise<number> => (await fetch(`${url}/health/alarms`).catch(() => undefined))?.status ?? 0;
    const fleet = startFleet(await devicesAt(ports, devicesEach, await mqttPasswords(data)), createRandom(seed).next);
    close = fleet.close;
    await until(async () => (await state()) === 200 && fleet.acknowledged.size > 50);
    say(`${fleet.acknowledged.size} acknowledged; the disk is being filled`);

    const filler = await fillUp(join(root, 'filler'));
    const full = performance.now();
    const before = fleet.acknowledged.size;
    // PostgreSQL still has room in files that it has made before; what it keeps there is kept.
    const topUp = setInterval(() => void filler.more(), 200);
    await until(async () => (await state()) === 503);
    const toldAfterMs = Math.round(performance.now() - full);
    say(`full: ${fleet.acknowledged.size - before} more acknowledged, in room that the database had; whoever watches was told after ${toldAfterMs} ms`);
    await sleep(fullSeconds * 1000);
    const acknowledgedWhileFull = fleet.acknowledged.size - before;
    clearInterval(topUp);
    await filler.remove();
    const freed = performance.now();
    const held = fleet.acknowledged.size;
    await until(async () => fleet.acknowledged.size > held);
    const goesOnAfterMs = Math.round(performance.now() - freed);
    await until(async () => (await state()) === 200);
    const wellAfterMs = Math.round(performance.now() - freed);
    say(`room again: acknowledged after ${goesOnAfterMs} ms, well after ${wellAfterMs} ms`);
    await sleep(3_000);
    const tally = await fleet.finish();
    await sleep(3_000);
    return { acknowledgedWhileFull, toldAfterMs, goesOnAfterMs, wellAfterMs, ...tally, ...(await lookInside(await databaseOf(data), fleet)) };
  } finally {
    close();
    if (server) {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    }
    spawnSync('umount', ['-l', root]);
    await rm(root, { recursive: true, force: true });
  }
}

/** Writes until there is no room, not for a byte. */
async function fillUp(path: string): Promise<{ more(): Promise<void>; remove(): Promise<void> }> {
  const file = await open(path, 'w');
  const more = async (): Promise<void> => {
    for (let piece = 1 << 20; piece >= 1; ) {
      try {
        await file.write(Buffer.alloc(piece));
      } catch {
        piece >>= 1;
      }
    }
  };
  await more();
  return {
    more,
    async remove() {
      await file.close();
      await rm(path);
    },
  };
}

async function until(what: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 180_000;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('it did not come to that within three minutes');
    await sleep(50);
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { devices: { type: 'string', default: '5' }, seconds: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } } });
  const proof = await proveFullDisk({ devicesEach: Number(values.devices), fullSeconds: Number(values.seconds), seed: Number(values.seed), say: (line) => console.log(line) });
  console.log(JSON.stringify(proof, null, 2));
  const wrong = faultsOf(proof);
  console.log(wrong === 0 ? `Every one of ${proof.acknowledged} acknowledged signals is there exactly once.` : `${wrong} things are wrong.`);
  process.exitCode = wrong === 0 ? 0 : 1;
}
