import { error } from '@sveltejs/kit';
import { orRefused } from '#lib/accounts/session.ts';
import { momentIn, protocolOfPage, shownSteps } from '#lib/home/protocols.server.ts';
import { dateName } from '#lib/words/figures.ts';
import type { PageServerLoad } from './$types';

const pageLength = 20;
const numberIn = (given: string | null): number | undefined => (given !== null && /^[1-9]\d{0,8}$/.test(given) ? Number(given) : undefined);

export const load: PageServerLoad = async (event) => {
  const { locals, url: { searchParams }, setHeaders } = event;
  setHeaders({ 'cache-control': 'no-store' });
  const { caller, organisation, state, served, edits, title } = await protocolOfPage(event);
  const [asked, before] = [numberIn(searchParams.get('version')), numberIn(searchParams.get('before'))];
  const versions = (query: { readonly before?: number | undefined; readonly limit: number }) => orRefused(locals.home.protocolVersions(caller, organisation.id, state.subject, query));
  const found = await versions({ before, limit: pageLength + 1 });
  const one = asked === undefined ? undefined : (await versions({ before: asked + 1, limit: 1 })).find(({ version }) => version === asked);
  if (asked !== undefined && one === undefined) error(404);
  const latest = one ?? served.latest;
  const text = latest?.text ?? null;
  const older = new URLSearchParams({ organisation: organisation.id, before: String(found[pageLength - 1]?.version ?? '') });
  return {
    ...{ organisation, edits, title, subject: state.subject, servedBy: served.subject },
    isDone: searchParams.get('done') !== null,
    /** Not what is in force, but what was. */
    past: one !== undefined && one.version !== state.latest?.version,
    shown: {
      version: latest?.version ?? null,
      since: latest ? momentIn(locals, latest.madeAt) : null,
      own: text && { title: text.title, by: text.approvedBy, day: dateName(text.approvedOn) },
      steps: shownSteps(text, state),
    },
    history: found.slice(0, pageLength).map(({ version, madeAt, by, text: said }) => ({ version, since: momentIn(locals, madeAt), by: by.name, own: said && { title: said.title, approvedBy: said.approvedBy, approvedOn: said.approvedOn } })),
    older: found.length > pageLength ? `?${older}` : undefined,
    paged: before !== undefined,
  };
};
