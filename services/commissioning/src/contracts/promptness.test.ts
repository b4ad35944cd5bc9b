import { describe, expect, it } from 'vitest';
import { daysToPay, payBy, promptness, type Payable } from './promptness.ts';

const invoice = (some: Partial<Payable> = {}): Payable => ({ state: 'received', receivedOn: '2027-06-01', dueOn: null, settledOn: null, paidOn: null, ...some });
const paid = (paidOn: string, some: Partial<Payable> = {}) => invoice({ state: 'paid', paidOn, ...some });

describe('an invoice', () => {
  it('is paid in time within thirty days that begin with the day it was received', () => {
    expect(payBy(invoice())).toBe('2027-06-30');
    expect(payBy(invoice({ dueOn: '2027-06-15' }))).toBe('2027-07-14');
    expect(payBy(invoice({ dueOn: '2027-05-01' }))).toBe('2027-06-30');
    expect(payBy(invoice({ settledOn: '2027-08-01' }))).toBe('2027-08-30');
  });

  it('that was disputed is counted from the day on which that was settled', () => {
    expect(daysToPay(paid('2027-08-11', { settledOn: '2027-08-01' }))).toBe(10);
  });
});

describe('how promptly a buyer pays', () => {
  it('is the mean of the days and the shares, and what is overdue', () => {
    const invoices = [paid('2027-06-01'), paid('2027-07-01'), paid('2027-07-02'), paid('2027-08-01'), invoice(), invoice({ state: 'disputed' }), invoice({ state: 'withdrawn' })];
    expect(promptness(invoices, '2027-07-01')).toEqual({ paid: 4, averageDays: 30.5, within30: 50, from31To60: 25, from61: 25, overdue: 1, disputed: 1 });
    expect(promptness(invoices, '2027-06-30').overdue).toBe(0);
  });

  it('is not known where nothing was paid', () => {
    expect(promptness([], '2027-07-01')).toEqual({ paid: 0, averageDays: null, within30: null, from31To60: null, from61: null, overdue: 0, disputed: 0 });
  });
});
