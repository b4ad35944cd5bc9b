import { arch, box, disc, path, repeat, shape, stroke, tree, walker, type Scene } from '../draw.ts';
import { ground } from '../scenery.ts';

export function museum(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 6;
  const columns = chance.pick([4, 6] as const);
  const width = columns === 4 ? 124 : 156;
  const left = 160 - width / 2;
  const height = chance.between(46, 54);
  const banner = chance.pick([ink.fuchsia, ink.deep, ink.moss, ink.heather] as const);
  return (
    box(ink.stoneLight, left - 44, foot - height + 8, width + 88, height - 8) +
    box(ink.stone, left - 46, foot - height + 5, width + 92, 5) +
    box(banner, left - 32, foot - height + 16, 15, 30) +
    disc(ink.limewash, left - 24.5, foot - height + 27, 4.4) +
    box(banner, left + width + 17, foot - height + 16, 15, 30) +
    shape(
      ink.limewash,
      [left + width + 24.5, foot - height + 21],
      [left + width + 29.5, foot - height + 32],
      [left + width + 19.5, foot - height + 32],
    ) +
    shape(ink.stone, [left - 6, foot - height], [160, foot - height - 32], [left + width + 6, foot - height]) +
    shape(ink.stoneLight, [left + 14, foot - height - 4], [160, foot - height - 25], [left + width - 14, foot - height - 4]) +
    disc(ink.stone, 160, foot - height - 10, 5.4) +
    box(ink.stoneLight, left - 4, foot - height, width + 8, 7) +
    box(ink.night ? ink.copper : ink.basalt, left + 4, foot - height + 7, width - 8, height - 7) +
    arch(ink.night ? ink.glass : ink.ink, 152, foot - 32, 16, 32) +
    repeat(columns, (i) => {
      const x = left + 5 + i * ((width - 20) / (columns - 1));
      return box(ink.limewash, x, foot - height + 7, 10, height - 7) + box(ink.stoneLight, x + 6.6, foot - height + 7, 3.4, height - 7);
    }) +
    repeat(3, (i) => box(i % 2 ? ink.stone : ink.stoneLight, left - 6 - i * 6, foot + i * 4, width + 12 + i * 12, 4.4)) +
    walker(scene, chance.between(94, 130), foot + 24, 24, ink.gorse)
  );
}

export function gallery(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 8;
  const left = chance.between(66, 84);
  const hill = chance.between(20, 32);
  return (
    repeat(3, (i) => shape(ink.roof, [left + i * 58, foot - 76], [left + i * 58 + 40, foot - 100], [left + i * 58 + 58, foot - 76])) +
    repeat(3, (i) => shape(ink.glass, [left + i * 58 + 41, foot - 98], [left + i * 58 + 57, foot - 77], [left + i * 58 + 41, foot - 77])) +
    box(ink.limewash, left, foot - 77, 174, 77) +
    box(ink.stoneLight, left, foot - 77, 174, 4) +
    box(ink.copper, left + 14, foot - 64, 92, 56) +
    box(ink.night ? ink.wave : ink.skies[1].top, left + 18, foot - 60, 84, 48) +
    disc(ink.gorse, left + chance.between(34, 84), foot - 46, 7) +
    path(ink.sea, `M${left + 18} ${foot - 12 - hill}q20 -14 42 -2t42 -6v${hill + 8}h-84Z`) +
    path(ink.leaf, `M${left + 18} ${foot - 20}q30 -14 84 -2v10h-84Z`) +
    shape(ink.heather, [left + 40, foot - 12], [left + 62, foot - 38], [left + 86, foot - 12]) +
    box(ink.night ? ink.glass : ink.basalt, left + 122, foot - 40, 38, 40) +
    stroke(ink.limewash, 1.6, `M${left + 141} ${foot - 40}v40M${left + 122} ${foot - 20}h38`) +
    walker(scene, left + 66, foot + 18, 30, ink.fuchsia) +
    walker(scene, left + 84, foot + 20, 26, ink.deep)
  );
}

