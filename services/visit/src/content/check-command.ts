/** `npm run content:check [area]`: validates the place packs and lists what does not fit. */

import { readFile } from 'node:fs/promises';
import { checkContent } from './check-content.ts';
import { PlacePackError, readPlacePack, type ContentProblem, type PlacePack } from './place-pack.ts';

process.env.TZ = 'Europe/London';
const folder = new URL('../../../../places/northern-ireland', import.meta.url).pathname;
const only = process.argv[2];

let problems: readonly ContentProblem[];
let pack: PlacePack | undefined;
try {
  pack = await readPlacePack(folder);
  problems = checkContent(pack);
} catch (error) {
  if (!(error instanceof PlacePackError)) throw error;
  problems = error.problems;
}
// A pack that cannot be read is everybody's problem, whichever area was asked for.
const shown = problems.filter((problem) => pack === undefined || only === undefined || problem.file.includes(only));
for (const { file, field, reason } of shown) console.log(`${file}: ${field}: ${reason}`);
const count = pack?.attractions.filter((record) => only === undefined || record.area === only).length;
console.log(count === undefined ? `the pack cannot be read: ${shown.length} problems` : `${count} attractions, ${shown.length} problems`);
process.exitCode = shown.length > 0 ? 1 : 0;
