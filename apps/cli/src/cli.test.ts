/** The drystone command as whoever runs the platform uses it. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkItinerary } from '../../../services/visit/src/trips/check-itinerary.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { catalogueOfPack, readPlacePack, tripRequest, type Itinerary } from '@drystone/visit';
import { run } from './run.ts';

const program = join(import.meta.dirname, '../bin/drystone.mjs');
let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'drystone-cli-'));
  vi.stubEnv('DATA_DIR', data);
  vi.stubEnv('DATABASE_URL', undefined);
});
afterAll(() => rm(data, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** In this process: what each would load anew is loaded once. */
async function drystone(...words: string[]): Promise<Ended> {
  const [out, err] = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true));
  const written = (stream = out!) => stream.mock.calls.map(([text]) => text).join('');
  try {
    await run(words);
    return { code: Number(process.exitCode ?? 0), out: written(), err: written(err) };
  } finally {
    out!.mockRestore();
    err!.mockRestore();
    process.exitCode = undefined;
  }
}

/** As its user runs it. */
function asProgram(...words: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }));
  });
}

describe('drystone plan', () => {
  const stay = ['--arrive', '2027-06-11T13:00@belfast', '--leave', '2027-06-13T18:00@belfast'];

  it('tells the days in words', async () => {
    const { code, out } = await drystone('plan', ...stay, '--interests', 'history,coast', '--pace', 'steady');
    expect(code).toBe(0);
    for (const date of ['2027-06-11', '2027-06-12', '2027-06-13']) expect(out).toContain(date);
    expect(out).toMatch(/\d+ stops · \d+ km/);
  });

  it('answers programs with a plan that can be followed', async () => {
    const { out } = await drystone('plan', ...stay, '--interests', 'castles:1,beaches:0.4', '--base', 'newcastle', '--budget', '40', '--must-see', 'mount-stewart', '--appointment', '2027-06-12T13:30@downpatrick;60;Lunch with Róisín', '--hours', '09:00-19:00', '--json');
    const { request, ...itinerary } = JSON.parse(out) as Itinerary & { request: unknown };
    const { attractions } = catalogueOfPack(await readPlacePack(join(import.meta.dirname, '../../../places/northern-ireland')));
    expect(checkItinerary(itinerary, tripRequest.parse(request), attractions, 'Europe/London')).toEqual([]);
  });

  it.each<[string, string[], RegExp]>([
    ['nothing', [], /--arrive is missing: use TIME@WHERE/],
    ['an unknown town', ['--arrive', '2027-06-11T13:00@atlantis', '--leave', '2027-06-13T18:00@belfast'], /^drystone: --arrive "2027-06-11T13:00@atlantis": "atlantis" is neither a town/],
    ['leaving before arriving', ['--arrive', '2027-06-11T13:00@belfast', '--leave', '2027-06-10T18:00@belfast'], /^drystone: --leave "2027-06-10T18:00@belfast": leaving is not after arriving; leave after/],
    ['an option there is not', [...stay, '--wifi'], /'--wifi'.*see --help/],
    ['more than there is', [...stay, '--discovery', '7'], /^drystone: --discovery "7" is too much; use 1 or less\.$/],
    ['one of a list', [...stay, '--needs', 'stepFree,foo'], /^drystone: --needs "foo" is none of what there is; use one of stepFree, /],
    ['an interest there is not', [...stay, '--interests', 'history:1,dragons:0.4'], /^drystone: --interests "dragons:0\.4" is none of what there is; use one of history, /],
    ['a budget below nothing', [...stay, '--budget=-1'], /^drystone: --budget is -1: use 0 to 100000$/],
    ['fewer people than none', [...stay, '--adults', '-3'], /^drystone: --adults "-3" is too little; use 0 or more\.$/],
    ['an option without its value', [...stay, '--adults'], /^drystone: --adults lacks its value: give it, as --adults=…/],
    ['a slip in a town', ['--arrive', '2027-06-11T13:00@belfst', '--leave', '2027-06-13T18:00@belfast'], /"belfst" is neither .*; did you mean belfast\?$/],
    ['half the name of an attraction', [...stay, '--must-see', 'giants'], /--must-see "giants": .*; did you mean giants-ring or giants-causeway\?$/],
    ['an attraction like nothing', [...stay, '--must-see', 'xyzzy'], /--must-see "xyzzy": .*; use the slug of an attraction, such as [a-z-]+\.$/],
    ['both ends of a day, once', [...stay, '--hours', '9-10'], /^drystone: --hours "9-10": use a time of day such as 09:30\.$/],
    ['a number that is none', [...stay, '--discovery', 'lots'], /--discovery is "lots": use a number/],
    ['an appointment without a name', [...stay, '--appointment', '2027-06-12T19:00@bangor;90'], /--appointment is .*use TIME@WHERE;MINUTES;NAME/],
    ['a place there is not', [...stay, '--place', 'atlantis'], /there is no place "atlantis"/],
    ['a place that climbs out', [...stay, '--place', '../..'], /--place "\.\.\/\.\.": use a slug/],
  ])('refuses %s in one line and with exit code 1', async (_, words, line) => {
    const { code, err } = await drystone('plan', ...words);
    expect(code).toBe(1);
    expect(err.trim()).toMatch(line);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});

describe('drystone route', () => {
  it('tells kilometres and minutes, or the whole way', async () => {
    expect((await drystone('route', '--from', '54.5968,-5.9254', '--to', 'portrush')).out).toMatch(/^\d+\.\d km, \d+ minutes \(drystone\)$/m);
    const { out } = await drystone('route', '--from', 'portaferry', '--to', 'strangford', '--json');
    expect(JSON.parse(out)).toMatchObject({ source: 'drystone', geometry: { type: 'LineString' }, ferries: [expect.stringContaining('Strangford')] });
  });

  it('refuses what is no place', async () => {
    expect(await drystone('route', '--from', 'x;y', '--to', 'belfast')).toMatchObject({ code: 1 });
    expect(await drystone('route', '--from', 'belfast')).toMatchObject({ code: 1, err: expect.stringContaining('--to is missing') });
  });
});

describe('drystone attractions', () => {
  it('starts PostgreSQL for the command’s length where none runs', async () => {
    const { code, out, err } = await drystone('attractions', '--q', 'round tower', '--limit', '3', '--json');
    expect(err).toBe('');
    expect(code).toBe(0);
    expect((JSON.parse(out) as { items: unknown[] }).items).toHaveLength(3);
  });

  it.each<[string, string[], RegExp]>([
    ['a limit in letters', ['--limit', 'abc'], /^drystone: --limit "abc" is not a number; write it in digits\.\n$/],
    ['a limit below one', ['--limit', '-1'], /^drystone: --limit "-1" is too little; use 1 or more\.\n$/],
    ['a radius around nothing', ['--radius', '20'], /^drystone: --radius "20" is a distance from no point; give near as well\.\n$/],
    ['an area there is not', ['--area', 'fermanagh'], /^drystone: --area "fermanagh": "fermanagh" is not an area of Northern Ireland; did you mean fermanagh-and-omagh\?\n$/],
    ['an area like nothing', ['--area', 'xyzzy'], /^drystone: --area "xyzzy": "xyzzy" is not an area of Northern Ireland; use one of [a-z-]+, /],
  ])('refuses %s', async (_, words, line) => {
    expect(await drystone('attractions', ...words)).toMatchObject({ code: 1, out: '', err: expect.stringMatching(line) });
  });

  it('refuses an interest there is not', async () => {
    expect(await drystone('attractions', '--interest', 'dragons')).toMatchObject({ code: 1, err: expect.stringMatching(/^drystone: --interest "dragons" is none of what there is; use one of history, /) });
  });
});

describe('drystone', () => {
  it('is a program that ends with the code its caller needs', async () => {
    const [help, refused, unread] = await Promise.all([asProgram('--help'), asProgram('plan'), asProgram('tender-check', 'nowhere.json')]);
    expect(help).toMatchObject({ code: 0, out: expect.stringContaining('drystone COMMAND'), err: '' });
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^drystone: --arrive is missing.*\n$/) });
    expect(unread).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^drystone: nowhere\.json cannot be read.*\n$/) });
  });

  it('helps', async () => {
    expect((await drystone('--help')).out).toContain('plan');
    for (const command of ['plan', 'route', 'attractions', 'database']) expect((await drystone(command, '--help')).out).toContain(`drystone ${command}`);
  });

  it('helps with a command by its name, and tells its version', async () => {
    expect(await drystone('help', 'plan')).toEqual(await drystone('plan', '--help'));
    expect(await drystone('--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
  });

  it.each([[['fly']], [['help', 'fly']], [['help', 'toString']]])('knows no other command: %j', async (words) => {
    expect(await drystone(...words)).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^drystone: there is no command "(fly|toString)": use plan, /) });
  });
});

