import { arch, box, disc, path, repeat, shape, stroke, tree, walker, type Scene } from '../draw.ts';
import { ground, water } from '../scenery.ts';

export function garden(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 2;
  const bed = (y: number, inset: number, offset: number): string => {
    const at = (i: number): number => (i < 5 ? 12 + inset + i * ((112 - inset) / 5) : 196 + (i - 5) * ((112 - inset) / 5));
    const blooms = [ink.fuchsia, ink.gorse, ink.heather, ink.limewash];
    return (
      repeat(10, (i) => disc(ink.leaf, at(i), y + 3, 11, 7)) +
      blooms
        .map((bloom, which) =>
          repeat(10, (i) => ((i + offset) % 4 === which ? disc(bloom, at(i) - 3, y, 4.2) + disc(bloom, at(i) + 5, y - 1, 3.2) : '')),
        )
        .join('')
    );
  };
  const glass = chance.odds(0.5);
  return (
    tree(scene, 26, foot - 12, 74) +
    tree(scene, 296, foot - 12, 82) +
    (glass
      ? box(ink.glass, 108, foot - 48, 104, 40) +
        path(ink.glass, `M132 ${foot - 48}Q134 ${foot - 86} 160 ${foot - 88}Q186 ${foot - 86} 188 ${foot - 48}Z`) +
        stroke(
          ink.limewash,
          2,
          `M108 ${foot - 48}h104M108 ${foot - 28}h104${repeat(9, (i) => `M${108 + i * 13} ${foot - 48}v40`)}M160 ${foot - 88}v80M146 ${foot - 82}q-6 20 -4 74M174 ${foot - 82}q6 20 4 74`,
        ) +
        disc(ink.limewash, 160, foot - 90, 3)
      : box(ink.brick, 40, foot - 42, 240, 36) +
        box(ink.stoneLight, 36, foot - 46, 248, 5) +
        arch(ink.skies[0].low, 144, foot - 40, 32, 34) +
        stroke(ink.ink, 1.6, `M152 ${foot - 34}v28M160 ${foot - 38}v32M168 ${foot - 34}v28M144 ${foot - 20}h32`) +
        repeat(
          5,
          (i) =>
            disc(ink.leaf, 58 + i * 16, foot - 26 + (i % 2) * 5, 9) +
            disc(ink.fuchsia, 56 + i * 16, foot - 28, 2) +
            disc(ink.leaf, 200 + i * 16, foot - 26 + (i % 2) * 5, 9),
        )) +
    path(ink.grass, `M0 ${foot - 8}H320V200H0Z`) +
    path(ink.path, `M150 ${foot - 8}h20l34 50h-88Z`) +
    bed(foot + 2, 30, 0) +
    bed(foot + 18, 14, 1) +
    bed(foot + 36, 0, 2) +
    repeat(2, (i) => {
      const x = 128 + i * 64;
      return chance.odds(0.6) || i === 1
        ? shape(ink.pine, [x - 9, foot + 10], [x, foot - 34], [x + 9, foot + 10])
        : disc(ink.pine, x, foot - 4, 11) + disc(ink.pine, x, foot - 20, 7);
    })
  );
}

