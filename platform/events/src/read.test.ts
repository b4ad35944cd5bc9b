import { sql, type Transaction } from '@drystone/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { readAll } from '../../../tests/support/roll-up.ts';
import { appendEvent, readAnew, readOn, readToEnd, tail, type EventReader } from './index.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ empty: false });
});

const at = Temporal.Instant.from('2027-06-11T12:00:00Z');
const append = (transaction: Transaction, subject: string) => appendEvent(transaction, { type: 'stop.visited', subject, at, data: { trip: null, littleKnown: false } });
const happened = (subject: string) => test.database.as('anonymous', (transaction) => append(transaction, subject));

/** Nothing runs beside it: what was committed may be read. */
const settled = () => readAll(test, { name: 'settled', read: async () => undefined });

/** Keeps what it was told in a table of the test's own. */
async function collector(name: string): Promise<EventReader & { told(): Promise<string[]> }> {
  const { default: pg } = await import('pg');
  const owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  await owner.query(`create table if not exists public.told (reader text, subject text); grant all on public.told to drystone_app`);
  await owner.end();
  return {
    name,
    async read(transaction, events) {
      for (const { subject } of events) await sql`insert into public.told values (${name}, ${subject})`.execute(transaction);
    },
    told: async () => (await test.database.pool.query<{ subject: string }>('select subject from public.told where reader = $1', [name])).rows.map(({ subject }) => subject),
  };
}

describe('a reader of the log', () => {
  it('does not skip an event whose transaction began first and commits last', async () => {
    const reader = await collector('late');
    await readAll(test, reader);
    let letGo = () => undefined as void;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let begun = () => undefined as void;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const slow = test.database.as('anonymous', async (transaction) => {
      await append(transaction, 'slow');
      begun();
      await held;
    });
    await hasBegun;
    await happened('quick');
    await readToEnd(test.database, reader);
    expect(await reader.told()).toEqual([]);
    letGo();
    await slow;
    await readAll(test, reader);
    expect(await reader.told()).toEqual(['slow', 'quick']);
  });

  it('passes over what was rolled back', async () => {
    const reader = await collector('rolled back');
    await readAll(test, reader);
    await test.database.as('anonymous', async (transaction) => {
      await append(transaction, 'never');
      throw new Error('changed my mind');
    }).catch(() => undefined);
    await happened('after it');
    await readAll(test, reader);
    expect((await reader.told()).slice(-1)).toEqual(['after it']);
    expect(await reader.told()).not.toContain('never');
  });

  it('that falls over is told again, and what it did before counts once', async () => {
    const reader = await collector('falls');
    await readAll(test, reader);
    await happened('once');
    await settled();
    const falling: EventReader = { name: reader.name, read: async (transaction, events) => {
      await reader.read(transaction, events);
      throw new Error('the power went');
    } };
    await expect(readOn(test.database, falling)).rejects.toThrow('the power went');
    await readAll(test, reader);
    expect((await reader.told()).filter((subject) => subject === 'once')).toEqual(['once']);
  });

  it('on two machines counts each event once', async () => {
    const reader = await collector('twins');
    const subjects = Array.from({ length: 40 }, (_, index) => `twin ${index}`);
    await Promise.all(subjects.map(happened));
    await Promise.all([1, 2, 3].map(() => readToEnd(test.database, reader)));
    await readAll(test, reader);
    expect((await reader.told()).filter((subject) => subject.startsWith('twin')).toSorted()).toEqual(subjects.toSorted());
  });

  it('reads all of it anew, and is where it was', async () => {
    const reader = await collector('anew');
    await readAll(test, reader);
    const before = await reader.told();
    const count = await readAnew(test.database, reader, async (transaction) => void (await sql`delete from public.told where reader = ${reader.name}`.execute(transaction)));
    expect(count).toBeLessThanOrEqual(before.length);
    await readAll(test, reader);
    expect(await reader.told()).toEqual(before);
    expect(await readOn(test.database, reader)).toBe(0);
  });

  it('is woken by the tailer soon after the commit, and one that fails does not hold up the others', async () => {
    const reader = await collector('woken');
    const failures: string[] = [];
    const broken: EventReader = { name: 'broken', read: () => Promise.reject(new Error('cannot')) };
    const tailer = tail(test.database, [broken, reader], (name) => failures.push(name));
    try {
      await happened('wake up');
      await expect.poll(reader.told).toContain('wake up');
      expect(failures).toContain('broken');
    } finally {
      await tailer.stop();
    }
  });
});
