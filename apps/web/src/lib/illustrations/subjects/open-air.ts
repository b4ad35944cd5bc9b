import { bird, box, conifer, disc, path, repeat, shape, stroke, tree, walker, wall, type Scene } from '../draw.ts';
import { gulls, peaks, reeds, ridge, tufts, water } from '../scenery.ts';

export function beach(scene: Scene): string {
  const { chance, ink } = scene;
  const turn = chance.between(120, 200);
  return (
    ridge(scene, ink.far, 104, 10) +
    path(ink.mid, `M320 84q-40 2 -66 22l-40 8H320Z`) +
    water(scene, 112, 200) +
    path(ink.wave, `M0 150C60 138 ${turn} 142 320 122V200H0Z`) +
    path(ink.foam, `M0 158C70 148 ${turn} 152 320 130V200H0Z`) +
    path(ink.sand, `M0 164C70 154 ${turn} 160 320 138V200H0Z`) +
    path(ink.path, `M0 178C90 166 ${turn + 20} 178 320 152V200H0Z`) +
    path(ink.leaf, 'M0 200V172q30 4 54 28ZM320 200V160q-26 10 -46 40Z') +
    stroke(
      ink.moss,
      1.6,
      repeat(
        7,
        (i) =>
          `M${i * 7} ${184 + i * 2}q2 -10 ${chance.between(2, 7)} -15M${316 - i * 6} ${176 + i * 3}q-2 -10 -${chance.between(2, 7)} -15`,
      ),
    ) +
    walker(scene, 150, 172, 24, ink.fuchsia) +
    walker(scene, 163, 173, 17, ink.gorse) +
    box(ink.brickDark, 181, 169, 9, 5, 2.4) +
    stroke(ink.ink, 1.4, 'M182 174v4M189 174v4M190 170l4 -4') +
    gulls(scene)
  );
}

export function headland(scene: Scene): string {
  const { chance, ink } = scene;
  const right = chance.odds(0.5);
  const columns = (x: number, top: number, count: number): string =>
    repeat(count, (i) => {
      const y = top + chance.between(0, 10) + i * 2;
      return box(i % 3 === 0 ? ink.basalt : i % 3 === 1 ? ink.stoneDark : ink.roof, x + i * 11, y, 11.3, 200 - y);
    });
  const body =
    water(scene, 104) +
    path(ink.far, 'M238 104q20 -22 82 -24v24Z') +
    columns(0, 66, 14) +
    path(ink.turf, 'M0 44Q70 40 118 62q24 10 40 30q-30 -6 -52 -14Q60 70 0 78Z') +
    path(ink.grass, 'M0 44Q70 40 118 62q-50 -4 -118 4Z') +
    repeat(6, (i) => {
      const x = 150 + i * 15;
      const y = 150 + i * 6 - chance.between(0, 10);
      return shape(i % 2 ? ink.basalt : ink.stoneDark, [x, 200], [x, y + 4], [x + 5, y], [x + 12, y], [x + 17, y + 4], [x + 17, 200]);
    }) +
    shape(ink.basalt, [252, 200], [256, 128], [264, 116], [276, 122], [282, 200]) +
    path(ink.foam, 'M140 200q14 -14 34 -6t30 2t30 -4t36 2t30 -2l10 8Z');
  return `<g${right ? ' transform="matrix(-1 0 0 1 320 0)"' : ''}>${body}</g>${gulls(scene)}`;
}

