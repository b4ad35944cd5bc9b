import type { PageServerLoad } from './$types';

const kinds = ['law', 'policy', 'habit'] as const;

export const load: PageServerLoad = ({ locals: { commissioning }, url }) => {
  const q = (url.searchParams.get('q') ?? '').trim().slice(0, 200);
  const kind = kinds.find((each) => each === url.searchParams.get('kind'));
  return { q, kind, found: commissioning.barriers({ q, kind }).map(({ id, said, kind: rests, mend }) => ({ id, said, kind: rests, mend })) };
};
