/** What commissioning needs of others; handed in by whoever composes the product. */

import type { Caller, OrganisationKind, Role } from '@drystone/access';

export interface Organisations {
  /** What may be known in public of an organisation; undefined where there is none. */
  publicly(id: string): Promise<PublicOrganisation | undefined>;
  /** Where mail reaches those who lead it; shown to nobody. */
  addresses(id: string): Promise<readonly string[]>;
  /** Everybody who acts for it, people and programs; shown to its own and to those it works for. */
  people(id: string): Promise<readonly OrganisationPerson[]>;
}

export interface OrganisationPerson {
  /** As the event log knows them. */
  readonly actor: string;
  readonly name: string;
  /** None where it is a program. */
  readonly email: string | null;
  readonly roles: readonly Role[];
}

export interface PublicOrganisation {
  readonly id: string;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly companyNumber: string | null;
  readonly charityNumber: string | null;
}

/** Where work can be done: one list for every service. */
export interface Areas {
  all(): Promise<readonly Area[]>;
}

export interface Area {
  readonly slug: string;
  readonly name: string;
  readonly gssCode: string | null;
  /** Areas that share a border with it, where the map is known. */
  readonly neighbours?: readonly string[];
}

/** The platform's own runs of a part's conformance suite. */
export interface Proving {
  /** Asks for one, by somebody who may. @returns its id, by which anybody reads it. @throws Problem where it cannot be run now. */
  prove(actor: Caller['actor'], of: { readonly part: string; readonly provider: string; readonly endpoint: string }): Promise<string>;
}

/** Those who are registered to provide, in public: what they are called, and what they told of themselves where they did. */
export interface Providers {
  all(): Promise<readonly { readonly id: string; readonly name: string; readonly kind: 'provider' | 'community' }[]>;
}