export function island(scene: Scene): string {
  const { chance, ink, terrain } = scene;
  const x = chance.between(140, 180);
  const rocky = terrain === 'coast';
  return (
    ridge(scene, ink.far, 100, 12) +
    water(scene, 108) +
    (rocky
      ? shape(ink.basalt, [x - 98, 142], [x - 84, 118], [x - 60, 104], [x - 20, 94], [x + 40, 98], [x + 78, 112], [x + 100, 142]) +
        path(ink.turf, `M${x - 88} 118q30 -26 70 -28q60 -2 96 24q-40 -10 -86 -8t-80 12Z`) +
        box(ink.limewash, x + 14, 80, 26, 13) +
        shape(ink.roof, [x + 12, 80], [x + 20, 72], [x + 34, 72], [x + 42, 80])
      : path(ink.leaf, `M${x - 92} 140q20 -26 92 -28t92 28Z`) +
        tree(scene, x - 46, 134, 46) +
        tree(scene, x - 18, 130, 58) +
        conifer(ink.pine, x + 12, 132, 54) +
        tree(scene, x + 44, 134, 48) +
        shape(ink.stone, [x + 58, 134], [x + 58, 112], [x + 66, 102], [x + 74, 112], [x + 74, 134])) +
    path(ink.foam, `M${x - 104} 142q12 -5 26 0t26 0t26 0t26 0t26 0t26 0t26 0t22 0v4h-204Z`) +
    path(ink.brickDark, 'M44 176h46l-8 12H54Z') +
    stroke(ink.ink, 2, 'M58 176l-16 12M76 176l14 14') +
    walker(scene, 66, 178, 20, ink.gorse) +
    stroke(ink.foam, 2, 'M36 192h66') +
    gulls(scene)
  );
}

export function mountain(scene: Scene): string {
  const { chance, ink } = scene;
  const x = chance.between(130, 190);
  const y = chance.between(36, 50);
  return (
    peaks(scene, ink.far, 130, 50) +
    shape(ink.mid, [-20, 176], [40, 128], [76, 96], [96, 108], [150, 176]) +
    shape(ink.mid, [170, 176], [244, 92], [262, 84], [300, 122], [340, 170]) +
    shape(
      ink.near,
      [x - 132, 180],
      [x - 70, 112],
      [x - 34, 72],
      [x - 18, 62],
      [x, y],
      [x + 14, y + 12],
      [x + 44, 84],
      [x + 82, 124],
      [x + 140, 180],
    ) +
    shape(
      ink.leaf,
      [x, y],
      [x + 14, y + 12],
      [x + 44, 84],
      [x + 82, 124],
      [x + 140, 180],
      [x + 44, 180],
      [x + 20, 120],
      [x + 24, 92],
      [x + 6, 70],
    ) +
    shape(ink.stoneLight, [x, y], [x - 12, y + 15], [x - 3, y + 21], [x + 4, y + 13], [x + 12, y + 22], [x + 11, y + 10]) +
    stroke(ink.stoneLight, 2.2, `M${x - 130} 168Q${x - 84} 130 ${x - 60} 104T${x - 10} ${y + 14}`) +
    path(ink.heather, 'M0 172C70 158 130 178 190 170S290 160 320 168V200H0Z') +
    path(ink.turf, 'M0 188C90 176 200 194 320 180V200H0Z') +
    wall(scene, -4, 198, chance.between(90, 130)) +
    walker(scene, chance.between(200, 250), 182, 24, ink.fuchsia)
  );
}

export function glen(scene: Scene): string {
  const { chance, ink } = scene;
  const x = chance.between(146, 174);
  const top = chance.between(66, 80);
  return (
    ridge(scene, ink.far, 70, 10) +
    path(ink.mid, `M0 54Q${x - 60} 66 ${x - 12} ${top + 8}L${x + 14} ${top + 8}Q${x + 70} 60 320 44V200H0Z`) +
    repeat(9, (i) =>
      i === 4 ? '' : conifer(i % 2 ? ink.pine : ink.leaf, 14 + i * 36, 84 + Math.abs(i - 4) * -4 + 16, chance.between(34, 48)),
    ) +
    path(ink.stoneDark, `M0 96L${x - 50} 104L${x - 16} ${top}H${x + 18}L${x + 56} 100L320 88V200H0Z`) +
    path(
      ink.stone,
      `M0 124L${x - 60} 116L${x - 20} ${top + 14}L${x - 28} 150L0 164ZM320 118L${x + 66} 114L${x + 22} ${top + 16}L${x + 32} 150L320 160Z`,
    ) +
    path(ink.foam, `M${x - 11} ${top}H${x + 13}L${x + 18} 158H${x - 18}Z`) +
    stroke(ink.wave, 2, `M${x - 5} ${top + 4}L${x - 8} 152M${x + 2} ${top + 4}V154M${x + 8} ${top + 6}L${x + 11} 150`) +
    disc(ink.sea, x, 168, 92, 19) +
    disc(ink.wave, x, 163, 50, 9) +
    disc(ink.foam, x, 158, 28, 5) +
    path(ink.leaf, 'M0 156Q60 158 82 200H0ZM320 150Q258 156 238 200H320Z') +
    repeat(6, (i) =>
      stroke(ink.grass, 1.8, `M${i < 3 ? 14 + i * 22 : 250 + (i - 3) * 24} 196q${i < 3 ? 6 : -6} -18 ${i < 3 ? 18 : -18} -22`),
    ) +
    disc(ink.stoneLight, x - 54, 180, 12, 6) +
    disc(ink.stone, x + 60, 182, 15, 7)
  );
}

