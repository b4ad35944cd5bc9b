import { arch, battlements, box, disc, path, repeat, shape, stroke, tree, wall, type Scene } from '../draw.ts';
import { ground, gulls } from '../scenery.ts';

/** A square or round tower with a battered foot, battlements and slits. */
function tower({ ink, chance }: Scene, x: number, foot: number, width: number, height: number, ruined: boolean): string {
  const top = foot - height;
  const body = ruined
    ? shape(
        ink.stone,
        [x, foot],
        [x, top + 10],
        [x + width * 0.2, top],
        [x + width * 0.36, top + 12],
        [x + width * 0.55, top + 6],
        [x + width * 0.7, top + 24],
        [x + width, top + 30],
        [x + width, foot],
      )
    : box(ink.stone, x, top, width, height) +
      battlements(ink.stone, x - 2, top, width + 4, 7) +
      box(ink.stoneLight, x - 2, top, width + 4, 3.5);
  return (
    body +
    box(ink.stoneDark, x + width * 0.74, ruined ? top + 30 : top + 4, width * 0.26, height - (ruined ? 30 : 4)) +
    box(ink.night && chance.odds(0.6) ? ink.glass : ink.ink, x + width * 0.38, top + height * 0.36, 3.4, 12, 1.7) +
    box(ink.ink, x + width * 0.38, top + height * 0.64, 3.4, 10, 1.7)
  );
}

export function castle(scene: Scene): string {
  const { chance, ink, terrain } = scene;
  const ruined = chance.odds(0.45);
  const middle = chance.between(140, 176);
  const foot = terrain === 'coast' ? ground - 18 : ground;
  const spread = chance.between(52, 74);
  const keep = chance.between(58, 82);
  const gate = chance.between(18, 24);
  const curtain = chance.between(30, 42);
  const crag =
    terrain === 'coast'
      ? shape(
          ink.basalt,
          [middle - spread - 46, 200],
          [middle - spread - 30, foot + 24],
          [middle - spread - 22, foot + 6],
          [middle - spread - 8, foot - 2],
          [middle + spread + 26, foot - 2],
          [middle + spread + 32, foot + 16],
          [middle + spread + 52, foot + 34],
          [middle + spread + 60, 200],
        ) +
        shape(
          ink.stoneDark,
          [middle - spread + 4, 200],
          [middle - spread + 14, foot + 20],
          [middle - spread + 34, foot + 6],
          [middle - 8, foot + 12],
          [middle - 22, 200],
        ) +
        shape(
          ink.roof,
          [middle + 18, 200],
          [middle + 30, foot + 22],
          [middle + spread - 4, foot + 8],
          [middle + spread + 22, foot + 30],
          [middle + spread + 18, 200],
        ) +
        path(
          ink.turf,
          `M${middle - spread - 20} ${foot + 4}q${spread + 20} -14 ${spread * 2 + 48} 0l-6 6q${-spread} -6 ${-spread * 2 - 30} 2Z`,
        )
      : path(ink.turf, `M${middle - spread - 60} ${foot + 8}q${spread + 50} -30 ${spread * 2 + 130} 0v20H${middle - spread - 60}Z`);
  return (
    crag +
    box(ink.stoneLight, middle - spread, foot - curtain, spread * 2, curtain) +
    battlements(ink.stoneLight, middle - spread, foot - curtain, spread * 2, 6) +
    tower(scene, middle - spread - 14, foot, chance.between(26, 32), chance.between(56, 74), ruined) +
    tower(scene, middle + chance.between(4, 16), foot, 38, keep, ruined && chance.odds(0.5)) +
    tower(scene, middle + spread - 10, foot, chance.between(22, 28), chance.between(44, 62), false) +
    arch(ink.stoneDark, middle - 28 - gate / 2 - 3, foot - gate * 1.35 - 3, gate + 6, gate * 1.35 + 3) +
    arch(ink.ink, middle - 28 - gate / 2, foot - gate * 1.35, gate, gate * 1.35) +
    (ruined
      ? ''
      : stroke(ink.ink, 1.6, `M${middle + 33} ${foot - keep - 4}v-24`) +
        shape(ink.fuchsia, [middle + 33.8, foot - keep - 28], [middle + 52, foot - keep - 23], [middle + 33.8, foot - keep - 17])) +
    gulls(scene)
  );
}

export function fort(scene: Scene): string {
  const { chance, ink, terrain } = scene;
  const middle = chance.between(144, 176);
  const foot = ground;
  if (terrain === 'coast' || terrain === 'lough') {
    const height = chance.between(52, 64);
    return (
      path(ink.turf, `M${middle - 110} ${foot + 14}q110 -34 220 0v30h-220Z`) +
      path(ink.stone, `M${middle - 46} ${foot}L${middle - 36} ${foot - height}H${middle + 36}L${middle + 46} ${foot}Z`) +
      path(ink.stoneDark, `M${middle + 46} ${foot}L${middle + 36} ${foot - height}H${middle + 20}L${middle + 26} ${foot}Z`) +
      box(ink.stoneLight, middle - 39, foot - height - 6, 78, 9, 2) +
      arch(ink.ink, middle - 8, foot - height * 0.62, 14, 20) +
      box(ink.ink, middle - 28, foot - height * 0.5, 5, 9) +
      stroke(ink.ink, 5, `M${middle - 2} ${foot - height - 9}l26 -6`) +
      wall(scene, middle - 112, foot + 16, 66) +
      wall(scene, middle + 50, foot + 16, 70) +
      gulls(scene)
    );
  }
  const height = chance.between(78, 96);
  const width = chance.between(44, 54);
  const left = middle - width / 2;
  return (
    path(ink.turf, `M${middle - 120} ${foot + 12}q120 -34 240 0v30h-240Z`) +
    box(ink.stone, left, foot - height, width, height) +
    box(ink.stoneDark, left + width * 0.72, foot - height, width * 0.28, height) +
    shape(ink.roof, [left + 4, foot - height], [middle, foot - height - 24], [left + width - 4, foot - height]) +
    battlements(ink.stone, left - 3, foot - height, width + 6, 7) +
    box(ink.stoneLight, left - 3, foot - height, width + 6, 4) +
    path(ink.stoneLight, `M${left - 8} ${foot - height + 2}h14v22l-7 9l-7 -9Z`) +
    box(ink.ink, left - 3, foot - height + 9, 3, 9) +
    box(ink.night ? ink.glass : ink.ink, middle - 6, foot - height * 0.66, 8, 13, 1) +
    box(ink.ink, middle - 4, foot - height * 0.4, 4, 11) +
    arch(ink.ink, middle - 7, foot - 20, 14, 20) +
    box(ink.stoneLight, left - 62, foot - 20, 62, 22) +
    battlements(ink.stoneLight, left - 62, foot - 20, 62, 4) +
    box(ink.stoneLight, left + width, foot - 20, 58, 22) +
    battlements(ink.stoneLight, left + width, foot - 20, 58, 4)
  );
}

