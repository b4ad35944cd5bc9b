/** What an organisation is, and what is asked to register, change and staff one. */

import { organisationKinds, roles, rolesOf, type OrganisationKind, type Role } from '@drystone/access';
import { charityNumber, companyNumber } from '@drystone/ocds/registers';
import { z } from 'zod';

/** What somebody typed as a name: no control characters, no half characters. */
const name = z
  .string()
  .trim()
  .min(2)
  .max(120)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'holds a character that cannot be kept');

export const organisationForm = z.strictObject({
  kind: z.enum(organisationKinds),
  name,
  companyNumber: companyNumber.optional(),
  charityNumber: charityNumber.optional(),
});
export type OrganisationForm = z.infer<typeof organisationForm>;

export const organisationChange = organisationForm.omit({ kind: true }).partial();
export type OrganisationChange = z.infer<typeof organisationChange>;

export interface Organisation {
  readonly id: string;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly companyNumber: string | null;
  readonly charityNumber: string | null;
  readonly revision: number;
}

export type PublicOrganisation = Omit<Organisation, 'revision'>;

/** By words of their names. */
export const organisationQuery = z.strictObject({ q: name, kind: z.enum(organisationKinds).optional() });

export interface Member {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

export const invitationForm = z.strictObject({ email: z.email().max(254).toLowerCase(), roles: z.array(z.enum(roles)).min(1).max(roles.length) });
export type InvitationForm = z.infer<typeof invitationForm>;

export const keyForm = z.strictObject({ name, roles: z.array(z.enum(roles)).min(1).max(roles.length) });
export type KeyForm = z.infer<typeof keyForm>;

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** RFC 3339 in UTC. */
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** Those of the asked roles that an organisation of this kind cannot give. */
export function strangeRoles(kind: OrganisationKind, asked: readonly Role[]): readonly Role[] {
  return asked.filter((role) => !rolesOf[kind].includes(role));
}
