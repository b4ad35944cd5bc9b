import { arch, boat, box, disc, path, repeat, shape, stroke, walker, type Scene } from '../draw.ts';
import { ground, gulls, water } from '../scenery.ts';

export function industrialHeritage(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 6;
  if (/crane|dock|shipyard|harland/.test(scene.seed)) {
    // a shipyard's gantry crane
    return (
      water(scene, foot - 4) +
      box(ink.stone, 0, foot - 6, 320, 10) +
      box(ink.gorse, 54, foot - 108, 212, 14) +
      stroke(ink.copper, 1.6, `M54 ${foot - 98}l16 -9l16 9l16 -9l16 9l16 -9l16 9l16 -9l16 9l16 -9l16 9l16 -9l16 9l20 -9`) +
      box(ink.gorse, 74, foot - 96, 12, 92) +
      shape(
        ink.gorse,
        [232, foot - 94],
        [246, foot - 94],
        [256, foot - 4],
        [246, foot - 4],
        [239, foot - 70],
        [230, foot - 4],
        [220, foot - 4],
      ) +
      box(ink.basalt, 138, foot - 94, 18, 8) +
      stroke(ink.ink, 1.4, `M147 ${foot - 86}v34`) +
      box(ink.brickDark, 134, foot - 52, 26, 14) +
      path(ink.brick, `M92 ${foot - 8}l8 -30h98l14 30Z`) +
      stroke(ink.limewash, 2, `M100 ${foot - 22}h104`)
    );
  }
  const left = chance.between(78, 96);
  const storeys = chance.pick([3, 4] as const);
  const height = storeys * 17 + 8;
  const width = 118;
  const stack = left + width + chance.between(14, 24);
  return (
    shape(ink.brickDark, [stack, foot], [stack + 4, foot - 124], [stack + 14, foot - 124], [stack + 18, foot]) +
    box(ink.brick, stack + 2, foot - 128, 14, 6) +
    box(ink.limewash, stack + 4, foot - 112, 10, 2.6) +
    shape(
      ink.roof,
      [left - 4, foot - height],
      [left + 10, foot - height - 22],
      [left + width - 10, foot - height - 22],
      [left + width + 4, foot - height],
    ) +
    box(ink.brick, left, foot - height, width, height) +
    box(ink.brickDark, left + width * 0.84, foot - height, width * 0.16, height) +
    repeat(storeys * 6, (i) =>
      box(
        ink.night && chance.odds(0.5) ? ink.glass : i % 7 === 2 ? ink.wave : ink.limewash,
        left + 8 + (i % 6) * 17,
        foot - height + 7 + Math.floor(i / 6) * 17,
        8.6,
        10,
      ),
    ) +
    path(ink.sea, `M0 ${foot + 10}C70 ${foot + 2} 160 ${foot + 20} 320 ${foot + 8}V200H0Z`) +
    stroke(ink.wave, 2, `M20 ${foot + 22}h44M180 ${foot + 24}h60`) +
    `<g stroke="${ink.ink}" fill="none"><circle cx="${left - 14}" cy="${foot - 12}" r="28" stroke-width="5"/><circle cx="${left - 14}" cy="${foot - 12}" r="19" stroke-width="2.4"/><path stroke-width="2.6" d="${repeat(
      4,
      (i) => {
        const angle = (i / 4) * Math.PI + 0.3;
        const [dx, dy] = [Math.round(Math.cos(angle) * 28), Math.round(Math.sin(angle) * 28)];
        return `M${left - 14 - dx} ${foot - 12 - dy}l${dx * 2} ${dy * 2}`;
      },
    )}"/></g>`
  );
}

