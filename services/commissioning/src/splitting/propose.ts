/** Ways to cut a purchase into lots that somebody small can do whole. Pure: the draft's lots and the map of areas in, splits out. */

import type { Lot } from '../processes/process.ts';

export interface SplitArea {
  readonly slug: string;
  readonly name: string;
  /** Areas that share a border with it. */
  readonly neighbours: readonly string[];
}

export const splitKinds = ['whole', 'by-area', 'by-neighbours', 'by-part', 'one-small'] as const;
export type SplitKind = (typeof splitKinds)[number];

export interface Split {
  readonly kind: SplitKind;
  readonly lots: readonly Lot[];
}

/** As many areas as a neighbourhood has, where the map allows. */
const neighbourhood = 3;

/** Every way in which the purchase can be cut, the present one first; none twice. */
export function proposeSplits(lots: readonly Lot[], areas: readonly SplitArea[]): readonly Split[] {
  if (lots.length === 0) return [];
  const wholes = byPart(lots);
  const candidates: Split[] = [
    { kind: 'whole', lots: wholes.length === 1 ? wholes : lots },
    ...(wholes.length > 1 ? [{ kind: 'by-part' as const, lots: wholes }] : []),
    { kind: 'by-neighbours', lots: wholes.flatMap((lot) => cut(lot, neighbourhoods(lot.areas, areas), areas)) },
    { kind: 'by-area', lots: wholes.flatMap((lot) => cut(lot, lot.areas.map((area) => [area]), areas)) },
    { kind: 'one-small', lots: wholes.flatMap((lot) => withOneSmall(lot, areas)) },
  ];
  const seen = new Set<string>();
  return candidates.filter(({ lots: each }) => {
    const shape = JSON.stringify(each.map(({ part, areas: where }) => [part, [...where].sort()]));
    return each.length > 0 && !seen.has(shape) && seen.add(shape);
  });
}

/** The lots of one part as one. */
function byPart(lots: readonly Lot[]): Lot[] {
  const groups = Map.groupBy(lots, ({ part }) => part);
  return [...groups.values()].map((group) => {
    const [first] = group;
    if (group.length === 1) return first!;
    const value = group.some(({ valuePence }) => valuePence !== null) ? group.reduce((sum, { valuePence }) => sum + (valuePence ?? 0), 0) : null;
    return { ...first!, areas: [...new Set(group.flatMap(({ areas }) => areas))], valuePence: value, term: { from: earliest(group.map(({ term }) => term.from)), to: latest(group.map(({ term }) => term.to)) } };
  });
}

const earliest = (dates: readonly string[]) => dates.toSorted()[0]!;
const latest = (dates: readonly string[]) => dates.toSorted().at(-1)!;

/** Areas in groups that hang together on the map, as even as it allows. */
export function neighbourhoods(slugs: readonly string[], areas: readonly SplitArea[]): string[][] {
  const left = new Set(slugs);
  const near = (slug: string) => (areas.find((area) => area.slug === slug)?.neighbours ?? []).filter((other) => left.has(other));
  const groups: string[][] = [];
  while (left.size > 0) {
    // The one with the fewest neighbours left begins, or it would be left alone at the end.
    const start = [...left].toSorted((a, b) => near(a).length - near(b).length || slugs.indexOf(a) - slugs.indexOf(b))[0]!;
    const group = [start];
    left.delete(start);
    while (group.length < neighbourhood) {
      const next = group.flatMap(near).toSorted((a, b) => near(a).length - near(b).length || slugs.indexOf(a) - slugs.indexOf(b))[0];
      if (next === undefined) break;
      group.push(next);
      left.delete(next);
    }
    groups.push(group);
  }
  return groups;
}

/** A lot for each group; the money by the number of areas, to the penny. */
function cut(lot: Lot, groups: readonly (readonly string[])[], areas: readonly SplitArea[]): Lot[] {
  if (groups.length < 2) return [lot];
  const name = (slug: string) => areas.find((area) => area.slug === slug)?.name ?? slug;
  let spent = 0;
  let done = 0;
  return groups.map((group) => {
    done += group.length;
    const upTo = lot.valuePence === null ? null : Math.round((lot.valuePence * done) / lot.areas.length);
    const valuePence = upTo === null ? null : upTo - spent;
    if (upTo !== null) spent = upTo;
    return { ...lot, id: idOf(lot.id, group[0]!), title: `${lot.title}: ${listed(group.map(name))}`.slice(0, 200), areas: [...group], valuePence };
  });
}

/** One area apart, small enough for the smallest; the rest stays together. */
function withOneSmall(lot: Lot, areas: readonly SplitArea[]): Lot[] {
  if (lot.areas.length < 2) return [lot];
  const near = (slug: string) => areas.find((area) => area.slug === slug)?.neighbours.length ?? 0;
  const apart = lot.areas.toSorted((a, b) => near(a) - near(b))[0]!;
  return cut(lot, [lot.areas.filter((area) => area !== apart), [apart]], areas);
}

const idOf = (lot: string, area: string): string => `${lot.slice(0, 28)}-${area}`.slice(0, 60).replace(/-+$/, '');

const listed = (names: readonly string[]): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);
