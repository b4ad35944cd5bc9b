/** What a matrix of 350 points costs on a network of 1,024 nodes: `node packages/road-network/bench.ts`. */
import { createRoadNetwork, parseRoadData } from './src/index.ts';

const side = 32;
const nodes = Array.from({ length: side * side }, (_, i) => ({
  id: `n${i}`,
  name: `Node ${i}`,
  lat: 54 + Math.floor(i / side) / 25 + Math.sin(i) / 100,
  lon: -8 + (i % side) / 14 + Math.cos(i) / 60,
}));
const roads = nodes.flatMap((_, i) => [
  ...((i + 1) % side ? [{ from: `n${i}`, to: `n${i + 1}`, class: 'secondary', km: 5.5 }] : []),
  ...(i + side < nodes.length ? [{ from: `n${i}`, to: `n${i + side}`, class: 'primary', km: 5 }] : []),
]);
const carKmh = { motorway: 100, dual: 86, primary: 64, secondary: 55, minor: 44, urban: 27 };
const network = createRoadNetwork(parseRoadData({ nodes, roads: { carKmh, roads } }));
const points = Array.from({ length: 350 }, (_, i) => ({ lat: 54 + ((i * 7919) % 1200) / 1000, lon: -8 + ((i * 104_729) % 2200) / 1000 }));

for (let run = 1; run <= 5; run++) {
  const start = performance.now();
  network.matrix(points, 'car');
  console.log(`350 × 350 by car, run ${run}: ${(performance.now() - start).toFixed(0)} ms`);
}
