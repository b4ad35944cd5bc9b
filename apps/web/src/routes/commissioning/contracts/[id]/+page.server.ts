import type { Contract } from '@drystone/commissioning';
import { m } from '@drystone/messages';
import { fail, redirect } from '@sveltejs/kit';
import { signedInOrAway } from '#lib/accounts/session.ts';
import { awardViews, dayOf } from '#lib/commissioning/award-view.ts';
import { penceOf, quantityOf, text, textOrNull } from '#lib/commissioning/contract-form.ts';
import { problemOf } from '#lib/problem.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params, request, url, setHeaders }) => {
  const { accounts, commissioning, places } = locals;
  const caller = await accounts.caller(request.headers);
  if (caller !== undefined) setHeaders({ 'cache-control': 'no-store' });
  const award = await commissioning.award(params.id);
  const [views, { figures, countedUntil }, contract, record] = await Promise.all([awardViews([award], locals), commissioning.performance(award.id), commissioning.contract(caller, award.id), commissioning.recordPackage(award.ocid)]);
  const { timeZone } = places[0];
  const now = Temporal.Now.instant();
  const elapsed = (now.epochMilliseconds - Temporal.Instant.from(award.startsAt).epochMilliseconds) / (Temporal.Instant.from(award.endsAt).epochMilliseconds - Temporal.Instant.from(award.startsAt).epochMilliseconds);
  const [{ releases }] = record['records'] as unknown as [{ releases: { date: string; tag: string[] }[] }];
  return {
    award: views[0]!,
    figures,
    countedOn: countedUntil === null ? null : { day: dayOf(countedUntil, timeZone), time: Temporal.Instant.from(countedUntil).toZonedDateTimeISO(timeZone).toPlainTime().toString({ smallestUnit: 'minute' }) },
    elapsedPercent: Math.round(100 * Math.min(1, Math.max(0, elapsed))),
    contract: told(contract, timeZone),
    metrics: figures.map(({ metric, title, unit, better }) => ({ id: metric, title, byUnit: unit === 'times' && better === 'higher' })),
    today: now.toZonedDateTimeISO(timeZone).toPlainDate().toString(),
    history: releases.map(({ date, tag }) => ({ on: dayOf(date, timeZone), tags: tag })).toReversed(),
    said: url.searchParams.get('done'),
  };
};

/** Days for moments. */
function told(contract: Contract, timeZone: string) {
  return {
    ...contract,
    obligations: contract.obligations.map(({ claims, ...each }) => ({ ...each, claims: claims.map(({ decidedAt, claimedAt, ...claim }) => ({ ...claim, claimedOn: dayOf(claimedAt, timeZone), decidedOn: decidedAt === null ? null : dayOf(decidedAt, timeZone) })) })),
    rules: contract.rules.map(({ endedAt, ...rule }) => ({ ...rule, ended: endedAt !== null })),
  };
}

type Work = (event: { readonly data: FormData; readonly locals: RequestEvent['locals']; readonly caller: Awaited<ReturnType<typeof signedInOrAway>>['caller']; readonly award: string }) => Promise<unknown>;

