import { sql } from '@drystone/database';
import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { appendEvent, committedSince, follow, isPosition, positionNow, type News } from './index.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});

const at = Temporal.Instant.from('2027-06-11T12:00:00Z');
const now = () => test.database.as('anonymous', positionNow);
const since = (position: string) => test.database.as('anonymous', (transaction) => committedSince(transaction, position));
const subjects = ({ events }: News) => events!.map(({ subject }) => subject);

/** An event in a transaction that is open until it is let go. */
async function open(subject: string): Promise<{ letGo(): Promise<void> }> {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  let done = Promise.resolve();
  await new Promise<void>((appended) => {
    done = test.database.as('anonymous', async (transaction) => {
      await appendEvent(transaction, { type: 'stop.visited', subject, at, data: { trip: null, littleKnown: false } });
      appended();
      await held;
    });
  });
  return {
    async letGo() {
      letGo();
      await done;
    },
  };
}
const happened = async (subject: string) => (await open(subject)).letGo();

describe('a place in the log', () => {
  it('leads to all that was committed after it, once, in the order of transactions; and one that runs on holds nobody up', async () => {
    const early = await open('began first, ends last');
    const from = await now();
    await happened('one');
    await happened('two');
    const first = await since(from);
    expect(subjects(first)).toEqual(['one', 'two']);
    expect(subjects(await since(first.position))).toEqual([]);
    await happened('three');
    await early.letGo();
    expect(subjects(await since(first.position))).toEqual(['began first, ends last', 'three']);
    expect(subjects(await since(from))).toEqual(['began first, ends last', 'one', 'two', 'three']);
  });

  it('of another database, or after which too much has happened, leads to everything anew', async () => {
    expect((await since('9000000000:9000000000:')).events).toBeNull();
    const from = await now();
    await test.database.as('anonymous', (transaction) => sql`insert into platform.event (id, type, subject, at) select gen_random_uuid(), 'stop.visited', 'many', now() from generate_series(1, 1100)`.execute(transaction));
    const { events, position } = await since(from);
    expect(events).toBeNull();
    expect(subjects(await since(position))).toEqual([]);
  });

  it.each(['', '1', '1:2', '2:1:', '0:1:', '1:2:2', '1:3:2,1', '1:2:1,', "1:2:'; drop table platform.event; --", '1:99999999999999999999:', `1:999:${Array.from({ length: 300 }, (_, index) => index + 1).join()}`])('is not %j', (text) => {
    expect(isPosition(text)).toBe(false);
  });

  it('is whatever PostgreSQL says', async () => {
    const running = await open('running');
    expect([await now(), '5:5:', '5:9:5,7'].map(isPosition)).toEqual([true, true, true]);
    await running.letGo();
  });
});

describe('whoever follows the log', () => {
  it('hears of what happens at once, and of what was missed while telling failed', async () => {
    const told: string[] = [];
    let fails = 1;
    const failures: unknown[] = [];
    const following = follow(
      test.database,
      await now(),
      (news) => {
        if (news.events?.length === 0) return;
        if (fails-- > 0) throw new Error('not yet');
        told.push(...subjects(news));
      },
      (error) => failures.push(error),
    );
    await happened('missed');
    await expect.poll(() => failures.length).toBe(1);
    await happened('heard');
    await expect.poll(() => told).toEqual(['missed', 'heard']);
    await following.stop();
    await happened('nobody hears');
    expect(told).toEqual(['missed', 'heard']);
  });
});
