import { describe, expect, it } from 'vitest';
import { measures, readMeasures } from './measures.ts';

const csv = (content: string) => readMeasures({ format: 'csv', content });

describe('measures of social value', () => {
  it('cover the eight outcomes, each with its source', () => {
    expect(new Set(measures.map(({ outcome }) => outcome[0]))).toEqual(new Set('12345678'));
    expect(new Set(measures.map(({ id }) => id)).size).toBe(measures.length);
  });

  it('are imported from CSV as spreadsheets write it, and from JSON', () => {
    const measure = { id: 'X1', title: 'Hours, "given"', outcome: 'Imported', unit: 'hours', proxyPence: 1693 };
    expect(csv('\ufeffid,title,unit,proxyPounds\r\nX1,"Hours, ""given""",hours,16.93\r\n')).toEqual({ measures: [measure] });
    expect(readMeasures({ format: 'json', content: JSON.stringify([{ id: 'X1', title: 'Hours, "given"', unit: 'hours', proxyPence: 1693 }]) })).toEqual({ measures: [measure] });
    expect(csv('id,title,unit\nX1,Trees,trees')).toEqual({ measures: [{ ...measure, title: 'Trees', unit: 'trees', proxyPence: null }] });
  });

  it.each([
    ['nothing', '\n', /line of names/],
    ['no names', 'X1,Trees,trees\n', /line of names/],
    ['an open quote', 'id,title,unit\nX1,"Trees,trees\n', /quote out of place/],
    ['one id twice', 'id,title,unit\nX1,Trees,trees\nX1,Trees,trees\n', /there already/],
    ['an id of ours', 'id,title,unit\nlocal-jobs,Trees,trees\n', /there already/],
    ['a negative worth', 'id,title,unit,proxyPounds\nX1,Trees,trees,-5\n', /^content\.1\.proxyP\w+: is too little$/],
    ['a million lines', `id,title,unit\n${'X,Y,Z\n'.repeat(150_000)}`, /more than/],
    ['a column there is not', 'id,title,unit,bribe\nX1,Trees,trees,5\n', /^content\.1\.bribe: is not a field there is$/],
  ])('with %s are refused whole', (_, content, message) => {
    const read = csv(content);
    expect('errors' in read ? read.errors.map((error) => `${error.field}: ${error.message}`)[0] : '').toMatch(message);
  });
});
