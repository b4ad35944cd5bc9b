import { arch, box, disc, path, repeat, shape, stroke, tree, wall, type Scene } from '../draw.ts';
import { ground } from '../scenery.ts';

export function church(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 2;
  const left = chance.between(66, 86);
  const towerWidth = chance.between(30, 36);
  const towerHeight = chance.between(66, 78);
  const nave = chance.between(96, 112);
  const spire = chance.odds(0.6);
  const pale = chance.odds(0.3) ? ink.limewash : ink.stoneLight;
  const x = left + 20;
  const glass = ink.night ? ink.glass : ink.deep;
  const lancet = (at: number, y: number, h: number): string => path(glass, `M${at} ${y + h}V${y + 6}q0 -5 4 -9q4 4 4 9V${y + h}Z`);
  return (
    tree(scene, left - 22, foot + 4, 60) +
    tree(scene, x + towerWidth + nave + 26, foot + 4, 52) +
    shape(
      ink.roof,
      [x + towerWidth, foot - 36],
      [x + towerWidth + 8, foot - 62],
      [x + towerWidth + nave - 8, foot - 62],
      [x + towerWidth + nave + 4, foot - 36],
    ) +
    box(pale, x + towerWidth, foot - 37, nave, 37) +
    repeat(4, (i) => lancet(x + towerWidth + 14 + i * ((nave - 24) / 4), foot - 30, 22)) +
    repeat(3, (i) => box(ink.stone, x + towerWidth + 2 + (i + 1) * ((nave - 24) / 4), foot - 34, 4, 34)) +
    box(ink.stone, x, foot - towerHeight, towerWidth, towerHeight) +
    box(ink.stoneDark, x + towerWidth * 0.74, foot - towerHeight, towerWidth * 0.26, towerHeight) +
    (spire
      ? shape(
          ink.roof,
          [x - 1, foot - towerHeight],
          [x + towerWidth / 2, foot - towerHeight - 56],
          [x + towerWidth + 1, foot - towerHeight],
        )
      : repeat(2, (i) =>
          shape(
            ink.stone,
            [x - 1 + i * (towerWidth - 6), foot - towerHeight],
            [x + 3 + i * (towerWidth - 6), foot - towerHeight - 20],
            [x + 7 + i * (towerWidth - 6), foot - towerHeight],
          ),
        ) + repeat(3, (i) => box(ink.stone, x + 7 + i * ((towerWidth - 10) / 3), foot - towerHeight - 6, 4.5, 7))) +
    lancet(x + towerWidth / 2 - 6, foot - towerHeight + 12, 20) +
    disc(ink.limewash, x + towerWidth * 0.38, foot - towerHeight + 44, 6) +
    stroke(ink.ink, 1.2, `M${x + towerWidth * 0.38} ${foot - towerHeight + 40.5}v3.5l3 2`) +
    path(ink.brickDark, `M${x + towerWidth * 0.2} ${foot}v-15q6 -12 12 0v15Z`) +
    wall(scene, -2, 192, 112) +
    wall(scene, 196, 192, 128)
  );
}

/** Irish high cross: the ring is the thing. */
function highCross({ ink }: Scene, x: number, foot: number, size: number): string {
  const s = size / 60;
  const top = foot - size;
  return (
    shape(ink.stoneDark, [x - 13 * s, foot], [x - 9 * s, foot - 9 * s], [x + 9 * s, foot - 9 * s], [x + 13 * s, foot]) +
    `<circle cx="${x}" cy="${Math.round(top + 18 * s)}" r="${Math.round(12 * s)}" fill="none" stroke="${ink.stoneDark}" stroke-width="${3.6 * s}"/>` +
    box(ink.stoneLight, x - 4 * s, top, 8 * s, size - 8 * s) +
    box(ink.stoneLight, x - 18 * s, top + 14 * s, 36 * s, 8 * s) +
    box(ink.stone, x + 1.4 * s, top, 2.6 * s, size - 8 * s) +
    repeat(3, (i) => box(ink.stone, x - 2.4 * s, top + (28 + i * 8) * s, 4.6 * s, 4 * s))
  );
}

