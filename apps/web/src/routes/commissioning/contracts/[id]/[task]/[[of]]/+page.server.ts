import { m } from '@drystone/messages';
import { error, fail, redirect } from '@sveltejs/kit';
import { signedInOrAway } from '#lib/accounts/session.ts';
import { awardViews } from '#lib/commissioning/award-view.ts';
import { fieldsOf } from '#lib/commissioning/contract/fields.ts';
import { tasksOf, type ContractTask, type TaskName } from '#lib/commissioning/contract/tasks.ts';
import { penceOf, quantityOf, text, textOrNull } from '#lib/commissioning/contract-form.ts';
import { unitOfFigure } from '#lib/commissioning/words.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Buttons that say more than the title of their page. */
const buttons: Readonly<Partial<Record<TaskName, () => string>>> = { claim: m.contract_claim_send, obligation: m.contract_obligation_send, milestone: m.contract_obligation_send, rule: m.contract_rule_send, invoice: m.contract_invoice_send, end: m.contract_end_button };
const leads: Readonly<Partial<Record<TaskName, () => string>>> = { suspend: m.contract_stop_text, resume: m.contract_stop_text, end: m.contract_stop_text };

export const load: PageServerLoad = async ({ locals, params, request, setHeaders }) => {
  const { accounts, commissioning, places } = locals;
  const { caller } = await signedInOrAway(accounts, request.headers);
  setHeaders({ 'cache-control': 'no-store' });
  const award = await commissioning.award(params.id);
  const [[view], contract, { figures }] = await Promise.all([awardViews([award], locals), commissioning.contract(caller, award.id), commissioning.performance(award.id)]);
  const task = tasksOf(contract, view!).find(({ name, of }) => name === params.task && of === (params.of ?? null));
  if (task === undefined) error(404, m.contract_task_gone());
  const today = Temporal.Now.zonedDateTimeISO(places[0].timeZone).toPlainDate().toString();
  return {
    id: award.id,
    contract: m.award_name({ provider: view!.provider, title: view!.title }),
    task,
    lead: leads[task.name]?.() ?? null,
    button: buttons[task.name]?.() ?? task.title,
    fields: fieldsOf(task, { contract, metrics: figures.map(({ metric, title, unit }) => ({ value: metric, label: `${title} (${unitOfFigure[unit]()})` })), today }),
  };
};

type Commissioning = RequestEvent['locals']['commissioning'];
type Caller = Awaited<ReturnType<typeof signedInOrAway>>['caller'];
interface Sent {
  readonly commissioning: Commissioning;
  readonly caller: Caller;
  readonly award: string;
  readonly of: string;
  readonly data: FormData;
}

