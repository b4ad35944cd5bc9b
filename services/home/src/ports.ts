/** What home needs of others; `apps/server` hands it in. */

export interface Organisations {
  publicly(id: string): Promise<{ readonly id: string; readonly name: string; readonly kind: string } | undefined>;
}
