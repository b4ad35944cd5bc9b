/**
 * How promptly invoices are paid.
 *
 * By when: before the end of 30 days that begin with the day on which the invoice is received or,
 * if later, on which it asks to be paid; not while it is disputed. Source: Procurement Act 2023,
 * section 68(2) to (4), https://www.legislation.gov.uk/ukpga/2023/54/section/68. The Act does not
 * say how days are counted once a dispute is settled: here the 30 days begin with that day.
 *
 * How it is reported: arithmetic mean of the days, and the share paid up to day 30, from 31 to 60
 * and later, where day 1 is the day after the one of receipt. Source: Procurement Regulations 2024,
 * regulation 38, https://www.legislation.gov.uk/uksi/2024/692/regulation/38. Authorities with transferred
 * functions in Northern Ireland need no such notice (section 69(6)); the figures are told all the same.
 */

export interface Payable {
  readonly state: 'received' | 'accepted' | 'disputed' | 'paid' | 'withdrawn';
  readonly receivedOn: string;
  readonly dueOn: string | null;
  readonly settledOn: string | null;
  readonly paidOn: string | null;
}

export interface Promptness {
  readonly paid: number;
  /** Null where nothing was paid yet, as the shares. */
  readonly averageDays: number | null;
  /** Percent of what was paid. */
  readonly within30: number | null;
  readonly from31To60: number | null;
  readonly from61: number | null;
  /** Not paid, not disputed, and past its day. */
  readonly overdue: number;
  readonly disputed: number;
}

const days = 30;

/** The last day on which it is paid in time. */
export function payBy({ receivedOn, dueOn, settledOn }: Payable): string {
  const begins = [settledOn ?? receivedOn, dueOn ?? receivedOn].sort().at(-1)!;
  return Temporal.PlainDate.from(begins).add({ days: days - 1 }).toString();
}

export function daysToPay({ receivedOn, settledOn, paidOn }: Payable): number | null {
  return paidOn === null ? null : Temporal.PlainDate.from(settledOn ?? receivedOn).until(Temporal.PlainDate.from(paidOn)).days;
}

export const isOverdue = (invoice: Payable, today: string): boolean => (invoice.state === 'received' || invoice.state === 'accepted') && payBy(invoice) < today;

export function promptness(invoices: readonly Payable[], today: string): Promptness {
  const taken = invoices.flatMap((invoice) => daysToPay(invoice) ?? []);
  const percent = (fits: (count: number) => boolean) => (taken.length === 0 ? null : tenths((100 * taken.filter(fits).length) / taken.length));
  return {
    paid: taken.length,
    averageDays: taken.length === 0 ? null : tenths(taken.reduce((sum, count) => sum + count, 0) / taken.length),
    within30: percent((count) => count <= days),
    from31To60: percent((count) => count > days && count <= 2 * days),
    from61: percent((count) => count > 2 * days),
    overdue: invoices.filter((invoice) => isOverdue(invoice, today)).length,
    disputed: invoices.filter(({ state }) => state === 'disputed').length,
  };
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
