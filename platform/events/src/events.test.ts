import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { sql } from '@drystone/database';
import { appendEvent, makeEventPartitions } from './index.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});

const at = Temporal.Instant.from('2027-06-11T12:00:00Z');

describe('an event', () => {
  it('stands with who acted and in which transaction, or not at all', async () => {
    const id = await test.database.as('account:7', (transaction) => appendEvent(transaction, { type: 'stop.visited', subject: 'dunluce-castle', at, data: { trip: null, littleKnown: false } }));
    await expect(
      test.database.as('account:7', async (transaction) => {
        await appendEvent(transaction, { type: 'stop.visited', subject: 'lost', at, data: { trip: null, littleKnown: false } });
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow();
    const { rows } = await test.database.pool.query<{ id: string; actor: string; subject: string; transaction_id: string }>('select id, actor, subject, transaction_id::text from platform.event');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ id, actor: 'account:7', subject: 'dunluce-castle', transaction_id: expect.stringMatching(/^\d+$/) });
  });

  it('lies in its month, and one of a month nobody made is kept all the same', async () => {
    await makeEventPartitions(test.database, at);
    await makeEventPartitions(test.database, at);
    const place = (moment: string) =>
      test.database.as('anonymous', async (transaction) => {
        const id = await appendEvent(transaction, { type: 'stop.visited', subject: 'x', at: Temporal.Instant.from(moment), data: { trip: null, littleKnown: false } });
        return (await sql<{ part: string }>`select tableoid::regclass::text as part from platform.event where id = ${id}`.execute(transaction)).rows[0]!.part;
      });
    expect(await place('2027-08-01T00:00:00Z')).toBe('platform.event_2027_08');
    expect(await place('2031-01-01T00:00:00Z')).toBe('platform.event_default');
  });
});
