/** The drystone command: the services' own operations from a terminal. Bad input is one line and exit code 1. */

import { PlacePackError, Problem } from '@drystone/visit';
import { StartError } from '@drystone/server';
import { attractions } from './attractions.ts';
import { database } from './database.ts';
import { plan } from './plan.ts';
import { prove } from './prove.ts';
import { rebuildKpisCommand } from './rebuild-kpis.ts';
import { route } from './route.ts';
import { tenderCheck } from './tender-check.ts';
import { UsageError, type Command } from './command.ts';

const commands: Readonly<Record<string, Command>> = { plan, attractions, route, 'tender-check': tenderCheck, prove, 'rebuild-kpis': rebuildKpisCommand, database };

const [name, ...words] = process.argv.slice(2);

try {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(overview());
  } else {
    const command = commands[name];
    if (command === undefined) throw new UsageError(`there is no command "${name}": use ${Object.keys(commands).join(', ')}`);
    if (words.includes('--help') || words.includes('-h')) process.stdout.write(command.help);
    else await command.run(words);
  }
} catch (error) {
  const expected = error instanceof UsageError || error instanceof Problem || error instanceof StartError || error instanceof PlacePackError;
  process.stderr.write(`drystone: ${expected ? oneLine((error as Error).message) : String((error as Error).stack ?? error)}\n`);
  process.exitCode = error instanceof UsageError ? error.exitCode : 1;
}

function overview(): string {
  const lines = Object.entries(commands).map(([each, { summary }]) => `  ${each.padEnd(13)} ${summary}`);
  return `drystone: a citizen service in parts, run as one\n\nUse: drystone COMMAND [options]\n\n${lines.join('\n')}\n\nEvery command knows --help, and --json for programs. The server itself: npm start.\n`;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
