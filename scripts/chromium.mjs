/** Finds a Chromium for the browser tests, or brings one. Needs no package itself. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { productNode, root } from './setup.mjs';

/** Chromium without its windows: the same engine, and the tests take a quarter less time. */
const shell = 'chromium-headless-shell';
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium', 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'];
/** A download that does not come is given up after this long. */
const downloadPatienceMs = 60_000;
/** Debian's package, where there is another Chromium already, and where there is none. */
const [shortPatienceMs, longPatienceMs] = [60_000, 10 * 60_000];

/** The path of a Chromium: CHROMIUM, Debian's headless package (brought where we are root), the system's, Playwright's own; undefined where none can be had. */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const system = elsewhere.find((path) => existsSync(path)) ?? names.map(onPath).find(Boolean);
  return onPath(shell) ?? debianShell(system ? shortPatienceMs : longPatienceMs) ?? system ?? playwrightChromium();
}

function onPath(name) {
  const { status, stdout } = spawnSync(process.platform === 'win32' ? 'where' : 'which', [name], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '' ? stdout.trim().split('\n')[0] : undefined;
}

function debianShell(patienceMs) {
  if (process.getuid?.() !== 0 || onPath('apt-get') === undefined) return undefined;
  console.log('Installing Chromium (Debian’s package) …');
  const until = Date.now() + patienceMs;
  for (const command of [['update'], ['install', '-y', '--no-install-recommends', shell]]) {
    spawnSync('apt-get', ['-q', ...command], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeout: Math.max(1, until - Date.now()) });
  }
  return onPath(shell);
}

function playwrightChromium() {
  const command = join(root, 'node_modules', 'playwright-core', 'cli.js');
  if (!existsSync(command)) return undefined;
  console.log('Downloading Chromium (Playwright’s own) …');
  const { status } = spawnSync(productNode(), [command, 'install', 'chromium-headless-shell'], { timeout: downloadPatienceMs, stdio: 'ignore' });
  if (status !== 0) return undefined;
  const { stdout } = spawnSync(productNode(), ['-e', `import('${join(root, 'node_modules/playwright-core/index.mjs')}').then(({ chromium }) => console.log(chromium.executablePath()))`], { encoding: 'utf8' });
  return existsSync(stdout.trim()) ? stdout.trim() : undefined;
}
