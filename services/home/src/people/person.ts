/** Who lives where, how one gets in, and who has a key: as it is registered. */

import { z } from 'zod';
import { postcodeOf } from './search-words.ts';

/** Of one line. */
export const oneLine = (most: number, missing = 'say something, or leave it out') => z.string().trim().min(1, missing).max(most, `use ${most} characters at most`).refine((value) => !/\p{Cc}/u.test(value), 'holds a character that no text has');
/** Several lines of it. */
const prose = (most: number) => z.string().trim().min(1, 'say something, or leave it out').max(most, `use ${most} characters at most`).refine((value) => !/[^\P{Cc}\n\r\t]/u.test(value), 'holds a character that no text has');
const phone = z.string().trim().regex(/^\+?[0-9][0-9 ()-]{4,24}$/, 'use digits, such as 028 9012 3456 or +44 28 9012 3456');
const language = z.string().refine(isLanguage, 'use a BCP 47 language code, such as en or ga');

export const suspensions = ['holiday', 'hospital', 'other'] as const;
export const statuses = ['active', 'suspended', 'left'] as const;

export const dwellingReference = oneLine(64);
export const areaSlug = z.string().regex(/^[a-z0-9-]{1,64}$/, 'use the slug of an area');

export const addressForm = z.strictObject({
  lines: z.array(oneLine(100)).min(1, 'give the first line of the address').max(5, 'use 5 lines at most'),
  postcode: z.string().transform((given, context) => {
    const postcode = postcodeOf(given);
    if (postcode !== undefined) return postcode;
    context.addIssue({ code: 'custom', message: 'is no British postcode, such as BT1 5GS' });
    return z.NEVER;
  }),
});
export const keySafeForm = z.strictObject({ code: oneLine(40), where: oneLine(200).nullable().default(null).describe('Where it hangs.') });
export const keyholderForm = z.strictObject({ name: oneLine(120), phone, relation: oneLine(60).nullable().default(null), minutesAway: z.int().min(0).max(1440).nullable().default(null) });

export const dwellingForm = z.strictObject({
  area: areaSlug.nullable().default(null),
  address: addressForm.nullable().default(null),
  position: z.strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }).nullable().default(null),
  accessNotes: prose(2000).nullable().default(null).describe('How one gets in; what one meets there.'),
  keySafe: keySafeForm.nullable().optional().describe('Left out: as it was. It is told again only in an open case.'),
  keyholders: z.array(keyholderForm).max(10).default([]).describe('In the order in which they are called.'),
});
export type DwellingForm = z.output<typeof dwellingForm>;

export const serviceUserForm = z.strictObject({
  dwelling: dwellingReference.describe('Reference of the dwelling; registered with it where there is none yet.'),
  name: oneLine(120),
  preferredName: oneLine(120).nullable().default(null).describe('What they like to be called.'),
  bornIn: z.int().min(1890).max(2100).nullable().default(null).describe('Year.'),
  languages: z.array(language).max(8).default([]),
  phone: phone.nullable().default(null),
  healthNotes: prose(4000).nullable().default(null).describe('What whoever comes must know.'),
});
export type ServiceUserForm = z.output<typeof serviceUserForm>;

export const suspensionForm = z.strictObject({ for: z.enum(suspensions), until: z.iso.date().nullable().default(null).describe('The last day; null: until they are back.') });
export type SuspensionForm = z.output<typeof suspensionForm>;

export const noteForm = z.strictObject({ text: prose(4000) });

export interface ServiceUser extends ServiceUserForm {
  readonly id: string;
  readonly organisation: string;
  readonly status: (typeof statuses)[number];
  readonly suspendedFor: (typeof suspensions)[number] | null;
  readonly suspendedUntil: string | null;
  readonly registeredAt: string;
  readonly leftAt: string | null;
  readonly revision: number;
}

export interface Keyholder extends z.output<typeof keyholderForm> {
  readonly order: number;
}

export interface Dwelling extends Omit<DwellingForm, 'keySafe' | 'keyholders'> {
  readonly id: string;
  readonly organisation: string;
  readonly reference: string;
  readonly hasKeySafe: boolean;
  readonly keyholders: readonly Keyholder[];
  readonly revision: number;
}

function isLanguage(code: string): boolean {
  try {
    return new Intl.Locale(code).toString() === code;
  } catch {
    return false;
  }
}
