import type { Caller } from '@drystone/access';
import type { Acting } from '@drystone/database';

/** Whoever calls, for the provider that the table of permissions has let them act for. */
export function actingFor({ actor, memberships }: Caller, provider: string): Acting {
  const own = memberships.map(({ organisationId }) => organisationId);
  return { actor, organisations: own.includes(provider) ? own : [...own, provider] };
}