/** Does what a form asks; what is refused comes back with what was typed. */
function doing(name: string, work: Work) {
  return async ({ locals, params, request }: RequestEvent) => {
    const { caller } = await signedInOrAway(locals.accounts, request.headers);
    const data = await request.formData();
    try {
      await work({ data, locals, caller, award: params.id });
    } catch (caught) {
      const problem = problemOf(caught);
      if (problem === undefined) throw caught;
      const fields = Object.fromEntries([...data].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
      const errors = problem.errors.length > 0 ? problem.errors.map(({ field, message, mend }) => ({ field: `${name}-${(fieldNames[field] ?? field).split('.')[0]}`, message: m.contract_error({ field: labelOf(fieldNames[field] ?? field), message: message.startsWith('Invalid') ? m.contract_error_form() : message }), ...(mend !== undefined && { mend }) })) : [{ field: '', message: problem.message }];
      return fail(problem.status, { form: name, fields, errors });
    }
    redirect(303, `/commissioning/contracts/${params.id}?done=${name}${anchors[name] ?? '#money'}`);
  };
}

/** Where on the page it shows. */
const anchors: Readonly<Record<string, string>> = { claim: '#obligations', decide: '#obligations', obligation: '#obligations', suspend: '', resume: '', end: '' };
/** The field of the page for that of the service. */
const fieldNames: Readonly<Record<string, string>> = { netPence: 'net', vatPence: 'vat', amountPence: 'amount', mostPenceAMonth: 'most', 'pay.by': 'metric' };
const labels: Readonly<Record<string, () => string>> = {
  net: m.contract_invoice_net, vat: m.contract_invoice_vat, number: m.contract_invoice_number, dated: m.contract_invoice_dated, month: m.contract_invoice_month, milestone: m.contract_invoice_milestone,
  paidOn: m.contract_invoice_paid_on, reason: m.contract_reason, title: m.contract_obligation_title, unit: m.contract_obligation_unit, quantity: m.contract_obligation_quantity, due: m.contract_obligation_due,
  amount: m.contract_obligation_amount, doneOn: m.contract_claim_done_on, evidence: m.contract_claim_evidence, link: m.contract_claim_link, metric: m.contract_rule_metric, most: m.contract_rule_most,
};
const labelOf = (field: string): string => labels[field.split('.')[0]!]?.() ?? field;

export const actions: Actions = {
  suspend: doing('suspend', ({ locals, caller, award }) => locals.commissioning.suspendAward(caller, award)),
  resume: doing('resume', ({ locals, caller, award }) => locals.commissioning.resumeAward(caller, award)),
  end: doing('end', ({ data, locals, caller, award }) => locals.commissioning.endAward(caller, award, { reason: text(data, 'reason') })),
  obligation: doing('obligation', ({ data, locals, caller, award }) => {
    const [kind, title, due] = [text(data, 'kind'), text(data, 'title'), text(data, 'due')];
    return locals.commissioning.addObligation(caller, award, kind === 'milestone' ? { kind, title, due, amountPence: penceOf(data, 'amount') } : { kind: 'social-value', title, due, unit: text(data, 'unit'), quantity: quantityOf(data, 'quantity') });
  }),
  claim: doing('claim', ({ data, locals, caller }) => locals.commissioning.claim(caller, text(data, 'id'), { ...(data.has('quantity') && { quantity: quantityOf(data, 'quantity') }), doneOn: text(data, 'doneOn'), evidence: text(data, 'evidence'), link: textOrNull(data, 'link') })),
  decide: doing('decide', ({ data, locals, caller }) => locals.commissioning.decideClaim(caller, text(data, 'id'), text(data, 'decision') === 'return' ? { decision: 'return', reason: text(data, 'reason') } : { decision: 'confirm' })),
  rule: doing('rule', ({ data, locals, caller, award }) => locals.commissioning.addPaymentRule(caller, award, { metric: text(data, 'metric'), pay: text(data, 'by') === 'level' ? { by: 'level', levels: [{ reach: quantityOf(data, 'reach'), pence: penceOf(data, 'price') ?? 0 }] } : { by: 'unit', tiers: [{ above: 0, pencePerUnit: penceOf(data, 'price') ?? 0 }] }, mostPenceAMonth: penceOf(data, 'most') ?? 0 })),
  endRule: doing('endRule', ({ data, locals, caller }) => locals.commissioning.endPaymentRule(caller, text(data, 'id'))),
  invoice: doing('invoice', ({ data, locals, caller, award }) => locals.commissioning.submitInvoice(caller, award, { number: text(data, 'number'), dated: text(data, 'dated'), netPence: penceOf(data, 'net'), vatPence: penceOf(data, 'vat') ?? 0, milestone: textOrNull(data, 'milestone'), month: textOrNull(data, 'month') })),
  settle: doing('settle', ({ data, locals, caller }) => {
    const decision = text(data, 'decision');
    return locals.commissioning.decideInvoice(caller, text(data, 'id'), { decision, ...(decision === 'dispute' && { reason: text(data, 'reason') }), ...(decision === 'paid' && { paidOn: text(data, 'paidOn') }) });
  }),
};
