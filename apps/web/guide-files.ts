/**
 * The files of the guide and of no other part: what its service worker puts on the device. Whoever plans a trip
 * does not need the pages of commissioners and operators.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest, Plugin } from 'vite';

const id = 'virtual:guide-files';
/** Without the folder of a part, in front: what every page stands in. */
const isOfGuide = (node: string): boolean => /routes\/(\(visit\)\/|\+)/.test(node);

/** `import isGuideFile from 'virtual:guide-files'` in the service worker, which is built when all others are. */
export function guideFiles(): Plugin {
  return {
    name: 'drystone-guide-files',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(loaded) {
      if (loaded !== `\0${id}`) return undefined;
      if (this.environment.mode === 'dev') return 'export default () => true;';
      const { root } = this.environment.config;
      const manifest = JSON.parse(readFileSync(join(root, '.svelte-kit/output/client/.vite/manifest.json'), 'utf8')) as Manifest;
      const files = new Set<string>();
      const seen = new Set<string>();
      const walk = (key: string): void => {
        const chunk = manifest[key];
        if (chunk === undefined || seen.has(key)) return;
        seen.add(key);
        for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file);
        for (const next of chunk.imports ?? []) walk(next);
        // What starts every page leads to all of them.
        if (!key.endsWith('/app.js')) for (const next of chunk.dynamicImports ?? []) walk(next);
      };
      const isNode = (key: string): boolean => /\/nodes\/\d+\.js$/.test(key);
      const wanted = Object.entries(manifest).filter(([key, { isEntry }]) => (isNode(key) ? isOfGuide(readFileSync(join(root, key), 'utf8')) : isEntry));
      if (!wanted.some(([key]) => isNode(key))) throw new Error('no page of the guide was found: its routes are not where guide-files.ts looks');
      for (const [key] of wanted) walk(key);
      return `const files = new Set(${JSON.stringify([...files])});\nexport default (path) => files.has(path.replace(/^\\//, ''));`;
    },
  };
}