export function bridge(scene: Scene): string {
  const { chance, ink } = scene;
  if (/rope|foot/.test(scene.seed)) {
    const sag = chance.between(18, 26);
    return (
      water(scene, 116) +
      shape(ink.basalt, [0, 200], [0, 84], [52, 80], [84, 92], [92, 120], [84, 152], [98, 200]) +
      path(ink.turf, 'M0 78q46 -10 86 12l-6 8q-34 -12 -80 -6Z') +
      shape(ink.basalt, [222, 200], [230, 140], [224, 104], [244, 92], [320, 82], [320, 200]) +
      path(ink.turf, 'M222 104q30 -22 98 -28v14q-50 2 -92 22Z') +
      stroke(ink.stoneDark, 2, 'M30 100v70M58 104v60M262 110v60M290 104v72') +
      stroke(ink.brickDark, 3.4, `M78 96Q154 ${96 + sag * 2} 236 100`) +
      stroke(
        ink.ink,
        1.4,
        `M76 76Q154 ${80 + sag * 2} 238 80M76 76v20M238 80v20${repeat(9, (i) => {
          const t = (i + 1) / 10;
          const y = 76 * (1 - t) ** 2 + 2 * t * (1 - t) * (80 + sag * 2) + 80 * t * t;
          return `M${Math.round(76 + t * 162)} ${Math.round(y)}v19`;
        })}`,
      ) +
      walker(scene, 148, 96 + sag, 24, ink.fuchsia) +
      path(ink.foam, 'M88 184q20 -10 44 0t44 0t50 2v14h-138Z') +
      gulls(scene)
    );
  }
  const arches = chance.whole(3, 5);
  const width = 280 / arches;
  const top = chance.between(84, 102);
  const r = width * 0.38;
  const pale = chance.odds(0.3) ? ink.brick : ink.stoneLight;
  let d = `M16 ${top}H304V172`;
  for (let i = arches - 1; i >= 0; i--) {
    const x = 20 + i * width + width / 2;
    d += `H${Math.round(x + r)}V${Math.round(top + 14 + r)}a${Math.round(r)} ${Math.round(r)} 0 0 0 ${-2 * Math.round(r)} 0V172`;
  }
  return (
    water(scene, 148) +
    path(ink.turf, 'M0 118q28 6 44 34l-8 24H0ZM320 116q-30 8 -44 36l10 24h34Z') +
    path(pale, `${d}H16Z`) +
    box(ink.stone, 8, top - 6, 304, 7) +
    box(ink.stoneDark, 8, top + 1, 304, 2) +
    repeat(arches + 1, (i) => box(ink.stone, Math.min(300, Math.max(16, 18 + i * width - 4)), 132, 8, 42)) +
    path(ink.wave, 'M30 182h60M130 190h80M220 180h50') +
    stroke(ink.wave, 2, 'M34 182h52M132 190h70M226 182h44') +
    walker(scene, chance.between(100, 220), top - 4, 20, ink.fuchsia)
  );
}

export function lighthouse(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = 150;
  const x = chance.between(138, 182);
  const height = chance.between(86, 100);
  const band = chance.pick([ink.fuchsia, ink.ink, ink.limewash] as const);
  const side = chance.pick([-1, 1] as const);
  return (
    water(scene, 112) +
    shape(ink.basalt, [x - 118, 200], [x - 90, 164], [x - 66, 152], [x - 20, 146], [x + 62, 148], [x + 92, 166], [x + 124, 200]) +
    path(ink.turf, `M${x - 78} 158q40 -20 84 -14q46 -4 76 14q-40 -4 -78 0t-82 0Z`) +
    (ink.night
      ? `<g opacity=".5">${shape(ink.gorse, [x, foot - height - 12], [x + side * 180, foot - height - 38], [x + side * 180, foot - height + 14])}</g>`
      : '') +
    shape(ink.limewash, [x - 15, foot], [x - 9, foot - height], [x + 9, foot - height], [x + 15, foot]) +
    shape(
      band,
      [x - 12.8, foot - height * 0.36],
      [x - 11, foot - height * 0.66],
      [x + 11, foot - height * 0.66],
      [x + 12.8, foot - height * 0.36],
    ) +
    shape(ink.stoneLight, [x + 15, foot], [x + 9, foot - height], [x + 5, foot - height], [x + 8, foot]) +
    box(ink.ink, x - 13, foot - height - 3, 26, 4, 1) +
    box(ink.gorse, x - 7, foot - height - 18, 14, 15) +
    stroke(ink.ink, 1.2, `M${x} ${foot - height - 18}v15M${x - 7} ${foot - height - 18}v15M${x + 7} ${foot - height - 18}v15`) +
    path(ink.ink, `M${x - 10} ${foot - height - 17}q10 -16 20 0Z`) +
    box(ink.ink, x - 3, foot - height * 0.24, 4, 7) +
    box(ink.limewash, x + side * 24 - (side < 0 ? 36 : 0), foot - 18, 36, 20) +
    shape(
      ink.roof,
      [x + side * 24 - (side < 0 ? 39 : 3), foot - 18],
      [x + side * 24 + side * 18, foot - 30],
      [x + side * 24 + (side < 0 ? 3 : 39), foot - 18],
    ) +
    box(ink.deep, x + side * 40 - 3, foot - 11, 7, 13) +
    path(ink.foam, `M${x - 128} 200q16 -14 34 -6t34 2l-8 4ZM${x + 70} 200q10 -12 26 -6t40 0l-4 6Z`) +
    gulls(scene)
  );
}

