/**
 * A circuit breaker for each host: one that fails again and again is left alone for a while, longer
 * each time, and then tried by a single call.
 */

export interface Circuits {
  /** Milliseconds until the host may be called again; 0 where it may be now, and then this call is the one that tries. */
  wait(host: string, nowMs: number): number;
  worked(host: string): void;
  failed(host: string, nowMs: number): void;
}

interface Circuit {
  failures: number;
  opensAgainAt: number;
}

const failuresUntilOpen = 5;
const firstPauseMs = 30_000;
const longestPauseMs = 15 * 60_000;
const mostHosts = 2_000;

export function createCircuits(): Circuits {
  const circuits = new Map<string, Circuit>();
  return {
    wait(host, nowMs) {
      const circuit = circuits.get(host);
      if (circuit === undefined || circuit.failures < failuresUntilOpen) return 0;
      if (nowMs < circuit.opensAgainAt) return circuit.opensAgainAt - nowMs;
      // Others wait until this one has tried.
      circuit.opensAgainAt = nowMs + firstPauseMs;
      return 0;
    },
    worked(host) {
      circuits.delete(host);
    },
    failed(host, nowMs) {
      const failures = (circuits.get(host)?.failures ?? 0) + 1;
      const pause = failures < failuresUntilOpen ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(20, failures - failuresUntilOpen));
      circuits.delete(host);
      circuits.set(host, { failures, opensAgainAt: nowMs + pause });
      if (circuits.size > mostHosts) circuits.delete(circuits.keys().next().value!);
    },
  };
}
