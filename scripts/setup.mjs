/**
 * Brings a fresh clone to where it can run: packages from the lockfile, messages and pages built,
 * each only when needed. Runs on Node 20 and needs no package itself.
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const oldestSystemNode = 24;

const say = (line) => process.stdout.write(`${line}\n`);

/** Something whoever starts it can mend. */
export class SetupError extends Error {}

/** Installs and builds what is stale. Answers the path of the Node that runs the product. */
export async function setUp() {
  await install();
  await build();
  return productNode();
}

async function install() {
  const stamp = join(root, 'node_modules', '.drystone-installed');
  const lockfile = hashOf([join(root, 'package-lock.json')]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile) return;
  say('Installing packages (once, a minute or two) …');
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'the packages could not be installed: is the npm registry within reach?');
  writeFileSync(stamp, lockfile);
}

async function build() {
  const stamp = join(root, 'apps', 'web', 'build', '.built-from');
  const sources = hashOf(
    ['apps/web', 'packages', 'parts'].flatMap((path) => filesBelow(join(root, path))).sort(),
  );
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources && existsSync(join(root, 'packages/messages/src/paraglide/bundle.js'))) return;
  say('Building the pages …');
  await run('npm', ['run', 'build', '--workspace', '@drystone/web', '--silent', '--', '--logLevel', 'warn'], 'the pages could not be built');
  writeFileSync(stamp, sources);
}

/** The Node that came with the packages; the system's own where none fits and it is new enough. */
export function productNode() {
  const ending = process.platform === 'win32' ? 'node.exe' : 'node';
  const own = join(root, 'node_modules', `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`, 'bin', ending);
  if (existsSync(own)) return own;
  const major = Number(process.versions.node.split('.')[0]);
  if (major < oldestSystemNode) {
    throw new SetupError(`no Node comes with Drystone for ${process.platform} ${process.arch}, and the system's ${process.version} is too old: install Node ${oldestSystemNode} or newer`);
  }
  say(`Using the system's Node ${process.version}.`);
  return process.execPath;
}

/** Runs a command to its end, its output shown only where it fails. */
function run(command, words, complaint) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const ticking = setInterval(() => say('  … still at it'), 20_000);
    child.once('error', () => {
      clearInterval(ticking);
      reject(new SetupError(`${complaint} (${command} cannot be started)`));
    });
    child.once('close', (code) => {
      clearInterval(ticking);
      if (code === 0) resolve();
      else reject(new SetupError(`${complaint}\n${output.trim()}`));
    });
  });
}

const generated = new Set(['node_modules', 'build', '.svelte-kit', 'paraglide']);

function filesBelow(path) {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true, recursive: false });
  return entries.flatMap((entry) => {
    const below = join(path, entry.name);
    if (entry.isDirectory()) return generated.has(entry.name) ? [] : filesBelow(below);
    return /\.test\.ts$/.test(entry.name) ? [] : [below];
  });
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}