export function streetArt(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 10;
  const left = 84;
  const motif = chance.whole(0, 2);
  const [first, second, third] = chance.odds(0.5) ? [ink.fuchsia, ink.gorse, ink.deep] : [ink.deep, ink.fuchsia, ink.gorse];
  const art = [
    // a wren, larger than a door
    path(second, `M110 ${foot - 34}q12 -42 54 -40q14 -22 34 -14q12 6 10 18l14 6l-14 5q0 42 -46 46q-16 2 -30 -6l-26 14Z`) +
      path(first, `M138 ${foot - 40}q30 -26 52 2q-26 26 -52 -2Z`) +
      disc(ink.ink, 194, foot - 78, 3.2) +
      stroke(ink.ink, 2.4, `M164 ${foot - 14}v12M174 ${foot - 15}v13`),
    // a face in planes of colour
    path(second, `M122 ${foot - 6}V${foot - 62}q2 -32 36 -34q38 2 38 38v52Z`) +
      path(first, `M160 ${foot - 96}q36 4 36 38v52h-36Z`) +
      stroke(ink.ink, 3, `M132 ${foot - 60}q10 -8 20 0M168 ${foot - 60}q10 -8 20 0M160 ${foot - 58}v22l-8 4M146 ${foot - 20}q14 9 28 0`) +
      disc(third, 142, foot - 55, 4) +
      disc(third, 178, foot - 55, 4),
    // sea and sun in bands
    disc(second, 162, foot - 62, 26) +
      repeat(3, (i) =>
        path(
          i % 2 ? first : third,
          `M92 ${foot - 40 + i * 14}q17 -12 35 0t35 0t35 0t35 0V${foot - 26 + i * 14}q-17 12 -35 0t-35 0t-35 0t-35 0Z`,
        ),
      ),
  ][motif];
  return (
    box(ink.brickDark, 232, foot - 66, 90, 66) +
    shape(ink.roof, [230, foot - 66], [240, foot - 88], [322, foot - 88], [322, foot - 66]) +
    repeat(3, (i) => box(ink.night ? ink.glass : ink.limewash, 244 + i * 28, foot - 54, 13, 20)) +
    shape(ink.brick, [left, foot], [left, foot - 84], [158, foot - 122], [236, foot - 84], [236, foot]) +
    box(ink.brickDark, 146, foot - 132, 24, 20) +
    stroke(
      ink.brickDark,
      1,
      repeat(
        6,
        (i) =>
          `M${left + 2 + (i % 2) * 100} ${foot - 76 + i * 13}h${chance.between(14, 26)}M${left + 110 - (i % 2) * 90} ${foot - 70 + i * 12}h16`,
      ),
    ) +
    (art ?? '') +
    box(ink.stone, 60, foot + 4, 262, 4) +
    stroke(ink.ink, 3, `M56 ${foot + 6}V${foot - 72}q0 -12 14 -12`) +
    disc(ink.gorse, 72, foot - 82, 5) +
    walker(scene, 40, foot + 20, 34, ink.moss)
  );
}

