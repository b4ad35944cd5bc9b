/** The short form of `npm run fuzz:alarms`. */

import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';

it('holds what the standards say on 20,000 mutated frames', () => {
  const { broken, outcomes } = fuzz(20_000, 26);
  expect(broken.map(({ codec, why, frame }) => `${codec}: ${why}: ${frame}`)).toEqual([]);
  // It reaches what it is meant to reach.
  expect(Object.keys(outcomes.dc09)).toEqual(expect.arrayContaining(['accepted ACK', 'attempted', 'attempted DUH', 'attempted NAK', 'ignored']));
  expect(Object.keys(outcomes.scaip)).toEqual(expect.arrayContaining(['snu 0', 'snu 1', 'snu 2', 'snu 3', 'snu 7']));
});
