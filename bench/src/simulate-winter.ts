/** `npm run simulate:winter -- --seed 1`: 5,000 homes from December to February, in memory, and what became of their alarms. */

import { parseArgs } from 'node:util';
import { simulateWinter } from '@drystone/home';
import { createRandom } from '@drystone/planner';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, dwellings: { type: 'string', default: '5000' }, days: { type: 'string', default: '90' } } });
const [seed, dwellings, days] = [values.seed, values.dwellings, values.days].map(Number) as [number, number, number];
if (![seed, dwellings, days].every(Number.isSafeInteger) || dwellings < 1 || days < 1) throw new Error('--seed, --dwellings and --days are whole numbers');

const started = performance.now();
const { months, offered, ...winter } = simulateWinter({ random: createRandom(seed).next, dwellings, days, first: Temporal.PlainDate.from('2026-12-01'), timeZone: 'Europe/London' });
const share = (percent: number | null): string => (percent === null ? 'no data' : `${percent.toFixed(2)} %`);

console.log(`${dwellings} dwellings, ${days} days, seed ${seed}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
for (const [name, count] of Object.entries(winter)) console.log(`${name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).padEnd(20)} ${count}`);
console.log('\noffered to');
for (const [whom, count] of Object.entries(offered)) console.log(`${whom.padEnd(20)} ${count}`);
console.log('\nanswered             calls   within 60 s  within 180 s  waiting at the end');
for (const { month, answering } of months) console.log(`${month.padEnd(18)} ${String(answering.calls).padStart(7)} ${share(answering.percentWithin60Seconds).padStart(13)} ${share(answering.percentWithin180Seconds).padStart(13)}  ${answering.waiting.length}`);
