/** A headless Chromium for the stories told in a browser, and for benches and screenshots. */

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';

const path = [process.env['CHROMIUM'], '/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/google-chrome'].find((candidate) => candidate !== undefined && candidate !== '' && existsSync(candidate));

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

export interface Visitor {
  /** Of somebody who is signed in; nobody where it is left out. */
  readonly cookie?: string;
  readonly javaScriptEnabled?: boolean;
}

/** A page as wide as the narrowest phone, of its own browser profile. */
export async function narrowPage(browser: Browser, baseURL: string, { cookie, javaScriptEnabled = true }: Visitor = {}): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block', baseURL, bypassCSP: true, javaScriptEnabled, viewport: { width: 320, height: 800 } });
  context.setDefaultTimeout(20_000);
  const cookies = (cookie ?? '').split('; ').filter(Boolean).map((each) => ({ name: each.slice(0, each.indexOf('=')), value: each.slice(each.indexOf('=') + 1), url: baseURL }));
  await context.addCookies(cookies);
  return context.newPage();
}

/** What is wrong with a narrow page: barriers, too little contrast in dark colours, and words wider than the screen. */
export async function unsound(page: Page): Promise<readonly (string | number)[]> {
  const found: (string | number)[] = await faults(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  found.push(...(await faults(page, ['color-contrast'])).map((each) => `dark: ${each}`));
  await page.emulateMedia({ colorScheme: 'light' });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  return width > 320 ? [...found, width] : found;
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every barrier that axe knows on a page of a context with `bypassCSP`, or only those of some of its rules. */
export async function faults(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Colours that change are half-way until they have settled.
  await page.evaluate(async () => {
    for (let quietFrames = 0; quietFrames < 3; quietFrames++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const moving = document.getAnimations().filter((animation) => animation.playState === 'running' && animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
      if (moving.length > 0) quietFrames = -1;
      await Promise.allSettled(moving.map(({ finished }) => finished));
    }
  });
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  // What passes is not told in full: that takes as long again.
  const { violations } = await page.evaluate(
    async (runOnly) => (globalThis as never as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }> } }).axe.run({ resultTypes: ['violations'], ...(runOnly && { runOnly }) }),
    rules && [...rules],
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`);
}
