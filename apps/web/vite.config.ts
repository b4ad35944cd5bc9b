import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { guideFiles } from './guide-files.ts';

export default defineConfig({
  plugins: [
    guideFiles(),
    sveltekit({
      adapter: adapter({ out: 'build' }),
      // The server's own header adds nothing about scripts: two policies would both have to agree, and only this one knows the nonces.
      csp: {
        mode: 'auto',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self', 'unsafe-inline'],
          'img-src': ['self', 'data:', 'blob:'],
          'connect-src': ['self'],
          'worker-src': ['self', 'blob:'],
          'object-src': ['none'],
          'base-uri': ['none'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
      // A page's style comes with it: on a slow line a file of its own is a round trip before the first paint.
      inlineStyleThreshold: 20_000,
      version: { pollInterval: 0 },
      // A page that has something to keep registers it.
      serviceWorker: { register: false },
    }),
  ],
  worker: { format: 'es' },
  build: {
    // Browsers that know light-dark() and :has(): both themes are written with them.
    cssTarget: ['chrome123', 'safari17.5', 'firefox121'],
    chunkSizeWarningLimit: 1200,
  },
});
