/** What supervisor and roles say to each other. */

import type { Configuration } from './configuration.ts';
import type { PreparedDatabase } from './prepare-database.ts';

/** Sent once, at the start; losing the channel means: end. */
export interface RoleOrders {
  readonly configuration: Configuration;
  readonly database: PreparedDatabase;
  readonly intake: PreparedDatabase;
  readonly timeZone: string;
}

export type RoleMessage = { readonly kind: 'ready'; readonly port?: number; readonly notices?: readonly string[] } | { readonly kind: 'failed'; readonly reason: string };

/** A running role; `stop` finishes what is under way. */
export interface RunningRole {
  readonly port?: number;
  /** What is done once it is ready, and keeps nobody waiting. */
  afterwards?(): Promise<void>;
  /** What whoever starts it should read. */
  readonly notices?: readonly string[];
  stop(): Promise<void>;
}