export function distillery(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 4;
  const kilns = chance.whole(1, 2);
  const pagoda = (x: number): string =>
    shape(ink.roof, [x - 26, foot - 52], [x - 9, foot - 84], [x + 9, foot - 84], [x + 26, foot - 52]) +
    box(ink.limewash, x - 8, foot - 94, 16, 11) +
    path(ink.roof, `M${x - 18} ${foot - 92}q18 -4 18 -20q0 16 18 20Z`) +
    stroke(ink.ink, 1.6, `M${x} ${foot - 110}v-8`);
  const still = (x: number): string =>
    path(
      ink.copper,
      `M${x - 24} ${foot + 24}C${x - 34} ${foot - 2} ${x - 10} ${foot - 6} ${x - 6} ${foot - 14}L${x - 4} ${foot - 44}Q${x - 2} ${foot - 54} ${x + 8} ${foot - 52}L${x + 36} ${foot - 40}V${foot + 4}H${x + 30}V${foot - 36}L${x + 7} ${foot - 44}L${x + 8} ${foot - 14}C${x + 12} ${foot - 6} ${x + 34} ${foot - 2} ${x + 24} ${foot + 24}Z`,
    ) +
    stroke(ink.gorse, 2, `M${x - 17} ${foot + 16}q-4 -14 7 -19M${x - 10} ${foot - 10}h16`) +
    box(ink.brickDark, x - 26, foot + 23, 52, 5);
  return (
    box(ink.limewash, 84, foot - 44, 152, 46) +
    shape(ink.roof, [78, foot - 44], [92, foot - 64], [228, foot - 64], [242, foot - 44]) +
    repeat(
      kilns,
      (i) => box(ink.limewash, (kilns === 1 ? 134 : 112 + i * 66) - 0, foot - 54, 52, 56) + pagoda(kilns === 1 ? 160 : 138 + i * 66),
    ) +
    repeat(4, (i) => box(ink.night ? ink.glass : ink.deep, 94 + i * 38, foot - 32, 9, 13)) +
    arch(ink.brickDark, 150, foot - 22, 18, 24) +
    still(48) +
    repeat(3, (i) => {
      const x = [226, 258, 242][i] ?? 226;
      const y = foot + (i === 2 ? -6 : 20);
      return disc(ink.brickDark, x, y, 15, 13) + disc(ink.copper, x, y, 12, 10) + disc(ink.brickDark, x, y, 2.4);
    }) +
    stroke(
      ink.ink,
      1.4,
      repeat(3, (i) => `M${([226, 258, 242][i] ?? 0) - 8} ${foot + (i === 2 ? -6 : 20)}h16`),
    )
  );
}

