import { kindOfBarrier } from '#lib/commissioning/words.ts';
import { choices } from '#lib/words/words.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { commissioning }, url }) => {
  const q = (url.searchParams.get('q') ?? '').trim().slice(0, 200);
  const asked = url.searchParams.get('kind');
  const kind = asked === 'not-sorted' ? asked : choices(kindOfBarrier).find(({ value }) => value === asked)?.value;
  return { q, kind, found: (await commissioning.barriers({ q, kind })).map(({ id, said, kind: rests, mend }) => ({ id, said, kind: rests, mend })) };
};
