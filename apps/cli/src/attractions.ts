/** `drystone attractions`: find attractions, as the API does. */

import { createWhoServes } from '@drystone/commissioning';
import { attractionQuery, createVisit, fieldProblems, Problem } from '@drystone/visit';
import { printJson, readOptions, type Command } from './command.ts';
import { refusedOptions } from './refused-options.ts';
import { withDatabase } from './with-database.ts';

const help = `Find attractions.

  drystone attractions --q "round tower" --area fermanagh-and-omagh --open now

  --q TEXT               small slips of spelling are forgiven
  --interest LIST        any of these (--interests lists them all)
  --kind LIST --area LIST
  --near LAT,LON         nearest first   --radius METRES around it
  --bbox W,S,E,N
  --open now|TIME        only what is known to be open then
  --accessibility LIST   only what is known to have all of these
  --hidden               only what few visitors know
  --limit N              1 to 100 (default 20)   --after SLUG
  --place SLUG           default northern-ireland
  --interests            list the interests and stop
  --json                 the API's answer
`;

const options = {
  q: { type: 'string' },
  interest: { type: 'string' },
  kind: { type: 'string' },
  area: { type: 'string' },
  near: { type: 'string' },
  radius: { type: 'string' },
  bbox: { type: 'string' },
  open: { type: 'string' },
  accessibility: { type: 'string' },
  hidden: { type: 'boolean' },
  limit: { type: 'string' },
  after: { type: 'string' },
  place: { type: 'string' },
  interests: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

const optionOf = { radiusMetres: 'radius' } as const;

export const attractions: Command = {
  help,
  async run(words) {
    const given = readOptions(words, options);
    const { json, interests: onlyInterests, radius, hidden, ...rest } = given;
    const parsed = attractionQuery.safeParse({ ...rest, ...(radius === undefined ? {} : { radiusMetres: radius }), ...(hidden ? { hidden: 'true' } : {}) });
    if (!parsed.success) throw refusedOptions(fieldProblems(parsed.error), given, optionOf);
    await withDatabase(async (database) => {
      const visit = createVisit({ database, awards: createWhoServes(database), clock: () => Temporal.Now.instant(), planning: { threads: 1, queue: 1 } });
      try {
        if (onlyInterests) {
          const found = await visit.interests();
          if (json) printJson({ items: found, next: null });
          else process.stdout.write(`${found.map(({ slug, name, count }) => `${slug.padEnd(12)} ${String(count).padStart(4)}  ${name}`).join('\n')}\n`);
          return;
        }
        const page = await visit.attractions(parsed.data, Temporal.Now.instant()).catch((error: unknown) => {
          throw error instanceof Problem && error.errors.length > 0 ? refusedOptions(error.errors, given, optionOf) : error;
        });
        if (json) printJson(page);
        else {
          const lines = page.items.map((item) => `${item.slug.padEnd(40)} ${item.name} (${item.areaName}) · ${item.text}${item.hidden ? ' · little known' : ''}`);
          process.stdout.write(`${lines.join('\n')}${lines.length > 0 ? '\n' : ''}${page.items.length} of ${page.total}${page.next ? `; more: --after ${page.items.at(-1)!.slug}` : ''}\n`);
        }
      } finally {
        await visit.close();
      }
    });
  },
};
