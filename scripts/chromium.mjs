/** Finds a Chromium for the browser tests, or brings one. Needs no package itself. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { productNode, root } from './setup.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium', 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'];
/** A download that does not come is given up after this long. */
const downloadPatienceMs = 60_000;

/** The path of a Chromium: CHROMIUM, the system's, Debian's package where we are root, Playwright's own; undefined where none can be had. */
export function findChromium() {
  return process.env.CHROMIUM || systemChromium() || debianChromium() || playwrightChromium();
}

function systemChromium() {
  for (const name of names) {
    const { status, stdout } = spawnSync(process.platform === 'win32' ? 'where' : 'which', [name], { encoding: 'utf8' });
    if (status === 0 && stdout.trim() !== '') return stdout.trim().split('\n')[0];
  }
  return elsewhere.find((path) => existsSync(path));
}

function debianChromium() {
  if (process.getuid?.() !== 0 || spawnSync('which', ['apt-get']).status !== 0) return undefined;
  console.log('Installing Chromium (Debian’s package) …');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-q'], { env: environment, timeout: 5 * 60_000 });
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env: environment, timeout: 10 * 60_000 });
  return systemChromium();
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