export function historicHouse(scene: Scene): string {
  const { chance, ink } = scene;
  const bays = chance.pick([5, 7] as const);
  const bay = bays === 5 ? 26 : 21;
  const width = bays * bay + 14;
  const left = 160 - width / 2;
  const height = chance.between(52, 62);
  const foot = ground + 2;
  const top = foot - height;
  const face = chance.pick([ink.limewash, ink.sand, ink.stoneLight, ink.path] as const);
  const window = (x: number, y: number, h: number): string =>
    box(ink.night ? ink.glass : ink.basalt, x, y, 8.4, h) + box(ink.limewash, x, y + h / 2 - 0.6, 8.4, 1.2);
  const centre = Math.floor(bays / 2);
  return (
    path(ink.turf, `M0 ${foot + 2}C90 ${foot - 10} 230 ${foot - 10} 320 ${foot + 2}V200H0Z`) +
    tree(scene, left - 26, foot + 4, 66) +
    tree(scene, left + width + 28, foot + 4, 58) +
    shape(ink.roof, [left - 4, top], [left + 16, top - 19], [left + width - 16, top - 19], [left + width + 4, top]) +
    box(ink.stoneDark, left + 24, top - 30, 11, 20) +
    box(ink.stoneDark, left + width - 35, top - 30, 11, 20) +
    box(face, left, top, width, height) +
    box(ink.stone, left - 3, top - 1.5, width + 6, 4) +
    repeat(bays, (i) =>
      i === centre
        ? ''
        : window(left + 7 + i * bay + (bay - 8.4) / 2, top + height * 0.16, 14) +
          window(left + 7 + i * bay + (bay - 8.4) / 2, top + height * 0.56, 16),
    ) +
    shape(ink.stone, [160 - bay * 1.05, top + 4], [160, top - 14], [160 + bay * 1.05, top + 4]) +
    window(155.8, top + height * 0.2, 14) +
    repeat(
      4,
      (i) =>
        box(ink.limewash, 160 - bay + 2 + i * ((bay * 2 - 8) / 3), top + 4, 4, height - 4) +
        box(ink.stone, 160 - bay + 4.8 + i * ((bay * 2 - 8) / 3), top + 4, 1.2, height - 4),
    ) +
    arch(ink.deep, 154, foot - 22, 12, 22) +
    box(ink.stoneLight, 160 - bay - 4, foot - 2, bay * 2 + 8, 4) +
    path(ink.path, `M${152} ${foot + 2}h16q8 20 34 42h-84q28 -20 34 -42Z`) +
    disc(ink.leaf, left + 12, foot + 2, 7, 6) +
    disc(ink.leaf, left + width - 12, foot + 2, 7, 6)
  );
}

export function earthwork(scene: Scene): string {
  const { chance, ink } = scene;
  const middle = chance.between(146, 174);
  const rings = chance.whole(2, 3);
  const motte = chance.odds(0.4);
  const ring = (r: number, y: number): string =>
    disc(ink.moss, middle, y, r, r * 0.24) +
    disc(ink.grass, middle, y - 6, r * 0.985, r * 0.225) +
    disc(ink.leaf, middle, y - 2, r * 0.86, r * 0.18);
  return (
    path(ink.near, `M0 ${ground - 4}C90 ${ground - 16} 230 ${ground - 16} 320 ${ground - 4}V200H0Z`) +
    repeat(rings, (i) => ring(128 - i * 34, ground + 8 - i * 5)) +
    (motte
      ? path(
          ink.grass,
          `M${middle - 44} ${ground - 6}C${middle - 30} ${ground - 20} ${middle - 26} ${ground - 58} ${middle - 20} ${ground - 60}h42C${middle + 28} ${ground - 56} ${middle + 30} ${ground - 20} ${middle + 46} ${ground - 6}q-46 12 -90 0Z`,
        ) +
        path(
          ink.turf,
          `M${middle + 22} ${ground - 60}C${middle + 28} ${ground - 56} ${middle + 30} ${ground - 20} ${middle + 46} ${ground - 6}q-12 4 -26 5q2 -30 -8 -58Z`,
        ) +
        tree(scene, middle - 2, ground - 58, 36)
      : disc(ink.grass, middle, ground - 10, 38, 10) + tree(scene, middle + chance.between(-14, 14), ground - 8, chance.between(44, 56))) +
    path(ink.path, `M${middle - 7} ${ground + 2}q-18 20 -54 42h22q24 -20 40 -42Z`)
  );
}
