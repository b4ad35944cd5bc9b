/** A headless Chromium for the stories told in a browser, and for benches and screenshots. */

import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const path = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find((candidate) => candidate !== undefined && candidate !== '' && existsSync(candidate));

export const hasBrowser = path !== undefined;

/**
 * Software WebGL for the maps, and nothing that asks the network. Only WebGL: drawing the pages themselves by
 * SwiftShader takes three times as long.
 */
export async function openBrowser(...args: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: path!,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...args,
    ],
  });
}
