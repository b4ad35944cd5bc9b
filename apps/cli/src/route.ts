/** `drystone route`: the way from one point to another. */

import { modes, type Mode } from '@drystone/visit';
import { printJson, readOptions, UsageError, type Command } from './command.ts';
import { refusedOptions } from './refused-options.ts';
import { whereabouts } from './whereabouts.ts';
import { openPlace } from './place.ts';

const help = `The quickest way from one point to another.

  drystone route --from 54.5968,-5.9254 --to portrush --mode car

  --from WHERE   lat,lon or the slug of a town or attraction
  --to WHERE
  --mode MODE    car (default), cycle or walk
  --place SLUG   default northern-ireland
  --json         with the geometry, for programs
`;

const options = {
  from: { type: 'string' },
  to: { type: 'string' },
  mode: { type: 'string', default: 'car' },
  place: { type: 'string', default: 'northern-ireland' },
  json: { type: 'boolean', default: false },
} as const;

export const route: Command = {
  help,
  async run(words) {
    const given = readOptions(words, options);
    if (given.from === undefined || given.to === undefined) throw new UsageError(`--${given.from === undefined ? 'from' : 'to'} is missing: use lat,lon or a slug`);
    if (!(modes as readonly string[]).includes(given.mode)) throw new UsageError(`--mode is "${given.mode}": use ${modes.join(', ')}`);
    const ends = [whereabouts('from', given.from), whereabouts('to', given.to)] as const;
    const { planner } = await openPlace(given.place);
    const answer = await planner.route(...ends, given.mode as Mode);
    if (!answer.ok) throw refusedOptions(answer.errors, given, {});
    const { leg } = answer;
    if (given.json) printJson(leg);
    else {
      const ferries = leg.ferries.length > 0 ? ` by ${leg.ferries.join(', ')}` : '';
      process.stdout.write(`${(leg.distanceMetres / 1000).toFixed(1)} km, ${Math.round(leg.durationMinutes)} minutes${ferries} (${leg.source})\n`);
    }
  },
};
