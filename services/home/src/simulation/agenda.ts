/** What is still to happen, the earliest first; of the same moment, what was noted first. A binary heap. */
export interface Agenda<Item> {
  readonly size: number;
  /** Milliseconds since the epoch of what comes next; undefined where nothing does. */
  next(): number | undefined;
  note(atMs: number, item: Item): void;
  take(): { readonly atMs: number; readonly item: Item } | undefined;
}

export function createAgenda<Item>(): Agenda<Item> {
  const heap: { readonly atMs: number; readonly order: number; readonly item: Item }[] = [];
  let order = 0;
  const before = (a: number, b: number): boolean => heap[a]!.atMs < heap[b]!.atMs || (heap[a]!.atMs === heap[b]!.atMs && heap[a]!.order < heap[b]!.order);
  const swap = (a: number, b: number): void => void ([heap[a], heap[b]] = [heap[b]!, heap[a]!]);

  return {
    get size() {
      return heap.length;
    },
    next: () => heap[0]?.atMs,
    note(atMs, item) {
      heap.push({ atMs, order: order++, item });
      for (let at = heap.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!before(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    take() {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined || heap.length === 0) return first;
      heap[0] = last;
      for (let at = 0; ; ) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        let least = at;
        if (left < heap.length && before(left, least)) least = left;
        if (right < heap.length && before(right, least)) least = right;
        if (least === at) return first;
        swap(at, least);
        at = least;
      }
    },
  };
}
