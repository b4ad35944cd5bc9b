import { fail, redirect } from '@sveltejs/kit';
import { m } from '@drystone/messages';
import type { Draft, ProcessForm } from '@drystone/commissioning';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { freeId } from '#lib/commissioning/editor/fields.ts';
import { said } from '#lib/commissioning/editor/said.ts';
import { tasksOf } from '#lib/commissioning/editor/tasks.ts';
import { problemOf } from '#lib/problem.ts';
import type { PageServices } from '../../../../../../page-services.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, visit }, params: { id }, request, setHeaders, url }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const draft = await orRefused(commissioning.draft(caller, id));
  const names = new Map((await visit.areas()).map(({ slug, name }) => [slug, name]));
  const { content, revision } = draft.process;
  const groups = tasksOf(draft);
  setHeaders({ 'cache-control': 'no-store' });
  return {
    id,
    revision,
    merged: url.searchParams.has('merged'),
    oneLotReason: content.oneLotReason ?? '',
    reasonWanted: content.lots.length === 1,
    lots: content.lots.map((lot, index) => ({
      id: lot.id,
      title: lot.title,
      part: commissioning.parts.find((part) => part.id === lot.part)?.name ?? lot.part,
      areas: lot.areas.map((slug) => names.get(slug) ?? slug),
      term: lot.term,
      valuePence: lot.valuePence,
      left: groups[index + 1]!.tasks.filter(({ state }) => state !== 'done').length,
      first: groups[index + 1]!.tasks.find(({ state }) => state !== 'done')?.address ?? `lots/${lot.id}/what`,
    })),
    findings: draft.findings.filter(({ field, rule }) => field === 'oneLotReason' || rule === 'lot-too-large' || rule === 'bundled'),
    hindered: draft.hindrances.filter(({ field }) => field === 'lots' || field === 'oneLotReason').map((each) => said(each, draft.process)),
  };
};

/** Changes the newest version of a draft: what is added or taken away here stands in nobody's way. */
async function change({ locals, request, id }: { readonly locals: PageServices; readonly request: Request; readonly id: string }, changed: (content: ProcessForm, draft: Draft) => unknown, step?: string) {
  const { caller } = await signedInOrAway(locals.accounts, request.headers);
  for (let attempt = 0; ; attempt++) {
    const draft = await orRefused(locals.commissioning.draft(caller, id));
    try {
      return await locals.commissioning.editProcess(caller, id, draft.process.revision, changed(draft.process.content, draft), step);
    } catch (caught) {
      if (problemOf(caught)?.status !== 412 || attempt >= 3) throw caught;
    }
  }
}

async function orFailed<Result>(id: string, work: () => Promise<Result>, fields: Record<string, string>) {
  try {
    await work();
    return undefined;
  } catch (caught) {
    const problem = problemOf(caught);
    if (problem === undefined) throw caught;
    const errors = problem.errors.map((each) => said(each, { id, content: { lots: [] } })).map(({ place, message, mend }) => ({ field: Object.keys(fields)[0] ?? '', message: m.draft_said({ place, message }), mend }));
    return fail(problem.status, { ...fields, errors: errors.length > 0 ? errors : [{ field: '', message: problem.message }] });
  }
}

export const actions: Actions = {
  add: async ({ locals, request, params: { id } }) => {
    const title = String((await request.formData()).get('title') ?? '').trim();
    if (title.length < 4) return fail(400, { title, errors: [{ field: 'title', message: `${m.lot_new_title()} ${m.draft_too_short({ least: '4' })}` }] });
    let lot = '';
    const failed = await orFailed(
      id,
      () =>
        change({ locals, request, id }, (content, { timeZone }) => {
          lot = freeId('', title, new Set(content.lots.map((each) => each.id)));
          const from = Temporal.Now.plainDateISO(timeZone).add({ months: 5 }).with({ day: 1 });
          const last = content.lots.at(-1);
          const usual = { part: locals.commissioning.parts[0]!.id, areas: [], term: { from: from.toString(), to: from.add({ years: 2 }).subtract({ days: 1 }).toString() }, valuePence: null, ...(last && { part: last.part, term: last.term }) };
          return { ...content, lots: [...content.lots, { id: lot, title, description: '', ...usual }] };
        }),
      { title },
    );
    if (failed !== undefined) return failed;
    redirect(303, `/commissioning/processes/${id}/edit/lots/${lot}/what`);
  },
  remove: async ({ locals, request, params: { id } }) => {
    const lot = String((await request.formData()).get('lot') ?? '');
    await orRefused(change({ locals, request, id }, (content) => ({ ...content, lots: content.lots.filter((each) => each.id !== lot) })));
    redirect(303, `/commissioning/processes/${id}/edit/lots`);
  },
  reason: async ({ locals, request, params: { id } }) => {
    const oneLotReason = String((await request.formData()).get('oneLotReason') ?? '').trim();
    const failed = await orFailed(id, () => change({ locals, request, id }, ({ oneLotReason: _, ...content }) => ({ ...content, ...(oneLotReason !== '' && { oneLotReason }) }), 'lots'), { oneLotReason });
    if (failed !== undefined) return failed;
    redirect(303, `/commissioning/processes/${id}/edit`);
  },
};
