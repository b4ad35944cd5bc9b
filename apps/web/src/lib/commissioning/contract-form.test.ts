import { describe, expect, it } from 'vitest';
import { penceOf, quantityOf } from './contract-form.ts';

const typed = (value: string) => {
  const data = new FormData();
  data.set('amount', value);
  return data;
};

describe('an amount that was typed', () => {
  it.each([['12', 1_200], ['£1,234.50', 123_450], ['0.1', 10], ['-5', -500], ['', null]])('%s is %s pence', (value, pence) => {
    expect(penceOf(typed(value), 'amount')).toBe(pence);
  });
  it.each(['1e9', '1.234', 'ten', '12.3.4', '9'.repeat(20)])('%s is none', (value) => {
    expect(penceOf(typed(value), 'amount')).toBeNaN();
  });
  it('of a quantity may have commas', () => {
    expect(quantityOf(typed('1,250.5'), 'amount')).toBe(1_250.5);
    expect(quantityOf(typed(''), 'amount')).toBeNaN();
  });
});
