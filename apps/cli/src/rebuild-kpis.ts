/** `drystone rebuild-kpis`: the figures of every award, counted anew from the raw events. */

import { rebuildKpis } from '@drystone/commissioning';
import { readConfiguration } from '@drystone/server';
import { printJson, readOptions, type Command } from './command.ts';
import { withDatabase } from './with-database.ts';

const help = `Count the event log again: the figures of every award come from it and from nothing else.
They are shown as they were until the new ones are there, and then come out the same, unless what is counted was changed.

  drystone rebuild-kpis

  --json    {"events": …}
`;

export const rebuildKpisCommand: Command = {
  help,
  async run(words) {
    const { json } = readOptions(words, { json: { type: 'boolean', default: false } });
    const events = await withDatabase((database) => rebuildKpis(database, readConfiguration(process.env).buyerTimeZone));
    if (json) printJson({ events });
    else process.stdout.write(`${events} events counted.\n`);
  },
};