export function zoo(scene: Scene): string {
  const { chance, ink, terrain } = scene;
  const foot = ground + 12;
  if (terrain === 'coast' || terrain === 'lough') {
    return (
      water(scene, 118) +
      shape(ink.basalt, [70, 200], [88, 166], [128, 152], [206, 156], [244, 172], [262, 200]) +
      path(
        ink.roof,
        'M118 156q-12 -6 -20 2q12 2 18 8q20 8 56 4q34 -2 40 -36q4 -16 12 -24q8 -10 0 -18q-12 -10 -24 0q-12 12 -22 34q-14 26 -40 30Z',
      ) +
      path(ink.far, 'M184 164q26 -8 27 -38q-12 6 -18 22t-9 16Z') +
      path(ink.basalt, 'M172 166q-4 14 -20 18q20 4 34 -14Z') +
      disc(ink.ink, 214, 98, 2.6) +
      disc(ink.ink, 227, 103, 2.4) +
      stroke(ink.limewash, 1, 'M222 107l10 -1M222 109l9 3') +
      repeat(2, (i) => path(i ? ink.gorse : ink.copper, `M${60 + i * 206} ${140 - i * 22}q10 -9 20 0l8 -6v12l-8 -6q-10 9 -20 0Z`)) +
      path(ink.foam, 'M60 200q20 -12 40 -4t40 2t40 -2t40 2t44 2Z')
    );
  }
  const x = chance.between(136, 160);
  const spots = (points: readonly (readonly [number, number, number])[]): string =>
    points.map(([dx, y, r]) => disc(ink.brickDark, x + dx, y, r, r * 0.8)).join('');
  return (
    tree(scene, 58, foot - 4, 84) +
    tree(scene, 278, foot - 4, 66) +
    // a giraffe, head above the fence
    stroke(ink.sand, 9, `M${x - 28} ${foot + 4}V116M${x - 16} ${foot + 4}V116M${x + 20} ${foot + 4}V112M${x + 32} ${foot + 4}V112`) +
    path(ink.sand, `M${x - 36} 128q-2 -24 18 -28q24 -2 40 -10q12 -8 18 -48l14 2q0 40 -10 62q-4 16 -10 22Z`) +
    path(ink.sand, `M${x + 36} 46q2 -14 16 -14l22 12q2 8 -6 9l-20 0Z`) +
    stroke(ink.brickDark, 3, `M${x + 44} 34l-2 -10M${x + 52} 33l1 -10`) +
    shape(ink.sand, [x + 40, 38], [x + 28, 34], [x + 38, 44]) +
    disc(ink.ink, x + 56, 41, 2) +
    spots([
      [-22, 112, 6],
      [-6, 108, 6.5],
      [10, 106, 6],
      [24, 98, 5.5],
      [33, 82, 5],
      [37, 66, 4.5],
      [42, 54, 3.6],
      [-12, 122, 5],
      [8, 120, 5],
      [26, 114, 4.6],
    ]) +
    stroke(ink.brickDark, 2.4, `M${x - 36} 116q-10 8 -6 26`) +
    box(ink.brick, 0, foot - 18, 320, 5) +
    box(ink.brick, 0, foot - 4, 320, 5) +
    repeat(11, (i) => box(ink.brickDark, 6 + i * 31, foot - 26, 6, 36, 1)) +
    walker(scene, 72, foot + 26, 34, ink.fuchsia) +
    walker(scene, 90, foot + 27, 22, ink.deep)
  );
}

export function familyDay(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 6;
  const x = chance.between(130, 150);
  const y = 82;
  const r = 58;
  const turn = chance.between(0, 0.7);
  const iron = ink.night ? ink.stoneLight : ink.basalt;
  const colours = [ink.fuchsia, ink.gorse, ink.deep, ink.moss, ink.heather] as const;
  const spoke = (i: number): readonly [number, number] => [
    x + Math.cos(turn + (i / 10) * Math.PI * 2) * r,
    y + Math.sin(turn + (i / 10) * Math.PI * 2) * r,
  ];
  return (
    stroke(iron, 4, `M${x} ${y}L${x - 34} ${foot}M${x} ${y}L${x + 34} ${foot}`) +
    `<g fill="none" stroke="${iron}"><circle cx="${x}" cy="${y}" r="${r}" stroke-width="3.4"/><circle cx="${x}" cy="${y}" r="${r - 9}" stroke-width="1.4"/></g>` +
    stroke(
      iron,
      1.4,
      repeat(10, (i) => {
        const [px, py] = spoke(i);
        return `M${x} ${y}L${Math.round(px)} ${Math.round(py)}`;
      }),
    ) +
    repeat(10, (i) => {
      const [px, py] = spoke(i);
      return (
        path(colours[i % 5] ?? ink.gorse, `M${Math.round(px - 8)} ${Math.round(py)}h16q-1 12 -8 12t-8 -12Z`) +
        path(ink.limewash, `M${Math.round(px - 9)} ${Math.round(py)}q9 -9 18 0Z`)
      );
    }) +
    disc(ink.gorse, x, y, 6) +
    // a helter-skelter
    shape(ink.limewash, [238, foot], [246, foot - 74], [266, foot - 74], [276, foot]) +
    stroke(ink.fuchsia, 6, `M246 ${foot - 62}q12 8 22 2M244 ${foot - 42}q14 10 28 2M242 ${foot - 22}q16 11 32 2`) +
    shape(ink.deep, [240, foot - 72], [256, foot - 100], [272, foot - 72]) +
    stroke(ink.ink, 1.4, `M256 ${foot - 100}v-12`) +
    shape(ink.gorse, [256.6, foot - 112], [270, foot - 108], [256.6, foot - 104]) +
    stroke(ink.copper, 5, `M272 ${foot - 6}q20 4 26 10`) +
    path(ink.turf, `M0 ${foot}H320V200H0Z`) +
    walker(scene, 62, foot + 24, 36, ink.deep) +
    walker(scene, 82, foot + 25, 24, ink.fuchsia) +
    stroke(ink.ink, 0.9, `M88 ${foot + 8}Q96 ${foot - 20} 92 ${foot - 32}M92 ${foot + 8}Q106 ${foot - 16} 106 ${foot - 24}`) +
    disc(ink.gorse, 92, foot - 40, 8, 9.6) +
    disc(ink.fuchsia, 107, foot - 32, 7, 8.6)
  );
}
