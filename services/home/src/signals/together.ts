/**
 * Does together what comes while something is under way: under load many signals share one
 * transaction and one fsync, and alone none waits for company.
 */

export interface TogetherOptions {
  /** Items in one go. */
  readonly most: number;
  /** Goes at once. */
  readonly atOnce: number;
  /** Items that may wait; beyond, they are refused at once. */
  readonly mostWaiting: number;
  /** Whether this failure is about one of the items, so that the others are to be tried without it. */
  readonly oneIsBad?: (error: unknown) => boolean;
}

/** What waits is more than can be worked off in a time that anybody would wait. */
export class TooMuchWaits extends Error {
  override readonly name = 'TooMuchWaits';
}

/** @param work answers one result for each item, in their order. */
export function together<Item, Result>(work: (items: readonly Item[]) => Promise<readonly Result[]>, { most, atOnce, mostWaiting, oneIsBad = () => false }: TogetherOptions): (item: Item) => Promise<Result> {
  interface Place {
    readonly item: Item;
    readonly resolve: (result: Result) => void;
    readonly reject: (error: unknown) => void;
  }
  const waiting: Place[] = [];
  let running = 0;

  async function go(places: readonly Place[]): Promise<void> {
    try {
      const results = await work(places.map(({ item }) => item));
      for (const [index, { resolve }] of places.entries()) resolve(results[index]!);
    } catch (error) {
      if (places.length > 1 && oneIsBad(error)) for (const place of places) await go([place]);
      else for (const { reject } of places) reject(error);
    }
  }

  function next(): void {
    while (running < atOnce && waiting.length > 0) {
      running++;
      void go(waiting.splice(0, most)).finally(() => {
        running--;
        next();
      });
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= mostWaiting) return reject(new TooMuchWaits(`${mostWaiting} wait already`));
      waiting.push({ item, resolve, reject });
      // What comes in the same turn goes together.
      queueMicrotask(next);
    });
}
