/**
 * `npm test`: sets up what is missing, Chromium included, then types, lint, and every test. Ends
 * with `N passed, N failed, N skipped`, each skip with its reason above. Words after `--` go to vitest.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { root, setUp, SetupError } from './setup.mjs';

const counts = { passed: 0, failed: 0, skipped: 0 };
const words = process.argv.slice(2);

try {
  const node = await setUp();
  const chromium = findChromium();
  const tool = (path) => [node, join(root, 'node_modules', path)];
  if (words.length === 0) {
    await Promise.all([
      check('types', [...tool('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json']),
      check('types of the pages', ['npm', 'run', 'check', '--workspace', '@drystone/web', '--silent']),
      check('lint', [...tool('@biomejs/biome/bin/biome'), 'lint', '--error-on-warnings', '.']),
    ]);
  }
  await tests(node, chromium);
} catch (error) {
  process.stderr.write(error instanceof SetupError ? `drystone: ${error.message}\n` : `drystone: ${error.stack}\n`);
  counts.failed++;
}

console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed > 0 ? 1 : 0);

async function check(name, command) {
  const { code, output } = await run(command, {});
  if (code === 0) {
    counts.passed++;
    console.log(`✓ ${name}`);
  } else {
    counts.failed++;
    console.log(`✗ ${name}\n${output.trim()}`);
  }
}

async function tests(node, chromium) {
  const folder = mkdtempSync(join(tmpdir(), 'drystone-results-'));
  const results = join(folder, 'results.json');
  const environment = { TZ: 'Europe/London', CHROMIUM: chromium ?? '' };
  const { code } = await run(
    [node, join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${results}`, ...words],
    environment,
    true,
  );
  try {
    const report = JSON.parse(readFileSync(results, 'utf8'));
    for (const file of report.testResults) {
      if (file.status === 'failed' && file.assertionResults.length === 0) counts.failed++;
      for (const { status, fullName } of file.assertionResults) {
        if (status === 'passed') counts.passed++;
        else if (status === 'failed') counts.failed++;
        else {
          counts.skipped++;
          console.log(`skipped: ${fullName}: ${reasonOf(fullName, chromium)}`);
        }
      }
    }
  } catch {
    counts.failed++;
    console.log('the tests ended without a report');
  }
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0 && counts.failed === 0) counts.failed++;
}

/** A test that may be skipped says in its name what it needs. */
function reasonOf(name, chromium) {
  if (/in a browser/.test(name)) return chromium ? 'the browser does not start' : 'no Chromium could be had here';
  if (/cannot be written/.test(name)) return 'root may write anywhere';
  return 'its reference data (../shared) is not here';
}

function run(command, environment, shown = false) {
  return new Promise((resolve) => {
    const child = spawn(command[0], command.slice(1), { cwd: root, stdio: ['ignore', shown ? 'inherit' : 'pipe', shown ? 'inherit' : 'pipe'], env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`, ...environment } });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
