/** Questions on a page, and which page an address asks for. */

export const pageSize = 50;

/** From 1; what is no number is the first. */
export const pageOf = (url: URL, name: string): number => Math.min(100, Math.max(1, Number.parseInt(url.searchParams.get(name) ?? '1', 10) || 1));
