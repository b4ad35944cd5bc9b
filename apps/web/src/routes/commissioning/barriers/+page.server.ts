import { kindOfBarrier } from '#lib/commissioning/words.ts';
import { choices } from '#lib/words/words.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals: { commissioning }, url }) => {
  const q = (url.searchParams.get('q') ?? '').trim().slice(0, 200);
  const kind = choices(kindOfBarrier).find(({ value }) => value === url.searchParams.get('kind'))?.value;
  return { q, kind, found: commissioning.barriers({ q, kind }).map(({ id, said, kind: rests, mend }) => ({ id, said, kind: rests, mend })) };
};