export function monasticSite(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 4;
  const x = chance.between(186, 216);
  const height = chance.between(98, 118);
  const gable = chance.between(66, 92);
  return (
    path(ink.turf, `M0 ${foot - 2}C90 ${foot - 14} 230 ${foot - 14} 320 ${foot - 2}V200H0Z`) +
    shape(
      ink.stone,
      [gable, foot],
      [gable, foot - 34],
      [gable + 26, foot - 66],
      [gable + 44, foot - 44],
      [gable + 40, foot - 30],
      [gable + 52, foot - 22],
      [gable + 52, foot],
    ) +
    path(ink.night ? ink.mid : ink.skies[0].low, `M${gable + 19} ${foot - 10}v-20q6 -16 13 0v20Z`) +
    shape(ink.stone, [gable + 52, foot], [gable + 52, foot - 18], [gable + 66, foot - 12], [gable + 82, foot - 16], [gable + 82, foot]) +
    shape(ink.stoneLight, [x - 12, foot], [x - 9, foot - height], [x + 9, foot - height], [x + 12, foot]) +
    shape(ink.stone, [x + 12, foot], [x + 9, foot - height], [x + 3, foot - height], [x + 4, foot]) +
    shape(ink.stoneDark, [x - 11, foot - height + 1], [x, foot - height - 24], [x + 11, foot - height + 1]) +
    arch(ink.ink, x - 4, foot - 34, 7, 13) +
    box(ink.night ? ink.glass : ink.ink, x - 3, foot - height * 0.58, 3.4, 8, 1.4) +
    box(ink.ink, x - 3, foot - height + 8, 4, 9, 1.4) +
    highCross(scene, 142 + chance.between(-4, 8), foot + 18, chance.between(54, 66)) +
    repeat(4, (i) => path(ink.stone, `M${226 + i * 20} ${foot + 12 + (i % 2) * 8}v-12q5 -7 10 0v12Z`))
  );
}

export function megalith(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 12;
  const boulder = (x: number, y: number, w: number, h: number, light = ink.stone): string => {
    const lean = chance.between(-0.12, 0.12) * w;
    return (
      shape(
        light,
        [x - w / 2, y],
        [x - w * 0.42 + lean, y - h * 0.7],
        [x - w * 0.16 + lean, y - h],
        [x + w * 0.26 + lean, y - h * 0.94],
        [x + w * 0.46 + lean, y - h * 0.5],
        [x + w / 2, y],
      ) +
      shape(
        ink.stoneDark,
        [x + w / 2, y],
        [x + w * 0.46 + lean, y - h * 0.5],
        [x + w * 0.26 + lean, y - h * 0.94],
        [x + w * 0.14, y - h * 0.4],
        [x + w * 0.2, y],
      )
    );
  };
  const field = path(ink.turf, `M0 ${ground}C90 ${ground - 12} 230 ${ground - 12} 320 ${ground}V200H0Z`);
  const ring = /circle|ring|alignment/.test(scene.seed) || (!/dolmen|portal|tomb|cairn|grave/.test(scene.seed) && chance.odds(0.45));
  if (ring) {
    const count = chance.whole(9, 11);
    const stones = Array.from({ length: count }, (_, i) => {
      const angle = (i / count) * Math.PI * 2 + 0.35;
      return { x: 160 + Math.cos(angle) * 108, y: foot + Math.sin(angle) * 26, back: Math.sin(angle) < 0 };
    }).sort((a, b) => a.y - b.y);
    return (
      field +
      disc(ink.grass, 160, foot + 2, 92, 20) +
      stones
        .map(
          ({ x, y, back }) =>
            disc(ink.moss, x + 5, y + 1, 13, 3) +
            boulder(
              x,
              y,
              chance.between(13, 19),
              chance.between(back ? 18 : 26, back ? 28 : 42),
              chance.odds(0.5) ? ink.stone : ink.stoneLight,
            ),
        )
        .join('')
    );
  }
  const tilt = chance.between(-7, 7);
  const height = chance.between(44, 54);
  return (
    field +
    disc(ink.moss, 166, foot + 2, 92, 9) +
    boulder(126, foot, 24, height + 4) +
    boulder(202, foot - 2, 26, height) +
    box(ink.ink, 138, foot - height * 0.7, 50, height * 0.7) +
    boulder(164, foot + 3, 22, height - 6, ink.stoneLight) +
    shape(
      ink.stoneLight,
      [84, foot - height + 4 - tilt],
      [98, foot - height - 12 - tilt],
      [136, foot - height - 28 - tilt / 2],
      [190, foot - height - 26 + tilt / 2],
      [236, foot - height - 8 + tilt],
      [240, foot - height + 4 + tilt],
      [206, foot - height + 7 + tilt / 2],
      [120, foot - height + 8 - tilt / 2],
    ) +
    shape(
      ink.stone,
      [84, foot - height + 4 - tilt],
      [120, foot - height + 8 - tilt / 2],
      [206, foot - height + 7 + tilt / 2],
      [240, foot - height + 4 + tilt],
      [232, foot - height - 2 + tilt],
      [110, foot - height - 1 - tilt / 2],
    ) +
    repeat(4, () => disc(ink.gorse, chance.between(20, 300), chance.between(180, 194), 1.8))
  );
}
