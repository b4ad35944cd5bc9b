/** What a provider tells once, for every bid: what it is, what it can do, and what proves it. */

import { charityNumber, companyNumber } from '@drystone/ocds/registers';
import type { FieldProblem } from '@drystone/problems';
import { z } from 'zod';
import { partIds } from '../parts.ts';
import { text } from '../text.ts';

const slug = z.string().max(60).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case letters, digits and single hyphens');
const pence = z.int().min(0).max(10_000_000_000_000);

export const legalForms = ['company', 'partnership', 'sole-trader', 'charity', 'community-interest-company', 'cooperative', 'unincorporated', 'public-body'] as const;
export const insuranceKinds = ['public-liability', 'employers-liability', 'professional-indemnity', 'cyber', 'other'] as const;
export const policyKinds = ['accessibility', 'safeguarding', 'health-and-safety', 'data-protection', 'environment', 'equality', 'modern-slavery', 'quality', 'other'] as const;

const insurance = z.strictObject({ kind: z.enum(insuranceKinds), coverPence: pence.min(1), validUntil: z.iso.date(), insurer: text(200).optional() });
const policy = z.strictObject({ kind: z.enum(policyKinds), title: text(200), date: z.iso.date(), reviewBy: z.iso.date().optional(), document: z.uuid().optional() });
const reference = z
  .strictObject({ title: text(200), client: text(200), from: z.iso.date(), to: z.iso.date().nullable(), valuePence: pence.nullable().default(null), description: text(2000) })
  .refine(({ from, to }) => to === null || from <= to, { path: ['to'], message: 'is before its beginning' });

/** What cannot be told today: a policy or a piece of work of days to come, or a policy that was to be looked at before it was there. */
export function untimely({ policies = [], references = [] }: { readonly [Told in 'policies' | 'references']?: Profile[Told] | undefined }, today: string): FieldProblem[] {
  return [
    ...policies.flatMap(({ date, reviewBy }, index) => [
      ...(date > today ? [{ field: `policies.${index}.date`, message: `${date} has not come yet`, mend: 'use the day on which it was agreed' }] : []),
      ...(reviewBy !== undefined && reviewBy < date ? [{ field: `policies.${index}.reviewBy`, message: 'is before the policy’s own date', mend: 'use a later day' }] : []),
    ]),
    ...references.flatMap(({ from }, index) => (from > today ? [{ field: `references.${index}.from`, message: `${from} has not come yet`, mend: 'name work that has begun' }] : [])),
  ];
}

export const profileForm = z.strictObject({
  about: text(1500, 0).default(''),
  website: z.url({ protocol: /^https?$/ }).max(300).nullable().default(null),
  legalForm: z.enum(legalForms).nullable().default(null),
  companyNumber: companyNumber.nullable().default(null),
  charityNumbers: z
    .array(charityNumber)
    .max(3)
    .refine((numbers) => new Set(numbers).size === numbers.length, 'names one twice')
    .default([]),
  /** Those who work there, the owners too. */
  people: z.int().min(0).max(1_000_000).nullable().default(null),
  /** Of the last year that is closed. */
  turnoverPence: pence.nullable().default(null),
  socialEnterprise: z.boolean().default(false),
  voluntary: z.boolean().default(false),
  parts: z.array(z.enum(partIds)).max(20).refine((parts) => new Set(parts).size === parts.length, 'names a part twice').default([]),
  areas: z.array(slug).max(400).refine((areas) => new Set(areas).size === areas.length, 'names an area twice').default([]),
  insurances: z.array(insurance).max(20).default([]),
  accessibility: text(5000, 0).default(''),
  policies: z.array(policy).max(30).default([]),
  references: z.array(reference).max(20).default([]),
  /** A mail for each lot that fits. */
  alerts: z.boolean().default(true),
});
export type Profile = z.output<typeof profileForm>;
export const noProfile: Profile = profileForm.parse({});

/** What anybody may read. */
export type PublicProfile = Pick<Profile, 'about' | 'website' | 'legalForm' | 'companyNumber' | 'charityNumbers' | 'socialEnterprise' | 'voluntary' | 'parts' | 'areas'> & { readonly size: Size };

export function publicPart(profile: Profile): PublicProfile {
  const { about, website, legalForm, companyNumber, charityNumbers, socialEnterprise, voluntary, parts, areas } = profile;
  return { about, website, legalForm, companyNumber, charityNumbers, socialEnterprise, voluntary, parts, areas, size: sizeOf(profile) };
}

export type Size = 'micro' | 'small' | 'medium' | 'large' | 'unknown';

/**
 * By staff and turnover. A small or medium-sized enterprise has fewer than 250 staff and a turnover of
 * £44 million at most (Procurement Act 2023, section 123); micro is below 10 staff, small below 50, as the
 * business population estimates of the United Kingdom count.
 */
export function sizeOf({ people, turnoverPence }: Pick<Profile, 'people' | 'turnoverPence'>): Size {
  if (people === null) return 'unknown';
  if (people >= 250 || (turnoverPence ?? 0) > 44_000_000_00) return 'large';
  return people < 10 ? 'micro' : people < 50 ? 'small' : 'medium';
}

/** The tasks of the profile, in their order. */
export const sections = ['about', 'size', 'work', 'insurance', 'accessibility', 'policies', 'references'] as const;
export type Section = (typeof sections)[number];

export interface SectionState {
  readonly section: Section;
  readonly state: 'done' | 'missing' | 'expired' | 'expires-soon';
  /** What has run out, or will within thirty days, in the words it was told with. */
  readonly about: readonly string[];
}

const soonDays = 30;

/** How far the profile is told, and what of it has run out. */
export function sectionStates(profile: Profile, today: Temporal.PlainDate): readonly SectionState[] {
  const soon = today.add({ days: soonDays }).toString();
  const dated = (things: readonly { readonly name: string; readonly until: string | undefined }[]): Pick<SectionState, 'state' | 'about'> => {
    if (things.length === 0) return { state: 'missing', about: [] };
    const expired = things.filter(({ until }) => until !== undefined && until < today.toString()).map(({ name }) => name);
    if (expired.length > 0) return { state: 'expired', about: expired };
    const ending = things.filter(({ until }) => until !== undefined && until <= soon).map(({ name }) => name);
    return ending.length > 0 ? { state: 'expires-soon', about: ending } : { state: 'done', about: [] };
  };
  const told = (is: boolean): Pick<SectionState, 'state' | 'about'> => ({ state: is ? 'done' : 'missing', about: [] });
  return [
    { section: 'about', ...told(profile.about !== '' && profile.legalForm !== null) },
    { section: 'size', ...told(profile.people !== null) },
    { section: 'work', ...told(profile.parts.length > 0 && profile.areas.length > 0) },
    { section: 'insurance', ...dated(profile.insurances.map(({ kind, validUntil }) => ({ name: kind, until: validUntil }))) },
    { section: 'accessibility', ...told(profile.accessibility !== '') },
    { section: 'policies', ...dated(profile.policies.map(({ title, reviewBy }) => ({ name: title, until: reviewBy }))) },
    { section: 'references', ...told(profile.references.length > 0) },
  ];
}
