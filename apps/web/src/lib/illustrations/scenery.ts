/** What lies behind and around a subject: sky, far hills and the ground of its terrain. */

import { bird, box, conifer, disc, path, repeat, shape, stroke, tree, wall, type Scene } from './draw.ts';

/** Where a subject stands, from the top of the 320 × 200 picture. */
export const ground = 158;

export function sky({ chance, ink }: Scene): string {
  const mood = chance.pick(ink.skies);
  const x = chance.between(36, 284);
  const y = chance.between(26, 70);
  const r = chance.between(11, 19);
  const horizon = chance.between(84, 104);
  const light = ink.night
    ? disc(mood.sun, x, y, r * 0.7) +
      disc(mood.top, x + r * 0.35, y - r * 0.2, r * 0.62) +
      repeat(9, () => disc(ink.limewash, chance.between(4, 316), chance.between(4, 74), chance.between(0.5, 1.2)))
    : `<g opacity=".5">${disc(mood.sun, x, y, r * 1.7)}</g>${disc(mood.sun, x, y, r)}`;
  return (
    box(mood.top, 0, 0, 320, 200) +
    path(
      mood.low,
      `M0 ${horizon}C${chance.between(60, 110)} ${horizon - 22} ${chance.between(190, 240)} ${horizon + 14} 320 ${horizon - 12}V200H0Z`,
    ) +
    light +
    `<g opacity="${ink.night ? 0.35 : 0.85}">${repeat(chance.whole(1, 3), () => cloud(ink.cloud, chance.between(-10, 280), chance.between(14, 66), chance.between(34, 74)))}</g>`
  );
}

const cloud = (fill: string, x: number, y: number, width: number): string =>
  path(
    fill,
    `M${x} ${y + 8}q${width * 0.06} ${-9} ${width * 0.26} ${-7}q${width * 0.12} ${-11} ${width * 0.34} ${-4}q${width * 0.22} ${-4} ${width * 0.4} ${11}Z`,
  );

/** A rolling ridge from edge to edge, filled down to the bottom. */
export function ridge(scene: Scene, fill: string, y: number, swell: number): string {
  const { chance } = scene;
  let d = `M0 ${y + chance.between(-swell, swell)}`;
  let x = 0;
  while (x < 320) {
    const step = chance.between(54, 110);
    d += `q${step / 2} ${-chance.between(0.3, 1.6) * swell} ${step} ${chance.between(-0.4, 0.4) * swell}`;
    x += step;
  }
  return path(fill, `${d}V200H0Z`);
}

/** A range of peaks. */
export function peaks(scene: Scene, fill: string, y: number, height: number): string {
  const { chance } = scene;
  let d = `M-10 ${y}`;
  let x = -10;
  while (x < 330) {
    const width = chance.between(60, 120);
    const peak = height * chance.between(0.45, 1);
    d += `C${x + width * 0.3} ${y - peak * 0.5} ${x + width * 0.4} ${y - peak} ${x + width * 0.5} ${y - peak}S${x + width * 0.75} ${y - peak * 0.35} ${x + width} ${y - chance.between(0, height * 0.25)}`;
    x += width;
  }
  return path(fill, `${d}V200H0Z`);
}

export function water(scene: Scene, y: number, bottom = 200, fill = scene.ink.sea): string {
  const { chance, ink } = scene;
  return (
    box(fill, 0, y, 320, bottom - y) +
    stroke(
      ink.wave,
      1.6,
      repeat(Math.ceil((bottom - y) / 7), (i) => {
        const at = y + 5 + i * 6.5;
        return `M${chance.between(4, 150)} ${at}h${chance.between(14, 46)}M${chance.between(160, 270)} ${at + 2}h${chance.between(12, 44)}`;
      }),
    )
  );
}

