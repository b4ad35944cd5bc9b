/** What the guide needs of others; handed in by whoever composes the product. */

export interface Awards {
  /** Every award of a part that is in force, over all areas; the earliest begun first. */
  allWhoServe(part: string, at: Temporal.Instant): Promise<readonly ServingAward[]>;
}

export interface ServingAward {
  readonly awardId: string;
  readonly providerId: string;
  readonly areas: readonly string[];
}

/** Whose content a buyer looks through: its providers', as the awards say. */
export interface Curators {
  buyersOf(providerId: string, part: string): Promise<readonly string[]>;
  providersOf(buyerId: string, part: string): Promise<readonly string[]>;
  nameOf(organisationId: string): Promise<string | undefined>;
}
