/** `npm run bench:travel`: travel times between all attractions, by each mode. */

import { join } from 'node:path';
import { createRoadNetwork } from '@drystone/road-network';
import { readPlacePack } from '@drystone/visit';
import { percentile, report } from './table.ts';

const { attractions, roads } = await readPlacePack(join(import.meta.dirname, '../../places/northern-ireland'));
const points = attractions.map(({ position: { lat, lon } }) => ({ lat, lon }));
console.log(`Matrix of ${points.length} × ${points.length} attractions over ${roads.nodes.length} nodes and ${roads.roads.length} roads, milliseconds\n`);

const rows = [];
for (const mode of ['car', 'cycle', 'walk'] as const) {
  const cold: number[] = [];
  let unreachable = 0;
  for (let run = 0; run < 5; run++) {
    // A network of its own each time: nothing kept from the run before.
    const network = createRoadNetwork(roads);
    const started = performance.now();
    const { durationMinutes } = network.matrix(points, mode);
    cold.push(performance.now() - started);
    unreachable = durationMinutes.filter((minutes) => minutes === Number.POSITIVE_INFINITY).length;
  }
  const network = createRoadNetwork(roads);
  network.matrix(points, mode);
  const ways: number[] = [];
  for (let i = 0; i < 500; i++) {
    const [from, to] = [points[(i * 37) % points.length]!, points[(i * 101 + 7) % points.length]!];
    const started = performance.now();
    network.route(from, to, mode);
    ways.push(performance.now() - started);
  }
  rows.push({ mode, 'matrix min': Math.min(...cold).toFixed(0), 'matrix median': percentile(cold, 0.5).toFixed(0), 'matrix max': Math.max(...cold).toFixed(0), 'one way p50': percentile(ways, 0.5).toFixed(2), 'one way p95': percentile(ways, 0.95).toFixed(2), 'pairs without a way': unreachable });
}
await report('travel', rows);
