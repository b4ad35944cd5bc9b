import { may, requirePermission, type Caller } from '@drystone/access';
import { visitContent } from '@drystone/part-visit-content';
import type { Curators } from '../ports.ts';

/** Who may see what visitors do not see yet: its provider, and curators of the buyers that have awarded it. @throws Problem 401, 403 */
export async function requireSight(caller: Caller | undefined, provider: string, curators: Curators): Promise<Caller> {
  if (caller === undefined || may(caller, 'content.read', provider)) return requirePermission(caller, 'content.read', provider);
  const curates = (await curators.buyersOf(provider, visitContent.id)).some((buyer) => may(caller, 'content.curate', buyer));
  return curates ? caller : requirePermission(caller, 'content.read', provider);
}
