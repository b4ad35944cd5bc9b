/** What whoever asked can do under a contract, each on a page of its own. Pure: the contract and what they may in. */

import { m } from '@drystone/messages';
import type { Contract } from '@drystone/commissioning';

const titles = {
  claim: m.contract_claim,
  confirm: m.contract_confirm,
  return: m.contract_return,
  obligation: m.contract_obligation_add,
  milestone: m.contract_milestone_add,
  rule: m.contract_rule_add,
  'end-rule': m.contract_rule_end,
  invoice: m.contract_invoice_add,
  accept: m.contract_accept,
  paid: m.contract_is_paid,
  dispute: m.contract_dispute,
  withdraw: m.contract_withdraw,
  suspend: m.contract_suspend,
  resume: m.contract_resume,
  end: m.contract_end,
} as const;
export type TaskName = keyof typeof titles;

export interface ContractTask {
  readonly name: TaskName;
  /** The promise, claim, rule or invoice it is about; null where it is the contract. */
  readonly of: string | null;
  readonly title: string;
  /** In the words of what it is about; empty where that is the contract. */
  readonly about: string;
}

export function tasksOf({ obligations, rules, invoices, may }: Pick<Contract, 'obligations' | 'rules' | 'invoices' | 'may'>, award: { readonly state: string; readonly suspendedOn: string | null }): readonly ContractTask[] {
  const task = (allowed: boolean, name: TaskName, of: string | null = null, about = '', title = titles[name]()): readonly ContractTask[] => (allowed ? [{ name, of, title, about }] : []);
  return [
    ...task(may.agree, 'obligation'),
    ...task(may.agree, 'milestone'),
    ...task(may.agree, 'rule'),
    ...task(may.invoice, 'invoice'),
    ...task(may.change && award.state !== 'ended' && award.suspendedOn === null, 'suspend'),
    ...task(may.change && award.state !== 'ended' && award.suspendedOn !== null, 'resume'),
    ...task(may.change && award.state !== 'ended', 'end'),
    ...obligations.flatMap(({ id, kind, title, claims }) => [
      ...task(may.claim && (kind === 'social-value' || claims.every(({ state }) => state === 'returned')), 'claim', id, title, kind === 'milestone' ? m.contract_claim_milestone() : titles.claim()),
      ...claims.filter(({ state }) => state === 'claimed').flatMap((claim) => [...task(may.decide, 'confirm', claim.id, title), ...task(may.decide, 'return', claim.id, title)]),
    ]),
    ...rules.filter(({ endedAt }) => endedAt === null).flatMap(({ id, title }) => task(may.agree, 'end-rule', id, title)),
    ...(invoices ?? []).flatMap(({ id, number, state }) => {
      const [received, accepted, disputed] = [state === 'received', state === 'accepted', state === 'disputed'];
      return [...task(may.pay && (received || disputed), 'accept', id, number), ...task(may.pay && (received || accepted), 'paid', id, number), ...task(may.pay && (received || accepted), 'dispute', id, number), ...task(may.invoice && (received || disputed), 'withdraw', id, number)];
    }),
  ];
}

export const addressOf = (award: string, { name, of }: Pick<ContractTask, 'name' | 'of'>): string => `/commissioning/contracts/${award}/${name}${of === null ? '' : `/${of}`}`;