const work: Readonly<Record<TaskName, (sent: Sent) => Promise<unknown>>> = {
  suspend: ({ commissioning, caller, award }) => commissioning.suspendAward(caller, award),
  resume: ({ commissioning, caller, award }) => commissioning.resumeAward(caller, award),
  end: ({ commissioning, caller, award, data }) => commissioning.endAward(caller, award, { reason: text(data, 'reason') }),
  obligation: ({ commissioning, caller, award, data }) => commissioning.addObligation(caller, award, { kind: 'social-value', title: text(data, 'title'), due: text(data, 'due'), unit: text(data, 'unit'), quantity: quantityOf(data, 'quantity') }),
  milestone: ({ commissioning, caller, award, data }) => commissioning.addObligation(caller, award, { kind: 'milestone', title: text(data, 'title'), due: text(data, 'due'), amountPence: penceOf(data, 'amount') }),
  claim: ({ commissioning, caller, of, data }) => commissioning.claim(caller, of, { ...(data.has('quantity') && { quantity: quantityOf(data, 'quantity') }), doneOn: text(data, 'doneOn'), evidence: text(data, 'evidence'), link: textOrNull(data, 'link'), meant: data.get('meant') === 'yes' }),
  confirm: ({ commissioning, caller, of }) => commissioning.decideClaim(caller, of, { decision: 'confirm' }),
  return: ({ commissioning, caller, of, data }) => commissioning.decideClaim(caller, of, { decision: 'return', reason: text(data, 'reason') }),
  rule: ({ commissioning, caller, award, data }) => commissioning.addPaymentRule(caller, award, { metric: text(data, 'metric'), pay: text(data, 'by') === 'level' ? { by: 'level', levels: [{ reach: quantityOf(data, 'reach'), pence: penceOf(data, 'price') ?? 0 }] } : { by: 'unit', tiers: [{ above: 0, pencePerUnit: penceOf(data, 'price') ?? 0 }] }, mostPenceAMonth: penceOf(data, 'most') ?? 0 }),
  'end-rule': ({ commissioning, caller, of }) => commissioning.endPaymentRule(caller, of),
  invoice: ({ commissioning, caller, award, data }) => commissioning.submitInvoice(caller, award, { number: text(data, 'number'), dated: text(data, 'dated'), netPence: penceOf(data, 'net'), vatPence: penceOf(data, 'vat') ?? 0, milestone: textOrNull(data, 'milestone'), month: textOrNull(data, 'month'), meant: data.get('meant') === 'yes' }),
  accept: ({ commissioning, caller, of }) => commissioning.decideInvoice(caller, of, { decision: 'accept' }),
  paid: ({ commissioning, caller, of, data }) => commissioning.decideInvoice(caller, of, { decision: 'paid', paidOn: text(data, 'paidOn') }),
  dispute: ({ commissioning, caller, of, data }) => commissioning.decideInvoice(caller, of, { decision: 'dispute', reason: text(data, 'reason') }),
  withdraw: ({ commissioning, caller, of }) => commissioning.decideInvoice(caller, of, { decision: 'withdraw' }),
};

/** Where on the contract's page it shows. */
const anchors: Readonly<Partial<Record<TaskName, string>>> = { obligation: '#obligations', milestone: '#obligations', claim: '#obligations', confirm: '#obligations', return: '#obligations', suspend: '', resume: '', end: '' };
/** The field of the page for that of the service. */
const fieldNames: Readonly<Record<string, string>> = { netPence: 'net', vatPence: 'vat', amountPence: 'amount', mostPenceAMonth: 'most', 'pay.by': 'by', 'pay.levels.0.reach': 'reach', 'pay.levels.0.pence': 'price', 'pay.tiers.0.pencePerUnit': 'price' };
const isTask = (name: string): name is TaskName => name in work;

export const actions: Actions = {
  /** Does what the page's form asks; what is refused comes back with what was typed. */
  default: async ({ locals: { accounts, commissioning, places }, params, request }) => {
    const { caller } = await signedInOrAway(accounts, request.headers);
    const { id: award, task: name, of = '' } = params;
    if (!isTask(name)) error(404, m.contract_task_gone());
    const data = await request.formData();
    try {
      await work[name]({ commissioning, caller, award, of, data });
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      const contract = await commissioning.contract(caller, award);
      const asked = fieldsOf({ name, of: of || null } as ContractTask, { contract, metrics: [], today: Temporal.Now.zonedDateTimeISO(places[0].timeZone).toPlainDate().toString() });
      const errors = problem.errors.map(({ field, message, mend }) => {
        if (field === 'meant') return { field, message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, mend: m.contract_meant_mend() };
        const own = (fieldNames[field] ?? field).split('.')[0]!;
        const label = asked.find((each) => each.name === own)?.label;
        return { field: label === undefined ? '' : own, message: m.contract_error({ field: label ?? own, message: /^(Invalid|Too small)/.test(message) ? m.contract_error_form() : message }), ...(mend !== undefined && { mend }) };
      });
      const typed = Object.fromEntries([...data].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
      return fail(problem.status, { typed, errors: errors.length > 0 ? errors : [{ field: '', message: problem.message }] });
    }
    redirect(303, `/commissioning/contracts/${award}?done=${name}${anchors[name] ?? '#money'}`);
  },
};
