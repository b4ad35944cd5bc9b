/** The few strokes every drawing is made of, as SVG text. */

import type { Palette } from './palette.ts';
import type { Chance } from './seed.ts';

export type Terrain = 'coast' | 'lough' | 'upland' | 'farmland' | 'woodland' | 'town';

export interface Scene {
  readonly chance: Chance;
  readonly ink: Palette;
  readonly terrain: Terrain;
  /** Slug of the place: its words can say which drawing of the kind fits. */
  readonly seed: string;
}

export type Point = readonly [number, number];

const short = (value: number): number => Math.round(value * 10) / 10;

export const path = (fill: string, d: string): string => `<path fill="${fill}" d="${d}"/>`;

export const stroke = (colour: string, width: number, d: string): string =>
  `<path fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" d="${d}"/>`;

export const shape = (fill: string, ...points: readonly Point[]): string =>
  path(fill, `M${points.map(([x, y]) => `${short(x)} ${short(y)}`).join('L')}Z`);

/** Boxes and discs all turn clockwise, so neighbours of one colour can share a path (see `joined`). */
const clockwise = (fill: string, d: string): string => `<path d="${d}" fill="${fill}"/>`;

export const box = (fill: string, x: number, y: number, width: number, height: number, round = 0): string =>
  round
    ? `<rect fill="${fill}" x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" rx="${round}"/>`
    : clockwise(fill, `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`);

export const disc = (fill: string, x: number, y: number, r: number, ry = r): string => {
  const [a, b] = [short(r), short(ry)];
  return clockwise(fill, `M${short(x - r)} ${short(y)}a${a} ${b} 0 0 1 ${short(2 * r)} 0a${a} ${b} 0 0 1 ${short(-2 * r)} 0z`);
};

/** The same picture in fewer bytes: boxes and discs of one colour that follow each other become one path. */
export function joined(svg: string): string {
  for (;;) {
    const shorter = svg.replace(/" fill="(#\w+)"\/><path d="([^"]*)" fill="\1"\/>/g, '$2" fill="$1"/>');
    if (shorter === svg) return svg;
    svg = shorter;
  }
}

/** A round-headed opening standing on `y + height`. */
export const arch = (fill: string, x: number, y: number, width: number, height: number): string => {
  const r = width / 2;
  return path(
    fill,
    `M${short(x)} ${short(y + height)}V${short(y + r)}a${short(r)} ${short(r)} 0 0 1 ${short(width)} 0V${short(y + height)}Z`,
  );
};

/** Merlons along the top of a wall. */
export const battlements = (fill: string, x: number, y: number, width: number, size = 6): string => {
  const count = Math.max(2, Math.round(width / (size * 2)));
  const step = width / (count * 2 - 1);
  return Array.from({ length: count }, (_, i) => box(fill, x + i * 2 * step, y - size, step, size + 0.5)).join('');
};

export const repeat = (count: number, draw: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => draw(index)).join('');

/** A broadleaf tree standing on (x, y). */
export const tree = ({ ink, chance }: Scene, x: number, y: number, height: number): string => {
  const r = height * 0.34;
  return (
    box(ink.stoneDark, x - height * 0.035, y - height * 0.5, height * 0.07, height * 0.5) +
    disc(ink.leaf, x, y - height * 0.66, r) +
    disc(ink.leaf, x - r * 0.7, y - height * 0.48, r * 0.7) +
    disc(ink.leaf, x + r * 0.72, y - height * 0.5, r * 0.72) +
    disc(chance.odds(0.5) ? ink.turf : ink.grass, x - r * 0.25, y - height * 0.76, r * 0.5)
  );
};

export const conifer = (fill: string, x: number, y: number, height: number): string => {
  const w = height * 0.24;
  return shape(
    fill,
    [x, y - height],
    [x + w * 0.6, y - height * 0.55],
    [x + w * 0.35, y - height * 0.55],
    [x + w, y - height * 0.08],
    [x - w, y - height * 0.08],
    [x - w * 0.35, y - height * 0.55],
    [x - w * 0.6, y - height * 0.55],
  );
};

/** A run of dry stone wall, two courses and coping stones on edge. */
export const wall = ({ ink, chance }: Scene, x: number, y: number, width: number): string => {
  let plain = '';
  let light = '';
  for (let course = 0; course < 2; course++) {
    for (let at = x; at < x + width - 3; ) {
      const length = Math.min(chance.between(9, 19), x + width - at);
      const stone = (fill: string): string => box(fill, at + 0.6, y - 13 + course * 6.5 + 0.6, length - 1.2, 5.3);
      if (chance.odds(0.5)) plain += stone(ink.stone);
      else light += stone(ink.stoneLight);
      at += length;
    }
  }
  for (let at = x; at < x + width - 2; at += 6) plain += box(ink.stone, at + 0.5, y - 13 - chance.between(4, 6.5), 5, 6);
  return box(ink.stoneDark, x, y - 13, width, 13) + plain + light;
};

/** A small flying bird. */
export const bird = (colour: string, x: number, y: number, size = 5): string =>
  stroke(
    colour,
    1.4,
    `M${x - size} ${y - size * 0.4}q${size * 0.6} ${-size * 0.2} ${size} ${size * 0.4}q${size * 0.4} ${-size * 0.6} ${size} ${-size * 0.4}`,
  );

/** A standing person, seen from behind. */
export const walker = ({ ink }: Scene, x: number, y: number, height: number, coat: string): string => {
  const h = height;
  return (
    stroke(ink.ink, h * 0.12, `M${x - h * 0.06} ${y}V${y - h * 0.4}M${x + h * 0.07} ${y}V${y - h * 0.4}`) +
    path(coat, `M${x - h * 0.16} ${y - h * 0.34}q0 ${-h * 0.42} ${h * 0.16} ${-h * 0.44}q${h * 0.17} 0 ${h * 0.17} ${h * 0.44}Z`) +
    disc(ink.brick, x, y - h * 0.86, h * 0.11)
  );
};

/** A sailing or fishing boat on the water line. */
export const boat = ({ ink }: Scene, x: number, y: number, size: number, hull: string, sail: boolean): string => {
  const body = path(hull, `M${x - size} ${y - size * 0.35}H${x + size}L${x + size * 0.7} ${y}H${x - size * 0.75}Z`);
  return sail
    ? stroke(ink.ink, 1.4, `M${x} ${y - size * 0.3}V${y - size * 1.9}`) +
        shape(ink.limewash, [x + 1.5, y - size * 1.85], [x + size * 0.85, y - size * 0.5], [x + 1.5, y - size * 0.5]) +
        shape(ink.stoneLight, [x - 1.5, y - size * 1.6], [x - size * 0.7, y - size * 0.5], [x - 1.5, y - size * 0.5]) +
        body
    : body +
        box(ink.limewash, x - size * 0.5, y - size * 0.8, size * 0.6, size * 0.46) +
        box(ink.glass, x - size * 0.4, y - size * 0.7, size * 0.4, size * 0.18) +
        stroke(ink.ink, 1.4, `M${x + size * 0.3} ${y - size * 0.3}V${y - size * 1.3}L${x + size * 0.9} ${y - size * 0.4}`);
};
