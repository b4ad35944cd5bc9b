/** `npm run fuzz:alarms [-- --frames 1000000 --seed 1]`: exit code 1 where anything broke. */

import { parseArgs } from 'node:util';
import { fuzz, type Codec, type Counts } from './fuzz.ts';

const { values } = parseArgs({ options: { frames: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } } });
const [count, seed] = [Number(values.frames), Number(values.seed)];
const batch = 50_000;
const started = performance.now();
const total: Record<string, Record<string, number>> = {};
const broken: Counts['broken'][number][] = [];
let mostMegabytes = 0;
for (let done = 0; done < count; done += batch) {
  const counts = fuzz(Math.min(batch, count - done), seed * 1_000_003 + done);
  for (const codec of Object.keys(counts.outcomes) as Codec[])
    for (const [outcome, times] of Object.entries(counts.outcomes[codec])) (total[codec] ??= {})[outcome] = (total[codec]?.[outcome] ?? 0) + times;
  broken.push(...counts.broken);
  mostMegabytes = Math.max(mostMegabytes, process.memoryUsage().rss / 1e6);
}
for (const [codec, outcomes] of Object.entries(total)) {
  const all = Object.values(outcomes).reduce((sum, times) => sum + times, 0);
  console.log(`${codec.padEnd(8)} ${String(all).padStart(8)}  ${Object.entries(outcomes).toSorted(([, a], [, b]) => b - a).map(([outcome, times]) => `${outcome} ${times}`).join(', ')}`);
}
console.log(`${count} mutated frames, ${broken.length} broken, ${((performance.now() - started) / 1000).toFixed(0)} s, at most ${mostMegabytes.toFixed(0)} MB`);
for (const { codec, why, frame } of broken.slice(0, 20)) console.log(`${codec}: ${why}\n  ${frame.slice(0, 2000)}`);
process.exitCode = broken.length === 0 ? 0 : 1;
