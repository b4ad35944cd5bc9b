/**
 * Which addresses the product may call. A provider names an address, and the product calls it from
 * inside somebody's network: whatever is not plainly out on the internet is refused.
 */

import ipaddr from 'ipaddr.js';

/** What may be called although it is private, by whoever runs the product (`OUTBOUND_ALLOW`). */
export interface Allowed {
  /** `host:port`, as it stands in the address called. */
  readonly hosts: ReadonlySet<string>;
  readonly ranges: readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[];
}

export const nothingAllowed: Allowed = { hosts: new Set(), ranges: [] };

/** @throws RangeError naming the entry that is neither `host:port` nor a range such as `10.1.0.0/16`. */
export function parseAllowed(entries: readonly string[]): Allowed {
  const hosts = new Set<string>();
  const ranges: (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[] = [];
  for (const entry of entries) {
    if (ipaddr.isValidCIDR(entry)) ranges.push(ipaddr.parseCIDR(entry));
    else if (/^(\[[0-9a-f:]+\]|[a-z0-9.-]+):\d{1,5}$/i.test(entry) && URL.canParse(`http://${entry}`)) hosts.add(entry.toLowerCase());
    else throw new RangeError(`"${entry}" is neither host:port nor a range of addresses such as 10.1.0.0/16`);
  }
  return { hosts, ranges };
}

/**
 * Why this address is not called; undefined where it may be. Only global unicast is: IPv4 outside every special
 * range (IANA's registries, as `ipaddr.js` keeps them), IPv6 within 2000::/3. What IPv6 wraps
 * around IPv4 is looked at as IPv4 where it is mapped, and refused where a gateway would unwrap it.
 */
export function whyRefused(address: string, { ranges }: Allowed): string | undefined {
  if (!ipaddr.isValid(address)) return 'is not an address';
  const parsed = ipaddr.process(address.split('%', 1)[0]!);
  if (ranges.some((range) => range[0].kind() === parsed.kind() && parsed.match(range as [ipaddr.IPv4 & ipaddr.IPv6, number]))) return undefined;
  const range = parsed.range();
  if (range !== 'unicast' || (parsed instanceof ipaddr.IPv6 && !globalUnicast(parsed))) return `is not on the public internet (${range === 'unicast' ? 'reserved' : range})`;
  return undefined;
}

function globalUnicast(address: ipaddr.IPv6): boolean {
  return (address.parts[0]! & 0xe000) === 0x2000;
}
