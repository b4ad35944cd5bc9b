/** What home needs of others; `apps/server` hands it in. */

export interface Organisations {
  /** Everybody who acts for it, people and programs. */
  people(id: string): Promise<readonly { readonly actor: string; readonly name: string }[]>;
  publicly(id: string): Promise<{ readonly id: string; readonly name: string; readonly kind: string } | undefined>;
}

export interface ServingProvider {
  readonly awardId: string;
  readonly providerId: string;
}

/** Who was awarded a part. */
export interface Awards {
  /** For work of this buyer's. An award of null: the built-in default. */
  whoServes(part: string, area: string, at: Temporal.Instant, key: string, buyer: string): Promise<{ readonly awardId: string | null; readonly providerId: string | null; readonly fallbacks: readonly ServingProvider[] }>;
  allWhoServe(part: string, at: Temporal.Instant): Promise<readonly { readonly awardId: string }[]>;
}
