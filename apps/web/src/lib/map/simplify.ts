/** Line simplification after Ramer, Douglas and Peucker: no point further than the tolerance is lost. */

export type LonLat = readonly [lon: number, lat: number];

const metresPerDegree = 111_320;

export function simplified(line: readonly LonLat[], toleranceMetres: number): readonly LonLat[] {
  if (line.length < 3) return line.map(rounded);
  const squeeze = Math.cos(((line[0]?.[1] ?? 0) * Math.PI) / 180);
  const kept = new Uint8Array(line.length);
  kept[0] = kept[line.length - 1] = 1;
  const spans: [number, number][] = [[0, line.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    let [farthest, distance] = [-1, toleranceMetres];
    for (let i = from + 1; i < to; i++) {
      const away = distanceToSpan(line, i, from, to, squeeze);
      if (away > distance) [farthest, distance] = [i, away];
    }
    if (farthest < 0) continue;
    kept[farthest] = 1;
    spans.push([from, farthest], [farthest, to]);
  }
  return line.filter((_, i) => kept[i] === 1).map(rounded);
}

const rounded = ([lon, lat]: LonLat): LonLat => [Math.round(lon * 1e4) / 1e4, Math.round(lat * 1e4) / 1e4];

function distanceToSpan(line: readonly LonLat[], index: number, from: number, to: number, squeeze: number): number {
  const [px, py] = line[index] as LonLat;
  const [ax, ay] = line[from] as LonLat;
  const [bx, by] = line[to] as LonLat;
  const [dx, dy] = [(bx - ax) * squeeze, by - ay];
  const [x, y] = [(px - ax) * squeeze, py - ay];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, (x * dx + y * dy) / length));
  return Math.hypot(x - t * dx, y - t * dy) * metresPerDegree;
}
