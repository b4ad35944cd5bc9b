/** On which page each list of the console is, as the address says it. */

export const lists = ['mine', 'waiting', 'others'] as const;
export type ListName = (typeof lists)[number];
/** Each begins with 1. */
export type Pages = Readonly<Record<ListName, number>>;

const parameters = { mine: 'mine', waiting: 'page', others: 'others' } as const satisfies Record<ListName, string>;

/** Names in the address that say where one is in the lists. */
export const pageParameters: ReadonlySet<string> = new Set<string>(Object.values(parameters));

export const eachList = <Value>(told: (name: ListName) => Value): Readonly<Record<ListName, Value>> => ({ mine: told('mine'), waiting: told('waiting'), others: told('others') });

/** From 1 to `most`; 1 where it is no such number. */
export function numberIn(searchParams: URLSearchParams, name: string, most: number): number {
  const given = Number(searchParams.get(name) ?? 1);
  return Number.isInteger(given) && given >= 1 && given <= most ? given : 1;
}

export const pagesIn = (searchParams: URLSearchParams): Pages => eachList((name) => numberIn(searchParams, parameters[name], 10_000));

/** The first page goes without saying. */
export const queryOf = (pages: Pages): Readonly<Record<string, string>> => Object.fromEntries(lists.filter((name) => pages[name] > 1).map((name) => [parameters[name], String(pages[name])]));
