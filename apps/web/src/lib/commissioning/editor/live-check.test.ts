import { describe, expect, it } from 'vitest';
import { findingsFor } from './live-check.ts';

const live = { release: { ocid: 'ocds-x', tender: { title: 'Walks', value: { amount: 20_000, currency: 'GBP' }, lots: [{ id: 'one', title: 'One', description: 'Describe the glens.' }] } }, pointers: { title: '/tender/title', description: '/tender/lots/0/description', strange: '/tender/nothing/there' } };

describe('the tender check while one types', () => {
  it('finds what is being written, at its place', async () => {
    const found = await findingsFor(live, { title: 'Walks', description: 'Bidders must supply audited accounts.', strange: 'x' });
    expect(found.map(({ rule, path }) => [rule, path])).toEqual([['audited-accounts', '/tender/lots/0/description']]);
  });

  it('says nothing of other pages', async () => {
    expect(await findingsFor(live, { title: 'Walks for all' })).toEqual([]);
  });
});