export function cave(scene: Scene): string {
  const { chance, ink } = scene;
  const x = chance.between(146, 174);
  const light = ink.night ? ink.glass : ink.skies[1].low;
  return (
    box(ink.basalt, 0, 0, 320, 200) +
    path(ink.stoneDark, `M0 0H320V40Q${x + 90} 30 ${x + 96} 110T${x + 110} 200H320V0H0V200H${x - 116}Q${x - 100} 140 ${x - 92} 96T0 36Z`) +
    path(ink.ink, `M${x - 104} 200Q${x - 92} 60 ${x} 44Q${x + 92} 56 ${x + 104} 200Z`) +
    path(ink.deep, `M${x - 62} 200Q${x - 56} 96 ${x} 84Q${x + 56} 94 ${x + 62} 200Z`) +
    path(light, `M${x - 30} 156Q${x - 28} 112 ${x} 106Q${x + 28} 110 ${x + 30} 156Z`) +
    path(ink.mid, `M${x - 30} 156v-8q20 -14 34 -8t26 4v12Z`) +
    box(ink.sea, x - 92, 156, 184, 44) +
    path(light, `M${x - 26} 158h52l12 42h-76Z`) +
    stroke(ink.sea, 2.4, `M${x - 30} 168h34M${x - 4} 178h36M${x - 34} 188h44`) +
    repeat(7, (i) =>
      shape(
        i % 2 ? ink.stone : ink.stoneLight,
        [x - 84 + i * 26, 36 + Math.abs(i - 3) * 12],
        [x - 70 + i * 26, 36 + Math.abs(i - 3) * 12],
        [x - 77 + i * 26, 36 + Math.abs(i - 3) * 12 + chance.between(24, 54)],
      ),
    ) +
    repeat(4, (i) =>
      shape(
        ink.stone,
        [x - 96 + i * 14 + (i > 1 ? 128 : 0), 200],
        [x - 90 + i * 14 + (i > 1 ? 128 : 0), 200 - chance.between(18, 38)],
        [x - 82 + i * 14 + (i > 1 ? 128 : 0), 200],
      ),
    ) +
    path(ink.brickDark, `M${x - 26} 176h40l-7 10h-26Z`) +
    walker(scene, x - 6, 178, 20, ink.gorse)
  );
}

export function lake(scene: Scene): string {
  const { chance, ink } = scene;
  const jetty = chance.odds(0.5);
  return (
    peaks(scene, ink.far, 112, 40) +
    ridge(scene, ink.mid, 104, 8) +
    repeat(8, (i) => conifer(ink.pine, 8 + i * 12 + chance.between(-3, 3), 114, chance.between(12, 24))) +
    water(scene, 112) +
    path(ink.wave, 'M60 122h110l-30 16h-60ZM190 120h90l-20 12h-40Z') +
    (jetty
      ? shape(ink.brickDark, [224, 200], [206, 152], [216, 152], [252, 200]) +
        stroke(ink.brickDark, 3, 'M208 152v14M218 152v12M232 174v18') +
        shape(ink.copper, [228, 200], [208, 150], [213, 150], [238, 200])
      : path(ink.turf, 'M320 160q-50 6 -84 40h84Z')) +
    path(ink.deep, 'M112 160h62q-4 15 -16 15h-30q-12 0 -16 -15Z') +
    path(ink.copper, 'M116 160h54l-2 4h-50Z') +
    stroke(ink.ink, 2, 'M128 164l-24 14M158 164l22 14') +
    walker(scene, 142, 163, 22, ink.fuchsia) +
    (chance.odds(0.6)
      ? path(ink.foam, 'M252 142q-4 -12 3 -15q5 1 2 5q-2 4 1 8q10 -4 16 1q-3 9 -14 8q-8 -1 -8 -7Z') +
        shape(ink.copper, [258, 128], [263, 130], [258, 131])
      : '') +
    reeds(scene, 2, 180) +
    reeds(scene, 46, 192)
  );
}

