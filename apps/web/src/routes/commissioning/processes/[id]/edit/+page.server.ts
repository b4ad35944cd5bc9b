import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { tasksOf } from '#lib/commissioning/editor/tasks.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning }, params: { id }, request, setHeaders, url }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const draft = await orRefused(commissioning.draft(caller, id));
  setHeaders({ 'cache-control': 'no-store' });
  return { id, title: draft.process.content.title, buyer: draft.process.buyer.name, revision: draft.process.revision, groups: tasksOf(draft), merged: url.searchParams.has('merged'), counts: { error: 0, warning: 0, note: 0, ...Object.fromEntries(['error', 'warning', 'note'].map((severity) => [severity, draft.findings.filter((each) => each.severity === severity).length])) } };
};