describe('drystone tender-check', () => {
  const tender = { title: 'Walks', description: 'Bidders must supply audited accounts.', value: { amount: 20_000, currency: 'GBP' } };
  const file = (name: string, content: string | Uint8Array) => {
    const path = join(data, name);
    return writeFile(path, content).then(() => path);
  };

  it('tells what it found in words, with exit code 1 where it is against the law', async () => {
    const { code, out } = await drystone('tender-check', await file('unfair.json', JSON.stringify({ tender })));
    expect(code).toBe(1);
    expect(out).toMatch(/error {2}audited-accounts\n {2}\/tender\/description\n {2}“Bidders must supply audited accounts\.”/);
  });

  it('ends with exit code 0 where nothing is against the law, and takes a byte order mark', async () => {
    const { code, out } = await drystone('tender-check', '--json', await file('fair.json', `\uFEFF${JSON.stringify({ tender: { ...tender, description: 'Any organisation may bid.' } })}`));
    expect(code).toBe(0);
    expect((JSON.parse(out) as { findings: { severity: string }[] }).findings.map(({ severity }) => severity)).not.toContain('error');
  });

  it('answers programs in JSON and SARIF', async () => {
    const path = await file('unfair.json', JSON.stringify({ tender }));
    const json = JSON.parse((await drystone('tender-check', path, '--format', 'json')).out) as { findings: Record<string, string>[] };
    expect(Object.keys(json.findings[0] ?? {})).toEqual(['rule', 'severity', 'path', 'quote', 'message', 'mend', 'source']);
    const sarif = JSON.parse((await drystone('tender-check', '--format', 'sarif', path)).out) as { version: string; runs: { results: { ruleId: string }[] }[] };
    expect([sarif.version, sarif.runs[0]?.results[0]?.ruleId]).toEqual(['2.1.0', 'audited-accounts']);
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['empty', '', /it is empty/],
    ['no JSON', '{"tender":', /it is not JSON/],
    ['not UTF-8', new Uint8Array([0x7b, 0x22, 0xe9, 0x22, 0x7d]), /save it as UTF-8/],
    ['without a tender', '{"ocid":"x"}', /it holds no tender/],
    ['a list', '[1,2]', /it is no OCDS document/],
  ])('refuses a file that is %s in one line and with exit code 2', async (_, content, line) => {
    const { code, err } = await drystone('tender-check', await file('bad.json', content));
    expect(code).toBe(2);
    expect(err).toMatch(line);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it.each<[string, string[], RegExp]>([
    ['a file there is not', ['nowhere.json'], /there is no such file/],
    ['no file', [], /give one file/],
    ['two files', ['a.json', 'b.json'], /give one file, not 2/],
    ['another format', ['--format', 'xml', 'a.json'], /--format is "xml": use text, json, sarif/],
    ['an option there is not', ['--strict', 'a.json'], /'--strict'.*see --help/],
  ])('refuses %s with exit code 2', async (_, words, line) => {
    const { code, err } = await drystone('tender-check', ...words);
    expect(code).toBe(2);
    expect(err).toMatch(line);
  });
});
