import { expect, it } from 'vitest';
import { neighbouringAreas } from './neighbouring-areas.ts';
import { placesFolder } from './prepare-database.ts';

const area = (slug: string, gssCode: string) => ({ slug, gssCode, place: 'northern-ireland' });

it('areas are neighbours where they share a border, both ways', async () => {
  const areas = [area('belfast', 'N09000003'), area('antrim-and-newtownabbey', 'N09000001'), area('lisburn-and-castlereagh', 'N09000007'), area('ards-and-north-down', 'N09000011'), area('mid-ulster', 'N09000009')];
  const neighbours = await neighbouringAreas(placesFolder, areas);
  expect([...neighbours.get('belfast')!].sort()).toEqual(['antrim-and-newtownabbey', 'ards-and-north-down', 'lisburn-and-castlereagh']);
  expect(neighbours.get('mid-ulster')).toEqual(['antrim-and-newtownabbey']);
  for (const [slug, others] of neighbours) for (const other of others) expect(neighbours.get(other), `${slug} ${other}`).toContain(slug);
});

it('a place without outlines has none', async () => {
  expect(await neighbouringAreas(placesFolder, [{ slug: 'nowhere', gssCode: null, place: 'no-such-place' }])).toEqual(new Map());
});