export function sculpture(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 10;
  const metal = chance.pick([ink.copper, ink.deep, ink.basalt] as const);
  if (chance.odds(0.5)) {
    const height = chance.between(78, 96);
    return (
      tree(scene, 62, foot + 2, 58) +
      tree(scene, 262, foot + 2, 66) +
      box(ink.stoneLight, 128, foot - 6, 64, 8) +
      box(ink.stone, 136, foot - 22, 48, 18) +
      shape(ink.stoneLight, [148, foot - 22], [151, foot - height], [169, foot - height], [172, foot - 22]) +
      shape(ink.stone, [172, foot - 22], [169, foot - height], [163, foot - height], [164, foot - 22]) +
      box(ink.stone, 147, foot - height - 5, 26, 6) +
      path(metal, `M151 ${foot - height - 5}q0 -26 9 -28q10 2 9 28Z`) +
      disc(metal, 160, foot - height - 37, 5.4) +
      stroke(metal, 4, `M166 ${foot - height - 26}l12 -14`)
    );
  }
  return (
    disc(ink.stoneLight, 160, foot + 2, 66, 9) +
    disc(ink.stone, 160, foot - 2, 52, 7) +
    disc(metal, 160, foot - 18, 17) +
    stroke(ink.wave, 2.4, `M146 ${foot - 24}q14 9 28 0M144 ${foot - 14}q16 9 32 0`) +
    stroke(metal, 6, `M156 ${foot - 34}l3 -34M166 ${foot - 34}l-4 -34`) +
    path(metal, `M151 ${foot - 62}q2 -34 10 -36q9 2 9 36Z`) +
    disc(metal, 160, foot - 103, 6) +
    stroke(metal, 4.6, `M156 ${foot - 90}q-20 -2 -24 -24M165 ${foot - 90}q20 -2 24 -24`) +
    `<circle cx="160" cy="${foot - 124}" r="30" fill="none" stroke="${ink.gorse}" stroke-width="4.4"/>` +
    walker(scene, 92, foot + 16, 26, ink.fuchsia)
  );
}

export function theatre(scene: Scene): string {
  const { chance, ink } = scene;
  const red = chance.odds(0.6) ? ink.fuchsia : ink.heather;
  const player = chance.whole(0, 2);
  const instrument = [
    // fiddle
    path(ink.copper, 'M152 136c-9 -6 -10 -18 0 -22c-5 -10 2 -17 9 -17s14 7 9 17c10 4 9 16 0 22c-6 3 -12 3 -18 0Z') +
      stroke(ink.ink, 3, 'M161 110V68') +
      stroke(ink.limewash, 0.9, 'M159.6 132V72M162.4 132V72') +
      stroke(ink.brickDark, 2, 'M132 138L190 92'),
    // harp
    stroke(ink.copper, 5, 'M140 140L146 74Q176 84 186 72Q188 108 140 140') +
      stroke(
        ink.gorse,
        1,
        repeat(6, (i) => `M${149 + i * 6} ${84 + (i % 2)}V${130 - i * 7}`),
      ),
    // bodhrán
    disc(ink.brickDark, 160, 110, 31) +
      disc(ink.sand, 160, 110, 27) +
      stroke(ink.brickDark, 1.6, 'M141 96l38 28M179 96l-38 28') +
      stroke(ink.copper, 5, 'M186 88l22 -18'),
  ][player];
  return (
    box(ink.brickDark, 40, 34, 240, 140) +
    box(ink.ink, 62, 50, 196, 118) +
    path(ink.night ? ink.heather : ink.basalt, 'M160 50L92 168H228Z') +
    path(ink.night ? ink.copper : ink.gorse, 'M160 50L120 160H200Z') +
    disc(ink.sand, 160, 156, 50, 9) +
    instrument +
    repeat(2, (side) => {
      const mirror = side === 0 ? '' : ' transform="matrix(-1 0 0 1 320 0)"';
      return `<g${mirror}>${path(red, 'M62 50H112Q106 112 76 128Q84 146 78 168H62Z')}${stroke(ink.brickDark, 2, 'M72 54Q74 96 68 124M86 54Q84 92 72 122M100 54Q96 88 80 118')}</g>`;
    }) +
    path(red, `M56 44H264V60q-13 14 -26 0t-26 0t-26 0t-26 0t-26 0t-26 0t-26 0t-26 0Z`) +
    box(ink.gorse, 52, 36, 216, 9, 2) +
    box(ink.copper, 44, 166, 232, 10) +
    repeat(5, (i) => disc(ink.gorse, 76 + i * 42, 171, 2.6)) +
    repeat(8, (i) => disc(ink.ink, 34 + i * 36, 199 + (i % 2) * 3, 13))
  );
}