export function forest(scene: Scene): string {
  const { chance, ink } = scene;
  return (
    repeat(14, (i) => conifer(ink.mid, i * 25 + chance.between(-8, 8), 150, chance.between(80, 112))) +
    repeat(9, (i) => conifer(ink.leaf, i * 40 + chance.between(-10, 10), 164, chance.between(84, 122))) +
    path(ink.turf, 'M0 158C90 148 230 148 320 158V200H0Z') +
    path(ink.path, 'M154 156q6 8 -8 18t-40 26h100q-14 -14 -24 -24t-14 -20Z') +
    repeat(4, (i) => {
      const x = [24, 78, 248, 300][i] ?? 24;
      return chance.odds(0.55)
        ? conifer(ink.pine, x, 188, chance.between(118, 156)) + box(ink.brickDark, x - 3, 176, 6, 14)
        : tree(scene, x, 190, chance.between(104, 126));
    }) +
    repeat(5, () => disc(ink.heather, chance.between(10, 310), chance.between(184, 198), 2.2)) +
    walker(scene, 160, 172, 22, ink.fuchsia)
  );
}

export function natureReserve(scene: Scene): string {
  const { chance, ink } = scene;
  const x = chance.between(150, 190);
  return (
    ridge(scene, ink.far, 100, 10) +
    water(scene, 116) +
    path(ink.near, 'M0 124q60 -10 120 2t90 2t110 -6v-8H0Z') +
    box(ink.brickDark, 226, 92, 62, 28) +
    shape(ink.roof, [220, 92], [234, 78], [280, 78], [294, 92]) +
    box(ink.ink, 234, 100, 46, 7) +
    stroke(ink.brickDark, 4, 'M234 120v22M280 120v22') +
    stroke(ink.brickDark, 3, 'M288 118l32 12') +
    // a heron
    stroke(ink.ink, 2, `M${x - 3} 158v26M${x + 5} 158v26`) +
    path(ink.roof, `M${x - 26} 164q8 -28 30 -26q14 2 14 16q-8 8 -20 8t-24 2Z`) +
    path(ink.far, `M${x - 20} 158q16 -14 32 -6q-12 12 -32 6Z`) +
    stroke(ink.stoneLight, 6, `M${x + 12} 142q14 -8 6 -20t2 -22`) +
    disc(ink.stoneLight, x + 21, 98, 5.6) +
    shape(ink.gorse, [x + 24, 95], [x + 48, 101], [x + 24, 101]) +
    stroke(ink.ink, 1.8, `M${x + 20} 95l-16 -3`) +
    stroke(ink.foam, 1.6, `M${x - 22} 186h50M${x - 12} 191h26`) +
    reeds(scene, 4, 178) +
    reeds(scene, 50, 190) +
    reeds(scene, 262, 186) +
    repeat(3, () => bird(ink.night ? ink.foam : ink.basalt, chance.between(30, 200), chance.between(30, 84), 5))
  );
}

