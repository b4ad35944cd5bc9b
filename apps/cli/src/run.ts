/** What the drystone command does with its words. */

import { UsageError, type Command } from './command.ts';

/** Each loads what it needs, and no other. */
const commands: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>> = {
  plan: { summary: 'plan a trip: days, stops and why each is there', load: async () => (await import('./plan.ts')).plan },
  attractions: { summary: 'find attractions by text, interest, area, distance, hours, access', load: async () => (await import('./attractions.ts')).attractions },
  route: { summary: 'the way from one point to another: kilometres, minutes, geometry', load: async () => (await import('./route.ts')).route },
  'tender-check': { summary: 'what keeps small, local and social providers out of a tender (an OCDS release)', load: async () => (await import('./tender-check.ts')).tenderCheck },
  prove: { summary: "a part's conformance suite against an endpoint, and the signed report", load: async () => (await import('./prove.ts')).prove },
  'rebuild-kpis': { summary: 'count the figures of every award anew from the event log', load: async () => (await import('./rebuild-kpis.ts')).rebuildKpisCommand },
  home: { summary: 'rotate the key of personal data; export or erase one person', load: async () => (await import('./home.ts')).home },
  simulate: { summary: 'made-up devices that speak to the doors of a running server', load: async () => (await import('./simulate.ts')).simulate },
  database: { summary: 'run the embedded PostgreSQL alone and print its DATABASE_URL', load: async () => (await import('./database.ts')).database },
};

/** Writes to the process's own output, and sets its exit code. Bad input is one line and exit code 1. */
export async function run([name, ...words]: readonly string[]): Promise<void> {
  try {
    if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && words.length === 0)) process.stdout.write(overview());
    else if (name === '--version') process.stdout.write(`${(await import('@drystone/server/version')).version}\n`);
    else if (name === 'help') process.stdout.write((await commandCalled(words[0]!)).help);
    else {
      const command = await commandCalled(name);
      if (words.includes('--help') || words.includes('-h')) process.stdout.write(command.help);
      else await command.run(words);
    }
  } catch (error) {
    process.stderr.write(`drystone: ${isExpected(error) ? oneLine(error.message) : String((error as Error).stack ?? error)}\n`);
    process.exitCode = error instanceof UsageError ? error.exitCode : 1;
  }
}

/** @throws UsageError where there is none. */
function commandCalled(given: string): Promise<Command> {
  if (!Object.hasOwn(commands, given)) throw new UsageError(`there is no command "${given}": use ${Object.keys(commands).join(', ')}`);
  return commands[given]!.load();
}

/** By their names: who throws them is loaded already, and nobody else needs to be. */
function isExpected(error: unknown): error is Error {
  return error instanceof Error && ['UsageError', 'Problem', 'StartError', 'PlacePackError'].includes(error.name);
}

function overview(): string {
  const lines = Object.entries(commands).map(([each, { summary }]) => `  ${each.padEnd(13)} ${summary}`);
  return `drystone: a citizen service in parts, run as one\n\nUse: drystone COMMAND [options]\n\n${lines.join('\n')}\n\ndrystone help COMMAND tells how one is used, and --json is for programs. drystone --version. The server itself: npm start.\n`;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
