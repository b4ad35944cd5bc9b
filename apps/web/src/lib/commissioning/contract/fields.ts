/** What each task of a contract asks, as data. */

import { m } from '@drystone/messages';
import type { Contract } from '@drystone/commissioning';
import { monthName } from '#lib/words/figures.ts';
import type { ContractTask } from './tasks.ts';

interface Option {
  readonly value: string;
  readonly label: string;
}

export interface FieldOfTask {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'text' | 'date' | 'url';
  readonly rows?: number;
  readonly inputmode?: 'decimal';
  readonly maxlength?: number;
  readonly value?: string;
  /** A list to choose from. */
  readonly options?: readonly Option[];
  readonly radios?: readonly Option[];
}

export interface AskedOf {
  readonly contract: Pick<Contract, 'obligations' | 'rules'>;
  readonly metrics: readonly Option[];
  /** Of the place, YYYY-MM-DD. */
  readonly today: string;
}

/** Nothing where a button is all there is. */
export function fieldsOf({ name, of }: ContractTask, { contract: { obligations, rules }, metrics, today }: AskedOf): readonly FieldOfTask[] {
  const promised: readonly FieldOfTask[] = [{ name: 'title', label: m.contract_obligation_title() }, { name: 'due', label: m.contract_obligation_due(), type: 'date' }];
  switch (name) {
    case 'obligation':
      return [...promised, { name: 'quantity', label: m.contract_obligation_quantity(), inputmode: 'decimal' }, { name: 'unit', label: m.contract_obligation_unit(), hint: m.contract_obligation_unit_hint(), maxlength: 60 }];
    case 'milestone':
      return [...promised, { name: 'amount', label: m.contract_obligation_amount(), hint: m.contract_milestone_amount_hint(), inputmode: 'decimal' }];
    case 'claim': {
      const { kind, unit } = obligations.find(({ id }) => id === of)!;
      return [
        ...(kind === 'social-value' ? [{ name: 'quantity', label: m.contract_claim_quantity({ unit }), inputmode: 'decimal' as const }] : []),
        { name: 'doneOn', label: m.contract_claim_done_on(), type: 'date', value: today },
        { name: 'evidence', label: m.contract_claim_evidence(), hint: m.contract_claim_evidence_hint(), rows: 3, maxlength: 4000 },
        { name: 'link', label: m.contract_claim_link(), type: 'url', maxlength: 500 },
      ];
    }
    case 'return':
      return [{ name: 'reason', label: m.contract_return_reason(), rows: 2, maxlength: 2000 }];
    case 'dispute':
      return [{ name: 'reason', label: m.contract_dispute_reason(), rows: 2, maxlength: 2000 }];
    case 'end':
      return [{ name: 'reason', label: m.contract_end_reason(), hint: m.contract_end_hint(), rows: 3, maxlength: 4000 }];
    case 'paid':
      return [{ name: 'paidOn', label: m.contract_invoice_paid_on(), type: 'date', value: today }];
    case 'rule':
      return [
        { name: 'metric', label: m.contract_rule_metric(), options: metrics },
        { name: 'by', label: m.contract_rule_by(), value: 'unit', radios: [{ value: 'unit', label: m.contract_rule_by_unit() }, { value: 'level', label: m.contract_rule_by_level() }] },
        { name: 'reach', label: m.contract_rule_reach(), inputmode: 'decimal' },
        { name: 'price', label: m.contract_rule_price(), inputmode: 'decimal' },
        { name: 'most', label: m.contract_rule_most(), inputmode: 'decimal' },
      ];
    case 'invoice': {
      const none = { value: '', label: m.contract_none_of_them() };
      const met = obligations.filter(({ kind, state }) => kind === 'milestone' && state === 'delivered').map(({ id, title }) => ({ value: id, label: title }));
      const over = [...new Set(rules.flatMap(({ months }) => months.map(({ month }) => month)))].filter((month) => month < today.slice(0, 7)).map((month) => ({ value: month, label: monthName(month) }));
      return [
        { name: 'number', label: m.contract_invoice_number(), maxlength: 40 },
        { name: 'dated', label: m.contract_invoice_dated(), type: 'date', value: today },
        { name: 'net', label: m.contract_invoice_net(), hint: m.contract_pounds(), inputmode: 'decimal' },
        { name: 'vat', label: m.contract_invoice_vat(), hint: m.contract_pounds(), inputmode: 'decimal' },
        ...(met.length > 0 ? [{ name: 'milestone', label: m.contract_invoice_milestone(), options: [none, ...met] }] : []),
        ...(over.length > 0 ? [{ name: 'month', label: m.contract_invoice_month(), options: [none, ...over] }] : []),
      ];
    }
    default:
      return [];
  }
}
