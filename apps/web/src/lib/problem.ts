import type { Problem } from '@drystone/visit';

/** The service's `Problem`, known by its name: the pages hold no service's code and so not its class. */
export function problemOf(error: unknown): Problem | undefined {
  return error instanceof Error && error.name === 'Problem' ? (error as Problem) : undefined;
}
