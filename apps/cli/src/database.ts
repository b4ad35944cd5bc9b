/** `drystone database`: the embedded PostgreSQL alone, for tools and for a second server. */

import { databaseUrl } from '@drystone/database/embedded';
import { embeddedUrls, lockDataDirectory, makeDataDirectory, readConfiguration, startDatabase } from '@drystone/server';
import { readOptions, printJson, type Command } from './command.ts';

const help = `Run the embedded PostgreSQL alone and print its DATABASE_URL. Ctrl-C ends it.

  DATA_DIR=.drystone drystone database

  --json    {"databaseUrl": …} for programs
`;

export const database: Command = {
  help,
  async run(words) {
    const { json } = readOptions(words, { json: { type: 'boolean', default: false } });
    const { dataDirectory } = readConfiguration(process.env);
    await makeDataDirectory(dataDirectory);
    const lock = await lockDataDirectory(dataDirectory);
    const postgres = await startDatabase(dataDirectory);
    try {
      await embeddedUrls(postgres);
      const url = databaseUrl({ socket: new URL(postgres.url).searchParams.get('host')!, user: 'postgres', database: 'drystone' });
      if (json) printJson({ databaseUrl: url });
      else process.stdout.write(`DATABASE_URL=${url}\n`);
      await Promise.race([postgres.ended, ended()]);
    } finally {
      await postgres.stop();
      await lock.release();
    }
  },
};

function ended(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}