/** Everything between the sky and the subject's feet. */
export function land(scene: Scene): string {
  const { chance, ink, terrain } = scene;
  switch (terrain) {
    case 'coast':
      return (
        ridge(scene, ink.far, 108, 9) +
        water(scene, 112, 170) +
        path(
          ink.near,
          `M0 ${chance.between(132, 146)}C60 ${chance.between(134, 150)} 110 ${ground - 4} 190 ${ground - 6}S280 ${chance.between(150, 160)} 320 ${chance.between(138, 158)}V200H0Z`,
        ) +
        path(ink.turf, `M0 176C80 164 220 182 320 168V200H0Z`) +
        tufts(scene)
      );
    case 'lough':
      return (
        ridge(scene, ink.far, 96, 14) +
        ridge(scene, ink.mid, 112, 8) +
        water(scene, 118, 160) +
        path(ink.near, `M0 ${chance.between(146, 152)}C90 ${ground - 12} 200 ${ground} 320 ${chance.between(144, 152)}V200H0Z`) +
        path(ink.turf, 'M0 182C110 170 200 186 320 176V200H0Z') +
        reeds(scene, chance.pick([6, 262]), 168)
      );
    case 'upland':
      return (
        peaks(scene, ink.far, 124, 56) +
        peaks(scene, ink.mid, 138, 34) +
        ridge(scene, ink.near, 146, 7) +
        path(ink.heather, 'M0 176C60 166 120 180 170 174S280 166 320 172V200H0Z') +
        path(ink.turf, 'M0 188C100 178 220 194 320 184V200H0Z')
      );
    case 'farmland':
      return (
        ridge(scene, ink.far, 108, 12) +
        ridge(scene, ink.mid, 124, 10) +
        ridge(scene, ink.grass, 140, 8) +
        stroke(
          ink.leaf,
          2.4,
          `M0 ${chance.between(134, 144)}q50 -6 96 3t70 -6M${chance.between(196, 220)} 146q40 -12 110 -6M${chance.between(84, 110)} 138l${chance.between(-16, 16)} 16`,
        ) +
        path(ink.near, `M0 ${ground - 6}C100 ${ground - 14} 220 ${ground + 2} 320 ${ground - 8}V200H0Z`) +
        wall(scene, -4, 196, chance.between(70, 110)) +
        wall(scene, chance.between(230, 262), 196, 100)
      );
    case 'woodland':
      return (
        ridge(scene, ink.far, 104, 12) +
        repeat(15, (i) => conifer(ink.mid, i * 23 + chance.between(-8, 8), 142, chance.between(34, 58))) +
        repeat(5, (i) => (i === 2 ? '' : tree(scene, i * 76 + chance.between(-8, 18), 156, chance.between(54, 78)))) +
        path(ink.near, `M0 ${ground - 8}C100 ${ground - 14} 220 ${ground} 320 ${ground - 10}V200H0Z`) +
        path(ink.turf, 'M0 182C110 172 210 188 320 178V200H0Z') +
        tufts(scene)
      );
    case 'town':
      return (
        ridge(scene, ink.far, 100, 10) +
        roofs(scene, ink.mid, 116, 20) +
        roofs(scene, ink.far, 132, 26) +
        box(ink.stoneLight, 0, ground - 8, 320, 50) +
        box(ink.path, 0, ground + 8, 320, 34) +
        stroke(
          ink.stone,
          1.2,
          `M0 ${ground + 8}H320M0 182H320M40 ${ground + 8}l-12 34M110 ${ground + 8}l-6 34M210 ${ground + 8}l6 34M284 ${ground + 8}l12 34`,
        )
      );
  }
}

function roofs({ chance, ink }: Scene, fill: string, y: number, depth: number): string {
  let out = '';
  for (let x = -12; x < 324; ) {
    const width = chance.between(24, 46);
    const top = y - chance.between(4, depth);
    out += chance.odds(0.62)
      ? shape(fill, [x, 160], [x, top], [x + width / 2, top - chance.between(8, 15)], [x + width, top], [x + width, 160])
      : box(fill, x, top - 5, width, 160 - top);
    if (chance.odds(0.5)) out += box(fill, x + width * 0.68, top - 16, 5, 16);
    if (chance.odds(0.55))
      out += box(ink.night ? ink.glass : ink.limewash, x + width * 0.3, top + 8, 4, 6) + box(ink.limewash, x + width * 0.6, top + 8, 4, 6);
    x += width;
  }
  return out;
}

export function tufts({ chance, ink }: Scene): string {
  const gorse = chance.odds(0.55);
  return repeat(6, () => {
    const x = chance.between(4, 312);
    const y = chance.between(178, 196);
    return (
      stroke(ink.moss, 1.6, `M${x} ${y}q-1 -6 -4 -8M${x} ${y}v-9M${x} ${y}q1 -6 4 -7`) +
      (gorse ? disc(ink.gorse, x - 4, y - 9, 1.9) + disc(ink.gorse, x + 1, y - 11, 2.1) + disc(ink.gorse, x + 5, y - 8, 1.8) : '')
    );
  });
}

export const reeds = ({ chance, ink }: Scene, x: number, y: number): string =>
  repeat(11, (i) => {
    const at = x + i * 5;
    const height = chance.between(18, 36);
    return (
      stroke(ink.moss, 1.8, `M${at} ${y + 10}q${chance.between(-3, 3)} ${-height / 2} ${chance.between(-4, 4)} ${-height}`) +
      (i % 3 === 0 ? box(ink.brickDark, at - 1.5, y - height + 6, 3, 9, 1.5) : '')
    );
  });

export const gulls = ({ chance, ink }: Scene): string =>
  repeat(chance.whole(2, 4), () =>
    bird(ink.night ? ink.foam : ink.basalt, chance.between(30, 290), chance.between(24, 80), chance.between(3.5, 6)),
  );
