import { error, fail, redirect } from '@sveltejs/kit';
import type { Bid } from '@drystone/commissioning';
import { m } from '@drystone/messages';
import { bidOfPage, isWritable, penceOf, poundsOf } from '#lib/bids/bid-page.ts';
import { bidFieldNames } from '#lib/bids/field-names.ts';
import { attachedReport } from '#lib/bids/report.ts';
import { orRefused } from '#lib/accounts/session.ts';
import type { FormError } from '#lib/form-error.ts';
import { isBlank, namedError, refusal } from '#lib/refused-form.ts';
import type { Actions, PageServerLoad } from './$types';

const plainTasks = ['price', 'promises', 'documents', 'partners', 'proof', 'check'];

export const load: PageServerLoad = async (event) => {
  const { bid, caller } = await bidOfPage(event);
  const { task } = event.params;
  const { commissioning } = event.locals;
  const question = bid.asked.questions.find(({ id }) => task === `question-${id}`);
  if (question === undefined && !plainTasks.includes(task)) error(404, m.bid_no_task());
  const { content } = bid;
  const lotValuePence = task === 'price' || task === 'check' ? ((await orRefused(commissioning.process(caller, bid.process.id))).content.lots.find(({ id }) => id === bid.lot.id)?.valuePence ?? null) : null;
  if (content === null) redirect(303, `/commissioning/bids/${bid.id}`);
  const profile = task === 'check' && bid.as === bid.lead ? await orRefused(commissioning.profile(caller, bid.lead)) : undefined;
  event.setHeaders({ 'cache-control': 'no-store' });
  return {
    task,
    processId: bid.process.id,
    bid: { id: bid.id, revision: bid.revision, lot: bid.lot, lead: bid.lead, as: bid.as, members: bid.members, taking: bid.taking, deadline: bid.deadline, submitted: bid.submitted !== null, asked: bid.asked },
    writable: isWritable(bid),
    question: question ?? null,
    answers: content.answers,
    price: poundsOf(content.pricePence),
    pricePence: content.pricePence,
    lotValuePence,
    promises: Object.fromEntries(content.socialValue.map(({ measure, quantity }) => [measure, String(quantity)])),
    documents: content.documents,
    report: attachedReport(content.conformance),
    wanting: bid.wanting.map(({ field, message, mend }) => ({ field, message, mend: mend ?? null })),
    profileGaps: profile?.sections.filter(({ state }) => state !== 'done').map(({ section, state }) => ({ section, state })) ?? [],
    scans: commissioning.scansForMalware,
    said: event.url.searchParams.get('done'),
  };
};

type Event = Parameters<NonNullable<Actions['save']>>[0];

async function change(event: Event, work: (opened: Awaited<ReturnType<typeof bidOfPage>>, data: FormData) => Promise<readonly FormError[] | undefined | { readonly revision: number }>, back: string) {
  const opened = await bidOfPage(event as never);
  const data = await event.request.formData();
  const typed = Object.fromEntries([...data].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
  let revision = 0;
  try {
    const answer = await work(opened, data);
    if (answer !== undefined && 'length' in answer) return fail(400, { typed, errors: answer, revision: 0 });
    revision = answer?.revision ?? 0;
  } catch (caught) {
    return refusal(caught, (field) => bidFieldNames(opened.bid, event.params.task)(sentField(field, opened.bid, data)), { typed, revision: 0 });
  }
  if (data.get('autosave') === 'yes') return { typed, errors: [] as FormError[], revision };
  redirect(303, back);
}

/** A promise is counted by the service as it was sent: its measure says more. */
function sentField(field: string, { asked }: Pick<Bid, 'asked'>, data: FormData): string {
  const index = /^socialValue\.(\d+)\./.exec(field)?.[1];
  const measure = index === undefined ? undefined : asked.measures.filter(({ id }) => !isBlank(data, `promise-${id}`))[Number(index)];
  return measure === undefined ? field : `socialValue.${measure.id}`;
}

const revisionOf = (data: FormData): number => Number(data.get('revision'));
const here = ({ params: { id, task } }: Event, said: string): string => `/commissioning/bids/${id}/${task}?done=${said}`;

export const actions: Actions = {
  save: (event) =>
    change(
      event,
      async ({ caller, code, bid }, data) => {
        const { task } = event.params;
        const edit = (form: object) => event.locals.commissioning.editBid(caller, bid.id, revisionOf(data), code, form);
        if (task === 'price') {
          const pricePence = penceOf(String(data.get('price') ?? ''));
          if (Number.isNaN(pricePence)) return [namedError(bidFieldNames(bid, task)('pricePence')!, m.bid_price_wrong())];
          return edit({ pricePence });
        }
        if (task === 'promises') {
          const given = bid.asked.measures.map(({ id: measure }) => ({ measure, typed: String(data.get(`promise-${measure}`) ?? '').replaceAll(/[,\s]/g, '') }));
          const wrong = given.filter(({ typed }) => typed !== '' && !/^\d{1,9}(\.\d{1,2})?$/.test(typed));
          if (wrong.length > 0) return wrong.map(({ measure }) => namedError(bidFieldNames(bid, task)(`socialValue.${measure}`)!, m.bid_promise_wrong()));
          return edit({ socialValue: given.flatMap(({ measure, typed }) => (typed === '' ? [] : [{ measure, quantity: Number(typed) }])) });
        }
        if (task === 'proof') {
          if (data.get('remove') === 'yes') return edit({ conformance: null });
          const file = data.get('report');
          const text = file instanceof File && file.size > 0 ? await file.text() : '';
          try {
            return await edit({ conformance: JSON.parse(text) as object });
          } catch (caught) {
            if (caught instanceof SyntaxError) return [{ field: 'conformance', message: m.bid_proof_wrong() }];
            throw caught;
          }
        }
        return edit({ answers: { [task.slice('question-'.length)]: String(data.get('answer') ?? '').replaceAll('\r\n', '\n') } });
      },
      `/commissioning/bids/${event.params.id}?done=saved`,
    ),
  add: (event) =>
    change(
      event,
      async ({ caller, code, bid }, data) => {
        const file = data.get('file');
        if (!(file instanceof File) || file.size === 0) return [{ field: 'file', message: m.bid_file_missing() }];
        const what = String(data.get('for') ?? '');
        await event.locals.commissioning.addBidDocument(caller, bid.id, code, { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()), for: what === '' ? null : what });
        return undefined;
      },
      here(event, 'added'),
    ),
  remove: (event) =>
    change(
      event,
      async ({ caller, code, bid }, data) => {
        await event.locals.commissioning.removeBidDocument(caller, bid.id, code, String(data.get('document') ?? ''));
        return undefined;
      },
      here(event, 'removed'),
    ),
  members: (event) =>
    change(
      event,
      async ({ caller, bid }, data) => {
        const shares = data.getAll('member').map((id) => ({ id: String(id), share: Number(data.get(`share-${String(id)}`) || Number.NaN) }));
        if (shares.some(({ share }) => !Number.isInteger(share) || share < 0 || share > 100)) return [namedError(bidFieldNames(bid, event.params.task)('members')!, m.bid_share_wrong())];
        return event.locals.commissioning.setBidMembers(caller, bid.id, revisionOf(data), { members: shares.filter(({ id, share }) => share > 0 || id === bid.lead) });
      },
      here(event, 'shares'),
    ),
  submit: (event) =>
    change(
      event,
      async ({ caller, code, bid }, data) => {
        await event.locals.commissioning.submitBid(caller, bid.id, revisionOf(data), code);
        return undefined;
      },
      `/commissioning/bids/${event.params.id}/receipt`,
    ),
};
