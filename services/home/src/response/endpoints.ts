/** Where a provider's own system takes cases; a provider that names none answers on our console. */

import { requirePermission, type Caller } from '@drystone/access';
import type { Database } from '@drystone/database';
import { appendEvent } from '@drystone/events';
import { invalid, Problem } from '@drystone/problems';
import type { Organisations } from '../ports.ts';
import { deleteEndpoint, findEndpoint, putEndpoint } from './store.ts';

export interface ResponseEndpoints {
  /** Undefined: on our console. */
  responseEndpoint(caller: Caller | undefined, provider: string): Promise<string | undefined>;
  /** @throws Problem `invalid-request` where it is no address of the web. */
  putResponseEndpoint(caller: Caller | undefined, provider: string, url: string): Promise<string>;
  /** From then on on our console. */
  deleteResponseEndpoint(caller: Caller | undefined, provider: string): Promise<void>;
}

export function createResponseEndpoints({ database, clock, organisations }: { readonly database: Database; readonly clock: () => Temporal.Instant; readonly organisations: Organisations }): ResponseEndpoints {
  return {
    async responseEndpoint(caller, provider) {
      const { actor } = requirePermission(caller, 'response-endpoint.read', provider);
      return database.as({ actor, organisations: [provider] }, (transaction) => findEndpoint(transaction, provider));
    },
    async putResponseEndpoint(caller, provider, given) {
      const { actor } = requirePermission(caller, 'response-endpoint.edit', provider);
      const url = addressOf(given);
      if ((await organisations.publicly(provider))?.kind !== 'provider') throw new Problem({ kind: 'unknown-organisation', detail: `There is no provider ${provider}.` });
      const now = clock();
      await database.as({ actor, organisations: [provider] }, async (transaction) => {
        await putEndpoint(transaction, provider, url, now);
        await appendEvent(transaction, { type: 'response_endpoint.named', subject: provider, at: now, data: {} });
      });
      return url;
    },
    async deleteResponseEndpoint(caller, provider) {
      const { actor } = requirePermission(caller, 'response-endpoint.edit', provider);
      const now = clock();
      await database.as({ actor, organisations: [provider] }, async (transaction) => {
        await deleteEndpoint(transaction, provider);
        await appendEvent(transaction, { type: 'response_endpoint.removed', subject: provider, at: now, data: {} });
      });
    },
  };
}

/** Without a slash at its end: the paths of the part come after it. */
function addressOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw invalid([{ field: 'url', message: `"${given.slice(0, 80)}" is not an address of the web`, mend: 'use one such as https://provider.example/alarms, without a question mark' }]);
  }
  return url.href.replace(/\/+$/, '');
}
