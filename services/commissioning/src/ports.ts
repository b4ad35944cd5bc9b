/** What commissioning needs of others; handed in by whoever composes the product. */

import type { OrganisationKind } from '@drystone/access';

export interface Organisations {
  /** What may be known in public of an organisation; undefined where there is none. */
  publicly(id: string): Promise<PublicOrganisation | undefined>;
  /** Where mail reaches those who lead it; shown to nobody. */
  addresses(id: string): Promise<readonly string[]>;
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
}
