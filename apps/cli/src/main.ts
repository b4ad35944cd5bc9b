/** The drystone command: the services' own operations from a terminal. Bad input is one line and exit code 1. */

import { UsageError, type Command } from './command.ts';

/** Each loads what it needs, and no other: most of the time of a short command is loading. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  plan: async () => (await import('./plan.ts')).plan,
  attractions: async () => (await import('./attractions.ts')).attractions,
  route: async () => (await import('./route.ts')).route,
  'tender-check': async () => (await import('./tender-check.ts')).tenderCheck,
  prove: async () => (await import('./prove.ts')).prove,
  'rebuild-kpis': async () => (await import('./rebuild-kpis.ts')).rebuildKpisCommand,
  home: async () => (await import('./home.ts')).home,
  simulate: async () => (await import('./simulate.ts')).simulate,
  database: async () => (await import('./database.ts')).database,
};

const [name, ...words] = process.argv.slice(2);

try {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(await overview());
  } else {
    if (!Object.hasOwn(commands, name)) throw new UsageError(`there is no command "${name}": use ${Object.keys(commands).join(', ')}`);
    const command = await commands[name]!();
    if (words.includes('--help') || words.includes('-h')) process.stdout.write(command.help);
    else await command.run(words);
  }
} catch (error) {
  process.stderr.write(`drystone: ${(await isExpected(error)) ? oneLine((error as Error).message) : String((error as Error).stack ?? error)}\n`);
  process.exitCode = error instanceof UsageError ? error.exitCode : 1;
}

async function isExpected(error: unknown): Promise<boolean> {
  if (error instanceof UsageError) return true;
  const [{ Problem }, { PlacePackError }, { StartError }] = await Promise.all([import('@drystone/visit'), import('@drystone/visit/place-packs'), import('@drystone/server')]);
  return error instanceof Problem || error instanceof StartError || error instanceof PlacePackError;
}

async function overview(): Promise<string> {
  const lines = await Promise.all(Object.entries(commands).map(async ([each, load]) => `  ${each.padEnd(13)} ${(await load()).summary}`));
  return `drystone: a citizen service in parts, run as one\n\nUse: drystone COMMAND [options]\n\n${lines.join('\n')}\n\nEvery command knows --help, and --json for programs. The server itself: npm start.\n`;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
