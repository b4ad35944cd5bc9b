/** The accounts service: people, organisations, roles and keys. */

export { createAccounts, type Accounts, type AccountsOptions } from './accounts.ts';
export { demonstrationAddress, type DemonstrationKey } from './demonstration.ts';
export { createAccountsApi } from './http/accounts-api.ts';
export type { SignInProvider } from './identity/identity.ts';
export type { ApiKey, Member, Organisation } from './organisations/organisation.ts';
export type { Cookies, Device, SignedIn } from './sessions.ts';
