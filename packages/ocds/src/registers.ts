/** Numbers in the public registers of the United Kingdom, as organisations are known by them: whether one can exist, and which register it is of. */

import { z } from 'zod';

/**
 * Companies House: eight characters. No letters: England and Wales; two letters tell the kind and the
 * country (https://www.doorda.com/glossary/company-number-prefixes-defined lists those in use).
 */
const companyPrefixes: Readonly<Record<string, string>> = {
  SC: 'Scottish company', NI: 'Northern Ireland company', OC: 'limited liability partnership, England and Wales', SO: 'limited liability partnership, Scotland', NC: 'limited liability partnership, Northern Ireland',
  LP: 'limited partnership, England and Wales', SL: 'limited partnership, Scotland', NL: 'limited partnership, Northern Ireland', SG: 'qualifying partnership, Scotland',
  CE: 'charitable incorporated organisation', CS: 'Scottish charitable incorporated organisation', RS: 'registered society', IP: 'registered society', SP: 'registered society, Scotland', NP: 'registered society, Northern Ireland',
  FC: 'overseas company', SF: 'overseas company, Scotland', NF: 'overseas company, Northern Ireland', AC: 'assurance company', SA: 'assurance company, Scotland', NA: 'assurance company, Northern Ireland',
  ZC: 'unregistered company', SZ: 'unregistered company, Scotland', NZ: 'unregistered company, Northern Ireland', GE: 'economic interest grouping', GS: 'economic interest grouping, Scotland', GN: 'economic interest grouping, Northern Ireland',
  SE: 'European company', ES: 'European company, Scotland', EN: 'European company, Northern Ireland',
};
const societies = ['RS', 'IP', 'SP', 'NP'];

/** @returns what the register says it is, or undefined where there can be no such number. */
export function companyRegister(number: string): string | undefined {
  if (/^\d{8}$/.test(number) && !/^0+$/.test(number)) return 'company in England and Wales';
  if (/^R0\d{6}$/.test(number)) return 'Northern Ireland company';
  const [, prefix, rest] = /^([A-Z]{2})(\d{6}|\d{5}[A-Z])$/.exec(number) ?? [];
  if (prefix === undefined || companyPrefixes[prefix] === undefined || /^0+$/.test(rest!)) return undefined;
  return /[A-Z]$/.test(rest!) && !societies.includes(prefix) ? undefined : companyPrefixes[prefix];
}

/**
 * Charity Commission for England and Wales, OSCR (Scotland), Charity Commission for Northern Ireland.
 *
 * @returns the register as https://org-id.guide names it, or undefined where there can be no such number.
 */
export function charityRegister(number: string): 'GB-CHC' | 'GB-SC' | 'GB-NIC' | undefined {
  if (/^[1-9]\d{5,6}$/.test(number)) return 'GB-CHC';
  if (/^SC0\d{5}$/.test(number)) return 'GB-SC';
  return /^NIC1\d{5}$/.test(number) ? 'GB-NIC' : undefined;
}

const typed = z
  .string()
  .trim()
  .max(40)
  .toUpperCase()
  .transform((number) => number.replaceAll(/\s/g, ''));

export const companyNumber = typed.refine((number) => companyRegister(number) !== undefined, 'use the eight characters of Companies House, such as 01234567, NI012345, SC012345 or OC301234');
export const charityNumber = typed.refine((number) => charityRegister(number) !== undefined, 'use the number of a charity register, such as 1234567, SC012345 or NIC101234');
