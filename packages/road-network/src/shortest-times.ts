/**
 * Dijkstra's shortest paths (1959) by time from many seeds at once, with a binary heap on typed
 * arrays; metres are carried along the quickest way. Entries made stale by a better one are left
 * in the heap and passed over when they surface.
 */

/** Both directions of every usable road, grouped by the node they leave (compressed sparse rows). */
export interface Graph {
  readonly nodeCount: number;
  /** The arcs leaving node n are `firstArc[n]` up to `firstArc[n + 1]`. */
  readonly firstArc: Int32Array;
  readonly head: Int32Array;
  readonly minutes: Float64Array;
  readonly metres: Float64Array;
  readonly road: Int32Array;
}

export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly minutes: number;
  readonly metres: number;
  readonly road: number;
}

export function createGraph(nodeCount: number, arcs: readonly Arc[]): Graph {
  const firstArc = new Int32Array(nodeCount + 1);
  for (const arc of arcs) firstArc[arc.from + 1]!++;
  for (let n = 0; n < nodeCount; n++) firstArc[n + 1]! += firstArc[n]!;
  const next = firstArc.slice(0, nodeCount);
  const graph: Graph = {
    nodeCount,
    firstArc,
    head: new Int32Array(arcs.length),
    minutes: new Float64Array(arcs.length),
    metres: new Float64Array(arcs.length),
    road: new Int32Array(arcs.length),
  };
  for (const arc of arcs) {
    const at = next[arc.from]!++;
    graph.head[at] = arc.to;
    graph.minutes[at] = arc.minutes;
    graph.metres[at] = arc.metres;
    graph.road[at] = arc.road;
  }
  return graph;
}

/** Where a search starts: a node, reached already after these minutes and metres. */
export interface Seed {
  readonly node: number;
  readonly minutes: number;
  readonly metres: number;
}

/** The outcome of a search; its arrays are overwritten by the next one. */
export interface ShortestTimes {
  readonly minutes: Float64Array;
  readonly metres: Float64Array;
  /** The node before on the quickest way, or -1 at a seed. */
  readonly previousNode: Int32Array;
  readonly previousRoad: Int32Array;
  /** Which seed the quickest way began from; -1 where none reaches. */
  readonly seed: Int32Array;
}

/** A search over one graph that may be run again and again without allocating. */
export function createSearch(graph: Graph): (seeds: readonly Seed[]) => ShortestTimes {
  const { nodeCount, firstArc, head } = graph;
  const result: ShortestTimes = {
    minutes: new Float64Array(nodeCount),
    metres: new Float64Array(nodeCount),
    previousNode: new Int32Array(nodeCount),
    previousRoad: new Int32Array(nodeCount),
    seed: new Int32Array(nodeCount),
  };
  const { minutes, metres, previousNode, previousRoad, seed } = result;
  // Each arc and each seed puts at most one entry into the heap.
  let capacity = graph.head.length + 64;
  let heapNode = new Int32Array(capacity);
  let heapKey = new Float64Array(capacity);
  let size = 0;

  function push(node: number, key: number): void {
    if (size === capacity) grow();
    let at = size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heapKey[parent]! <= key) break;
      heapKey[at] = heapKey[parent]!;
      heapNode[at] = heapNode[parent]!;
      at = parent;
    }
    heapKey[at] = key;
    heapNode[at] = node;
  }

  function removeTop(): void {
    const key = heapKey[--size]!;
    const node = heapNode[size]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && heapKey[child + 1]! < heapKey[child]!) child++;
      if (heapKey[child]! >= key) break;
      heapKey[at] = heapKey[child]!;
      heapNode[at] = heapNode[child]!;
      at = child;
    }
    heapKey[at] = key;
    heapNode[at] = node;
  }

  function grow(): void {
    capacity *= 2;
    const [nodes, keys] = [heapNode, heapKey];
    heapNode = new Int32Array(capacity);
    heapKey = new Float64Array(capacity);
    heapNode.set(nodes);
    heapKey.set(keys);
  }

  return function search(seeds: readonly Seed[]): ShortestTimes {
    minutes.fill(Infinity);
    metres.fill(Infinity);
    previousNode.fill(-1);
    previousRoad.fill(-1);
    seed.fill(-1);
    size = 0;
    seeds.forEach((start, i) => {
      if (start.minutes >= minutes[start.node]!) return;
      minutes[start.node] = start.minutes;
      metres[start.node] = start.metres;
      seed[start.node] = i;
      push(start.node, start.minutes);
    });
    while (size > 0) {
      const node = heapNode[0]!;
      const reachedAt = heapKey[0]!;
      removeTop();
      if (reachedAt > minutes[node]!) continue;
      for (let arc = firstArc[node]!; arc < firstArc[node + 1]!; arc++) {
        const next = head[arc]!;
        const at = reachedAt + graph.minutes[arc]!;
        if (at >= minutes[next]!) continue;
        minutes[next] = at;
        metres[next] = metres[node]! + graph.metres[arc]!;
        previousNode[next] = node;
        previousRoad[next] = graph.road[arc]!;
        seed[next] = seed[node]!;
        push(next, at);
      }
    }
    return result;
  };
}