export function walk(scene: Scene): string {
  const { chance, ink } = scene;
  const bend = chance.between(-24, 24);
  return (
    peaks(scene, ink.far, 118, 42) +
    ridge(scene, ink.mid, 114, 10) +
    ridge(scene, ink.near, 130, 8) +
    path(ink.turf, 'M0 152C90 138 220 148 320 138V200H0Z') +
    path(ink.path, `M168 112q-14 6 4 14t${bend + 4} 16t-40 26t-52 32h120q10 -22 ${36 - bend} -38t-16 -30t-36 -14t-10 -6Z`) +
    wall(scene, -4, 172, 74) +
    wall(scene, 232, 180, 92) +
    box(ink.brickDark, 222, 126, 5, 60) +
    shape(ink.gorse, [206, 132], [234, 132], [243, 138.5], [234, 145], [206, 145]) +
    path(ink.ink, 'M212 137.2h14v-3l6 4.3l-6 4.3v-3h-14Z') +
    shape(ink.deep, [240, 150], [214, 150], [206, 156], [214, 162], [240, 162]) +
    walker(scene, 150, 172, 34, ink.fuchsia) +
    stroke(ink.ink, 1.6, 'M160 172l3 -22') +
    tufts(scene)
  );
}

export function viewpoint(scene: Scene): string {
  const { chance, ink } = scene;
  const x = chance.between(120, 200);
  const sun = ink.skies[1].sun;
  return (
    `<g opacity="${ink.night ? 0.12 : 0.7}">${repeat(9, (i) => {
      const angle = Math.PI * (0.06 + (i / 9) * 0.98);
      return shape(
        sun,
        [x, 104],
        [x + Math.cos(angle) * 240, 104 - Math.sin(angle) * 240],
        [x + Math.cos(angle + 0.13) * 240, 104 - Math.sin(angle + 0.13) * 240],
      );
    })}</g>` +
    disc(ink.night ? sun : ink.gorse, x, 104, 27) +
    peaks(scene, ink.far, 124, 26) +
    water(scene, 122, 152) +
    ridge(scene, ink.mid, 136, 6) +
    ridge(scene, ink.near, 148, 6) +
    path(ink.turf, 'M0 168Q150 138 320 174V200H0Z') +
    shape(ink.stone, [196, 176], [200, 152], [222, 152], [226, 178]) +
    disc(ink.stoneLight, 211, 151, 17, 4.6) +
    stroke(ink.ink, 1.4, 'M203 151h16M211 148.6v5') +
    walker(scene, 120, 172, 38, ink.fuchsia) +
    walker(scene, 139, 171, 34, ink.deep) +
    stroke(ink.brickDark, 3, 'M46 178h44M52 178v12M84 178v12M46 168h44M50 168v10M86 168v10') +
    tufts(scene)
  );
}

export function park(scene: Scene): string {
  const { chance, ink } = scene;
  const x = chance.between(206, 226);
  return (
    ridge(scene, ink.far, 108, 10) +
    repeat(6, (i) => tree(scene, i * 62 + chance.between(-12, 12), 142, chance.between(40, 58))) +
    path(ink.grass, 'M0 140C90 128 230 128 320 140V200H0Z') +
    path(ink.path, 'M0 188q80 -14 130 -26t70 -26h18q-10 26 -58 42t-90 22H0Z') +
    // a bandstand
    box(ink.stoneLight, x - 42, 140, 84, 9) +
    repeat(4, (i) => box(ink.limewash, x - 36 + i * 23, 104, 3.4, 37)) +
    stroke(ink.limewash, 1.6, `M${x - 36} 130h72M${x - 36} 124h72`) +
    path(ink.deep, `M${x - 46} 104q34 -8 46 -34q12 26 46 34Z`) +
    disc(ink.gorse, x, 69, 3) +
    tree(scene, 66, 176, chance.between(100, 116)) +
    stroke(ink.brickDark, 3, 'M112 178h46M118 178v12M152 178v12M112 168h46M116 168v10M154 168v10') +
    repeat(
      7,
      (i) =>
        disc([ink.fuchsia, ink.gorse, ink.heather][i % 3] ?? ink.gorse, 236 + i * 11, 182 + (i % 2) * 5, 3.6) +
        stroke(ink.moss, 1.4, `M${236 + i * 11} ${185 + (i % 2) * 5}v7`),
    ) +
    bird(ink.basalt, 150, 44)
  );
}