export function citySight(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 8;
  if (!/hall|parliament|stormont|court|house/.test(scene.seed)) {
    const width = chance.between(30, 36);
    const height = chance.between(84, 98);
    const left = 160 - width / 2;
    return (
      box(ink.stone, left - 8, foot - 22, width + 16, 22) +
      box(ink.stoneLight, left, foot - height, width, height) +
      box(ink.stone, left + width * 0.72, foot - height, width * 0.28, height) +
      repeat(2, (i) => arch(ink.night ? ink.glass : ink.basalt, left + 6 + i * (width / 2 - 2), foot - height * 0.55, 7, 22)) +
      box(ink.stone, left - 4, foot - height - 3, width + 8, 6) +
      box(ink.stoneLight, left - 1, foot - height - 30, width + 2, 28) +
      disc(ink.limewash, 160, foot - height - 16, 10.5) +
      stroke(ink.ink, 1.8, `M160 ${foot - height - 23}v7l5 3`) +
      box(ink.stone, left - 5, foot - height - 33, width + 10, 5) +
      shape(ink.roof, [left - 1, foot - height - 33], [160, foot - height - 66], [left + width + 1, foot - height - 33]) +
      arch(ink.ink, 153, foot - 20, 14, 20) +
      box(ink.brick, 28, foot - 52, 86, 52) +
      shape(ink.roof, [24, foot - 52], [36, foot - 68], [106, foot - 68], [118, foot - 52]) +
      repeat(4, (i) => box(ink.night ? ink.glass : ink.limewash, 36 + i * 20, foot - 42, 9, 15)) +
      repeat(3, (i) => arch(ink.basalt, 36 + i * 26, foot - 20, 18, 20)) +
      box(ink.limewash, 210, foot - 58, 82, 58) +
      box(ink.roof, 206, foot - 64, 90, 7) +
      repeat(
        3,
        (i) => box(ink.night ? ink.glass : ink.basalt, 220 + i * 24, foot - 48, 11, 18) + box(ink.deep, 218 + i * 24, foot - 22, 15, 22),
      ) +
      walker(scene, chance.between(118, 140), foot + 22, 26, ink.fuchsia)
    );
  }
  return (
    box(ink.stoneLight, 62, foot - 50, 196, 50) +
    box(ink.stone, 58, foot - 54, 204, 6) +
    repeat(
      2,
      (i) =>
        box(ink.stoneLight, 62 + i * 166, foot - 74, 30, 30) +
        path(ink.deep, `M${62 + i * 166} ${foot - 74}q15 -28 30 0Z`) +
        box(ink.deep, 75.5 + i * 166, foot - 100, 3, 14),
    ) +
    box(ink.stoneLight, 132, foot - 80, 56, 34) +
    repeat(5, (i) => box(ink.basalt, 136 + i * 10.6, foot - 74, 5, 18, 2)) +
    path(ink.deep, `M128 ${foot - 80}C130 ${foot - 124} 190 ${foot - 124} 192 ${foot - 80}Z`) +
    path(ink.wave, `M144 ${foot - 80}q4 -26 14 -31q-6 12 -6 31ZM170 ${foot - 80}q-1 -18 -5 -30q12 10 13 30Z`) +
    box(ink.limewash, 154, foot - 122, 12, 12) +
    path(ink.deep, `M152 ${foot - 122}q8 -12 16 0Z`) +
    shape(ink.stone, [134, foot - 50], [160, foot - 66], [186, foot - 50]) +
    repeat(4, (i) => box(ink.limewash, 138 + i * 13, foot - 50, 5, 50)) +
    repeat(
      5,
      (i) =>
        arch(ink.night ? ink.glass : ink.basalt, 70 + i * 12.4, foot - 40, 7, 16) +
        arch(ink.night ? ink.glass : ink.basalt, 194 + i * 12.4, foot - 40, 7, 16),
    ) +
    path(ink.turf, `M0 ${foot + 4}H320V200H0Z`) +
    path(ink.path, `M146 ${foot}h28l34 42h-96Z`) +
    tree(scene, 30, foot + 10, 46) +
    tree(scene, 292, foot + 10, 46)
  );
}