export function food(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 4;
  const [main, second] = chance.pick([
    [ink.moss, ink.limewash],
    [ink.fuchsia, ink.limewash],
    [ink.deep, ink.sand],
    [ink.gorse, ink.limewash],
  ] as const);
  const left = chance.between(72, 92);
  return (
    shape(ink.roof, [left - 6, foot - 92], [left + 10, foot - 112], [left + 150, foot - 112], [left + 166, foot - 92]) +
    box(ink.brickDark, left + 118, foot - 124, 12, 18) +
    box(chance.odds(0.5) ? ink.limewash : ink.sand, left, foot - 92, 160, 94) +
    repeat(3, (i) => box(ink.night ? ink.glass : ink.basalt, left + 18 + i * 50, foot - 84, 20, 18)) +
    box(ink.night ? ink.glass : ink.wave, left + 14, foot - 40, 72, 32) +
    stroke(ink.limewash, 2, `M${left + 38} ${foot - 40}v32M${left + 62} ${foot - 40}v32`) +
    box(main === ink.gorse ? ink.deep : main, left + 106, foot - 40, 28, 42) +
    disc(ink.gorse, left + 128, foot - 18, 1.8) +
    repeat(9, (i) => path(i % 2 ? second : main, `M${left - 4 + i * 18.6} ${foot - 60}h18.6v16q-9.3 9 -18.6 0Z`)) +
    box(ink.ink, left - 4, foot - 62, 168, 3) +
    disc(ink.limewash, 66, foot + 12, 34, 7) +
    stroke(ink.ink, 3, `M66 ${foot + 18}v18M50 ${foot + 36}h32`) +
    path(ink.copper, `M44 ${foot + 8}q2 -13 18 -13t18 13Z`) +
    stroke(ink.brickDark, 1.6, `M54 ${foot - 1}l4 6M62 ${foot - 3}l4 6`) +
    path(ink.deep, `M80 ${foot + 9}v-13h13v13ZM93 ${foot - 2}q7 1 0 8`) +
    stroke(ink.stoneLight, 1.6, `M84 ${foot - 8}q-3 -5 1 -8M89 ${foot - 8}q-3 -5 1 -8`) +
    walker(scene, left + 176, foot + 14, 36, ink.heather)
  );
}

export function market(scene: Scene): string {
  const { chance, ink } = scene;
  const foot = ground + 14;
  const colours = [ink.fuchsia, ink.deep, ink.moss, ink.gorse] as const;
  const start = chance.whole(0, 3);
  const stall = (x: number, y: number, w: number, index: number): string => {
    const colour = colours[(start + index) % 4] ?? ink.moss;
    const stripes = Math.round(w / 11);
    return (
      stroke(ink.brickDark, 2.6, `M${x + 4} ${y}v-52M${x + w - 4} ${y}v-52`) +
      repeat(stripes, (i) =>
        path(
          i % 2 ? ink.limewash : colour,
          `M${x + (i * w) / stripes} ${y - 52}l${w / stripes / 4} -14h${w / stripes}l${w / stripes / 4 - w / stripes / 2} 14v6q${-w / stripes / 2} 6 ${-w / stripes} 0Z`,
        ),
      ) +
      box(ink.brick, x, y - 20, w, 20) +
      stroke(ink.brickDark, 1.2, `M${x} ${y - 10}h${w}`) +
      repeat(Math.floor(w / 10), (i) =>
        disc([ink.fuchsia, ink.gorse, ink.leaf, ink.copper][(i + index) % 4] ?? ink.gorse, x + 7 + i * 10, y - 22 - (i % 2) * 2, 4.6),
      )
    );
  };
  return (
    stroke(ink.ink, 1, 'M0 62Q80 88 160 66T320 60') +
    repeat(14, (i) => {
      const x = 8 + i * 23;
      const y = 66 + Math.sin(i / 2.1) * 8;
      return shape(colours[(i + start) % 4] ?? ink.moss, [x, y], [x + 11, y + 1], [x + 5, y + 13]);
    }) +
    stall(24, foot - 8, 84, 0) +
    stall(206, foot - 8, 90, 1) +
    walker(scene, 130, foot + 2, 38, ink.heather) +
    walker(scene, 190, foot + 4, 34, ink.deep) +
    stall(108, foot + 22, 96, 2) +
    repeat(
      2,
      (i) =>
        box(ink.copper, 22 + i * 250, foot + 6, 30, 16) +
        repeat(3, (j) => disc(i ? ink.gorse : ink.leaf, 28 + i * 250 + j * 9, foot + 6, 4.4)),
    )
  );
}

