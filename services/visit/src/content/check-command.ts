/** `npm run content:check [-- area]`: validates every place pack and lists what does not fit. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkContent } from './check-content.ts';
import { PlacePackError, readPlacePack } from './place-pack.ts';

const places = join(import.meta.dirname, '../../../../places');
const only = process.argv[2];
process.env['TZ'] = 'Europe/London';

for (const entry of await readdir(places, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  try {
    const pack = await readPlacePack(join(places, entry.name));
    const problems = checkContent(pack).filter((problem) => only === undefined || problem.file.includes(only));
    for (const { file, field, reason } of problems) console.log(`${file}: ${field}: ${reason}`);
    const count = pack.attractions.filter((record) => only === undefined || record.area === only).length;
    console.log(`${entry.name}: ${count} attractions, ${problems.length} problems`);
    if (problems.length > 0) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof PlacePackError)) throw error;
    console.log(`${error.message}\n${entry.name} cannot be read: ${error.problems.length} problems`);
    process.exitCode = 1;
  }
}
