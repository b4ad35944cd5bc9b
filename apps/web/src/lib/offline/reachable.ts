/**
 * Whether the guide can be reached. A browser that says it is online knows of a network, not of where that leads: a
 * bus's own wireless, a dead spot, a page for passwords.
 */

const patienceMs = 4_000;

export async function reachable(): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    return (await fetch('/health/live', { cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(patienceMs) })).ok;
  } catch {
    return false;
  }
}
