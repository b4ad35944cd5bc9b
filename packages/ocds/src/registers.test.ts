import { describe, expect, it } from 'vitest';
import { charityNumber, charityRegister, companyNumber, companyRegister } from './registers.ts';

describe('a number of a public register', () => {
  it.each([
    ['01234567', 'company in England and Wales'],
    ['NI012345', 'Northern Ireland company'],
    ['R0000123', 'Northern Ireland company'],
    ['SC123456', 'Scottish company'],
    ['OC301234', 'limited liability partnership, England and Wales'],
    ['IP12345R', 'registered society'],
  ])('%s is a %s', (number, register) => expect(companyRegister(number)).toBe(register));
  it.each(['', '1234567', '123456789', '00000000', 'XX123456', 'NI12345', 'NI12345R', 'ni012345', 'SC000000', 'NIC101234'])('"%s" is no company', (number) => expect(companyRegister(number)).toBeUndefined());
  it.each([
    ['123456', 'GB-CHC'],
    ['1234567', 'GB-CHC'],
    ['SC012345', 'GB-SC'],
    ['NIC101234', 'GB-NIC'],
  ])('%s is a charity of %s', (number, register) => expect(charityRegister(number)).toBe(register));
  it.each(['', '12345', '0123456', 'SC12345', 'SC912345', 'NI101234', 'NIC12345', 'NIC901234'])('"%s" is no charity', (number) => expect(charityRegister(number)).toBeUndefined());
  it('is taken as people type it', () => expect([companyNumber.parse(' ni 012345 '), charityNumber.parse('nic 101234')]).toEqual(['NI012345', 'NIC101234']));
});
