/** The product's web role on a free port, for a test file. */

import { afterAll } from 'vitest';
import { readConfiguration } from '@drystone/server';
import { start } from '../../apps/server/src/web-role.ts';
import { testDatabase, type TestDatabase } from './database.ts';

export interface TestServer extends TestDatabase {
  readonly url: string;
  /** What the role does once it is ready. */
  afterwards(): Promise<void>;
  /** JSON in, JSON out; the answer with its body parsed where it is JSON. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<{ status: number; headers: Headers; body: never; text: string }>;
}

/** Whose private half everybody knows: RFC 8037, appendix A.1. */
export const publishedKey = '{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}';

/** @param arrange puts into the database what must be there before the start. */
export async function testServer(environment: Readonly<Record<string, string>> = {}, arrange?: (database: TestDatabase) => Promise<void>): Promise<TestServer> {
  const database = await testDatabase();
  await arrange?.(database);
  const configuration = readConfiguration({ PORT: '0', DC09_PORT: '0', SIP_PORT: '0', MQTT_PORT: '0', LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '100000', PLANNING_THREADS: '1', SECRET_KEY: 'for the tests and nothing else at all', SIGNING_KEY: publishedKey, ...environment });
  const role = await start({ configuration, database: database.prepared, intake: database.intake, timeZone: 'Europe/London' });
  afterAll(() => role.stop());
  const url = `http://127.0.0.1:${role.port}`;
  return {
    ...database,
    url,
    afterwards: async () => role.afterwards?.(),
    async call(method, path, body, headers = {}) {
      const response = await fetch(url + path, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        redirect: 'manual',
      });
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return { status: response.status, headers: response.headers, text, body: (isJson && text !== '' ? JSON.parse(text) : undefined) as never };
    },
  };
}
