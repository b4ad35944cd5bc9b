/** What home needs of others; `apps/server` hands it in. */

export interface Organisations {
  /** Everybody who acts for it, people and programs. */
  people(id: string): Promise<readonly { readonly actor: string; readonly name: string }[]>;
  publicly(id: string): Promise<{ readonly id: string; readonly name: string; readonly kind: string } | undefined>;
}