export function railway(scene: Scene): string {
  const { chance, ink } = scene;
  const rail = ground + 8;
  const colour = chance.pick([ink.moss, ink.deep, ink.brickDark, ink.fuchsia] as const);
  const coach = (x: number): string =>
    box(ink.brick, x, rail - 42, 74, 30, 3) +
    box(ink.roof, x - 2, rail - 46, 78, 6, 3) +
    repeat(5, (i) => box(ink.night ? ink.glass : ink.limewash, x + 6 + i * 13.4, rail - 36, 9.4, 11, 1.4)) +
    repeat(2, (i) => disc(ink.ink, x + 16 + i * 42, rail - 8, 6.4));
  return (
    path(ink.turf, `M0 ${rail + 2}H320V200H0Z`) +
    path(ink.stone, `M0 ${rail + 1}H320V${rail + 12}H0Z`) +
    repeat(20, (i) => box(ink.brickDark, 4 + i * 16, rail - 1, 8, 5)) +
    box(ink.ink, 0, rail - 2, 320, 2.4) +
    coach(-8) +
    coach(74) +
    stroke(ink.ink, 3, `M66 ${rail - 14}h12M148 ${rail - 14}h16`) +
    box(ink.ink, 156, rail - 34, 24, 22) +
    path(ink.ink, `M158 ${rail - 34}q10 -8 20 0Z`) +
    box(colour, 184, rail - 56, 30, 44, 2) +
    box(ink.ink, 180, rail - 60, 38, 5, 2) +
    box(ink.night ? ink.glass : ink.wave, 190, rail - 50, 16, 13, 1) +
    box(colour, 212, rail - 42, 66, 26, 6) +
    stroke(ink.gorse, 2.2, `M232 ${rail - 42}v26M256 ${rail - 42}v26`) +
    disc(ink.ink, 278, rail - 29, 13) +
    shape(ink.ink, [262, rail - 42], [259, rail - 64], [275, rail - 64], [272, rail - 42]) +
    path(ink.gorse, `M238 ${rail - 42}q0 -12 8 -12t8 12Z`) +
    box(ink.brickDark, 190, rail - 16, 98, 5) +
    repeat(3, (i) => disc(ink.ink, 206 + i * 26, rail - 10, 9.6) + disc(colour, 206 + i * 26, rail - 10, 5.6)) +
    stroke(ink.stoneLight, 2.6, `M206 ${rail - 8}h52`) +
    shape(ink.ink, [286, rail - 14], [300, rail - 1], [282, rail - 1]) +
    `<g opacity=".9">${disc(ink.foam, 262, rail - 74, 9)}${disc(ink.foam, 246, rail - 86, 13)}${disc(ink.foam, 222, rail - 96, 17)}${disc(ink.foam, 190, rail - 102, 13)}${disc(ink.foam, 166, rail - 106, 8)}</g>`
  );
}

export function harbour(scene: Scene): string {
  const { chance, ink } = scene;
  const hulls = [ink.fuchsia, ink.deep, ink.moss, ink.brickDark] as const;
  const start = chance.whole(0, 3);
  const fronts = [ink.limewash, ink.sand, ink.path, ink.wave, ink.limewash] as const;
  return (
    repeat(7, (i) => {
      const x = 8 + i * 43 + chance.between(0, 4);
      const height = chance.between(26, 40);
      return (
        box(fronts[(i + start) % 5] ?? ink.limewash, x, 122 - height, 40, height) +
        shape(ink.roof, [x - 2, 122 - height], [x + 8, 110 - height], [x + 32, 110 - height], [x + 42, 122 - height]) +
        box(ink.brickDark, x + 28, 104 - height, 6, 10) +
        repeat(2, (j) => box(ink.night ? ink.glass : ink.basalt, x + 8 + j * 17, 128 - height, 7, 9)) +
        box(hulls[(i + 1) % 4] ?? ink.deep, x + 17, 110, 7, 12)
      );
    }) +
    box(ink.stone, 0, 121, 320, 13) +
    stroke(ink.stoneDark, 1.2, 'M0 127H320M30 121v6M74 127v7M120 121v6M170 127v7M214 121v6M262 127v7') +
    water(scene, 134) +
    boat(scene, chance.between(58, 84), 152, 22, hulls[start] ?? ink.deep, true) +
    boat(scene, chance.between(206, 240), 160, 28, hulls[(start + 1) % 4] ?? ink.moss, false) +
    boat(scene, chance.between(132, 158), 178, 18, hulls[(start + 2) % 4] ?? ink.fuchsia, chance.odds(0.5)) +
    shape(ink.stone, [252, 200], [262, 176], [320, 170], [320, 200]) +
    repeat(2, (i) => box(ink.ink, 276 + i * 24, 164, 7, 11, 2)) +
    gulls(scene)
  );
}
