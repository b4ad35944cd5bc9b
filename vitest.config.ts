import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // A machine under load takes longer than the second that is usual; what never comes still fails.
    expect: { poll: { timeout: 15_000 } },
    include: ['{apps/server,apps/cli,apps/web/src,services,parts,platform,packages,places,tests,bench}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/build/**'],
    globalSetup: ['tests/support/postgres.ts'],
    env: { TZ: 'Europe/London' },
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Two cores: more files at once only wait for each other, and the whole takes as long.
    maxWorkers: 2,
  },
});
