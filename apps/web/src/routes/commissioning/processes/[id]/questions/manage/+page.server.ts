import { m } from '@drystone/messages';
import { error, redirect } from '@sveltejs/kit';
import { orRefused, signedInOrAway } from '#lib/accounts/session.ts';
import { enquiryView } from '#lib/engagement/enquiry-view.ts';
import { pageOf, pageSize } from '#lib/engagement/paging.ts';
import { localTime, momentOf } from '#lib/problem/local-time.ts';
import { tryOrRefuse, written } from '#lib/problem/post.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { accounts, commissioning, places }, params: { id }, request, url, setHeaders }) => {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const found = await orRefused(commissioning.engagement(caller, id));
  if (!found.you.answer) error(403, m.questions_manage_refused());
  const { timeZone } = places[0];
  const list = async (waiting: boolean) => {
    const page = pageOf(url, waiting ? 'page' : 'settled');
    const { items, more, waiting: count } = await commissioning.enquiries(caller, id, { waiting, limit: pageSize, offset: (page - 1) * pageSize });
    return { views: items.map((each) => enquiryView(each, found, timeZone)), page, more, count };
  };
  const [waiting, settled] = await Promise.all([list(true), list(false)]);
  setHeaders({ 'cache-control': 'no-store' });
  return {
    found,
    until: found.taking && localTime(found.taking.until, timeZone),
    waiting,
    settled,
    said: url.searchParams.get('done'),
  };
};

type Posted = Parameters<NonNullable<Actions['open']>>[0];

async function post({ locals: { accounts }, params, request }: Posted, at: string, work: (caller: Awaited<ReturnType<typeof signedInOrAway>>['caller'], id: string, data: FormData) => Promise<unknown>, words: Readonly<Record<string, () => string>> = {}) {
  const { caller } = await signedInOrAway(accounts, request.headers);
  const data = await request.formData();
  const refused = await tryOrRefuse(data, written(data, 'enquiry') || at, () => work(caller, params.id!, data), words);
  if (refused) return refused;
  redirect(303, `/commissioning/processes/${params.id}/questions/manage?done=${at}`);
}

/** What was decided, from the form's fields. */
function decisionOf(data: FormData): object {
  const decision = written(data, 'decision');
  const [shown, why] = [written(data, 'shown'), written(data, 'why')];
  const withhold = shown === '' && why === '' ? {} : { withhold: { shown, ground: written(data, 'ground'), why } };
  if (decision === 'answer') return { decision, answer: written(data, 'answer'), ...withhold };
  if (decision === 'refuse') return { decision, reason: written(data, 'reason'), ...withhold };
  return { decision, ...withhold };
}

export const actions: Actions = {
  open: (event) =>
    post(
      event,
      'open',
      (caller, id, data) => event.locals.commissioning.openEngagement(caller, id, Number(written(data, 'revision')), { background: written(data, 'background'), how: written(data, 'how'), asked: written(data, 'asked').split(/\r?\n/).map((line) => line.trim()).filter(Boolean), openUntil: momentOf(written(data, 'date'), written(data, 'time'), event.locals.places[0].timeZone) }),
      { openUntil: m.engagement_error_until, asked: m.engagement_error_asked, background: m.engagement_error_background },
    ),
  close: (event) => post(event, 'close', (caller, id) => event.locals.commissioning.closeEngagement(caller, id)),
  decide: (event) => post(event, 'decided', (caller, id, data) => event.locals.commissioning.decideEnquiry(caller, id, written(data, 'enquiry'), Number(written(data, 'revision')), decisionOf(data)), { answer: m.question_error_answer, reason: m.question_error_reason, withhold: m.question_error_withhold }),
};
