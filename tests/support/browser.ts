/** A headless Chromium for the stories told in a browser, and for benches and screenshots. */

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';

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

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every barrier that axe knows on a page of a context with `bypassCSP`. */
export async function faults(page: Page): Promise<string[]> {
  // Colours that change are half-way until they have settled.
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await Promise.allSettled(document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY).map(({ finished }) => finished));
  });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(async () => (globalThis as never as { axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }> } }).axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`);
}
