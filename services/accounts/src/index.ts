/** The accounts service: people, organisations, roles and keys. */

import { join } from 'node:path';

export { createAccounts, type Accounts, type AccountsOptions } from './accounts.ts';
export { demonstrationAddress, type DemonstrationKey } from './demonstration.ts';
export { createAccountsApi } from './http/accounts-api.ts';
export type { SignInProvider } from './identity/identity.ts';
export { createOrganisations } from './organisations/organisations.ts';
export type { ApiKey, Member, Organisation } from './organisations/organisation.ts';
export type { Cookies, Device, SignedIn } from './sessions.ts';

/** Where the SQL files of the schema `accounts` are. */
export const accountsMigrations = join(import.meta.dirname, 'migrations');
