/** `drystone home`: keys that seal what is personal, and one person's data, exported or erased. */

import { erasePerson, exportPerson, rowsOfOlderKeys, sealAnew } from '@drystone/home';
import { newKey, writeKeys } from '@drystone/home/key-ring';
import { keptHomeKeys, readConfiguration } from '@drystone/server';
import { z } from 'zod';
import { printJson, readWithPositionals, UsageError, type Command } from './command.ts';
import { withDatabase } from './with-database.ts';

const help = `What is personal in homes.

  drystone home rotate-key [--forget-old]   make a new key, and seal every field anew with it
  drystone home export-person ID            all there is of one service user, as JSON
  drystone home erase-person ID             erase who they were and what was written of them

rotate-key goes on where it was stopped. The key before stays in DATA_DIR/home.keys, for backups of the database,
unless --forget-old is given. Where HOME_KEYS is set, put the new key in front of it first; without a new one there,
rotate-key prints one to take.
erase-person keeps cases, as times and codes, for as long as the law asks, and says so.

  --json    the answer as JSON
`;

export const home: Command = {
  help,
  async run(words) {
    const { values, positionals } = readWithPositionals(words, { json: { type: 'boolean', default: false }, 'forget-old': { type: 'boolean', default: false } }, 1);
    const [what, ...rest] = positionals;
    const say = (result: object, line: string) => (values.json ? printJson(result) : process.stdout.write(`${line}\n`));
    if (what === 'rotate-key' && rest.length === 0) return rotateKey(values['forget-old'], say);
    if (values['forget-old']) throw new UsageError('--forget-old belongs to rotate-key: see --help');
    const id = z.uuid().safeParse(rest[0]);
    if ((what !== 'export-person' && what !== 'erase-person') || rest.length > 1) throw new UsageError('use rotate-key, export-person ID or erase-person ID: see --help');
    if (!id.success) throw new UsageError(`give the id of a service user after ${what}`);
    const now = Temporal.Now.instant();
    if (what === 'export-person') {
      const keys = await keptHomeKeys(readConfiguration(process.env));
      return printJson(await withDatabase((database) => exportPerson(database, keys, id.data, now)));
    }
    const { erased, dwellingKept, kept } = await withDatabase((database) => erasePerson(database, id.data, now));
    say(
      { erased, dwellingKept, kept },
      [
        `Erased: the person's own fields, ${erased.notes} notes, ${erased.keyholders} keyholders, words in ${erased.signals} signals.`,
        ...(dwellingKept ? ['Kept: address, access notes and keyholders of the dwelling. Others live there.'] : []),
        ...kept.map(({ what: kind, rows, why }) => `Kept: ${kind} (${rows}). ${why}`),
      ].join('\n'),
    );
  },
};

async function rotateKey(forgetOld: boolean, say: (result: object, line: string) => unknown): Promise<void> {
  const ring = await keptHomeKeys(readConfiguration(process.env));
  await withDatabase(async (database) => {
    const waiting = await rowsOfOlderKeys(database, ring);
    if (waiting === 0) {
      const made = newKey(ring.keys());
      if (ring.keep === undefined) throw new UsageError(`everything is sealed by the first key: put a new one in front of HOME_KEYS on every machine, such as ${writeKeys([made])}, start again, and rotate then`);
      await ring.keep([made, ...ring.keys()]);
    }
    const rows = await sealAnew(database, ring);
    const [current, ...old] = ring.keys();
    const forgotten = forgetOld && ring.keep !== undefined && (await rowsOfOlderKeys(database, ring)) === 0;
    if (forgotten) await ring.keep([current]);
    say({ key: current.id, rows, older: old.map(({ id }) => id), forgotten }, `${rows} rows are sealed by ${current.id} now.${old.length === 0 ? '' : forgotten ? ` Forgotten: ${old.map(({ id }) => id).join(', ')}.` : ` Nothing is sealed by ${old.map(({ id }) => id).join(', ')} any more, but backups of the database are.`}`);
  });
}
