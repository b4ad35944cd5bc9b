/** The one place where awards meet operations: read from the awards each time it is asked. */

import type { Database } from '@drystone/database';
import { invalid } from '@drystone/problems';
import { partIds } from '../parts.ts';
import { serving, type Serving, type ServingAward } from './serving.ts';
import { findServing } from './store.ts';

export interface WhoServes {
  /** Who serves a part in an area: the answer is kept with the case, order or trip it was asked for. With a buyer: by awards of theirs alone, for work that is theirs. */
  whoServes(part: string, area: string, at: Temporal.Instant, key: string, buyer?: string): Promise<Serving>;
  /** Every award of a part that is in force, over all areas. */
  allWhoServe(part: string, at: Temporal.Instant): Promise<readonly ServingAward[]>;
}

export function createWhoServes(database: Database): WhoServes {
  return {
    async whoServes(part, area, at, key, buyer) {
      requirePart(part);
      return serving(key, await database.as('anonymous', (transaction) => findServing(transaction, part, at, area, buyer)));
    },
    async allWhoServe(part, at) {
      requirePart(part);
      return database.as('anonymous', (transaction) => findServing(transaction, part, at));
    },
  };
}

function requirePart(part: string): void {
  if (!(partIds as readonly string[]).includes(part)) throw invalid([{ field: 'part', message: `"${part.slice(0, 80)}" is not a part there is`, mend: `use one of: ${partIds.join(', ')}` }]);
}
