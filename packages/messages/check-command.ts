/** `npm run check -w @drystone/messages`: lists what is unused, missing, there twice, without a singular or written into pages. */

import { checkCatalogue } from './check.ts';

const { unused, missing, twice, uncounted, written } = await checkCatalogue();
for (const key of unused) console.log(`unused: ${key}`);
for (const use of missing) console.log(`missing: ${use}`);
for (const key of twice) console.log(`in two catalogues: ${key}`);
for (const words of uncounted) console.log(`has no singular: ${words}`);
for (const words of written) console.log(`not from the catalogue: ${words}`);
const count = unused.length + missing.length + twice.length + uncounted.length + written.length;
console.log(count === 0 ? 'the catalogue is complete' : `${count} problems`);
process.exitCode = count > 0 ? 1 : 0;
