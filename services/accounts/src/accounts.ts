/** The accounts service: who somebody is, whom they work for, and what they may do there. */

import { rolesOf, type Caller, type OrganisationKind, type Role } from '@drystone/access';
import type { Database } from '@drystone/database';
import { keptMail, type KeptLetter } from '@drystone/mail';
import { Problem } from '@drystone/problems';
import { demonstrationAddress, demonstrationPeople, setUpDemonstration, type DemonstrationKey } from './demonstration.ts';
import { createOrganisations, type Organisations } from './organisations/organisations.ts';
import { createSessions, type Cookies, type Sessions, type SessionsOptions } from './sessions.ts';

export interface AccountsOptions extends SessionsOptions {
  readonly database: Database;
  /** People to try the product with, signed in with one click; mail can be read on a page. Never where the public comes. */
  readonly demonstration: boolean;
  /** Whether mail is kept, for want of a mail server. */
  readonly keepsMail: boolean;
}

export interface Accounts extends Omit<Sessions, 'linkFor' | 'personOf' | 'callerOf'>, Organisations {
  /** The roles that an organisation of a kind can give. */
  rolesOf(kind: OrganisationKind): readonly Role[];
  /** Nobody where there is no demonstration. */
  readonly demonstrationPeople: readonly { readonly key: string; readonly name: string }[];
  /** One of them, without a browser. @throws Problem as `signInAs`. */
  demonstrationCaller(key: DemonstrationKey): Promise<Caller>;
  /** @throws Problem 404 where there is no demonstration, or nobody of that key in it. */
  signInAs(key: string, headers: Headers): Promise<Cookies>;
  /** What waits for a mail server: on a machine of one's own only. @throws Problem 404 elsewhere. */
  keptMail(): Promise<readonly KeptLetter[]>;
}

export async function createAccounts(options: AccountsOptions): Promise<Accounts> {
  const { database, clock, origin, demonstration, keepsMail } = options;
  const { linkFor, personOf, callerOf, ...sessions } = createSessions(options);
  if (demonstration) await setUpDemonstration(database, { personOf }, clock());
  const demonstrationPerson = (key: string) => {
    const person = demonstration ? demonstrationPeople.find((each) => each.key === key) : undefined;
    if (person === undefined) throw new Problem({ kind: 'not-found', detail: 'There is nobody of that name to try the product with.' });
    return person;
  };
  return {
    ...sessions,
    ...createOrganisations({ database, clock, origin }),
    rolesOf: (kind) => rolesOf[kind],
    demonstrationPeople: demonstration ? demonstrationPeople.map(({ key, name }) => ({ key, name })) : [],
    async demonstrationCaller(key) {
      const { name } = demonstrationPerson(key);
      return callerOf(await personOf(demonstrationAddress(key), name), name);
    },
    async signInAs(key, headers) {
      demonstrationPerson(key);
      return sessions.openLink(await linkFor(demonstrationAddress(key)), headers);
    },
    async keptMail() {
      if (!demonstration || !keepsMail) throw new Problem({ kind: 'not-found', detail: 'Mail is not kept here.' });
      return keptMail(database);
    },
  };
}
