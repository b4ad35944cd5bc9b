export { sql, type RawBuilder } from 'kysely';
export { openDatabase } from './database.ts';
export type { Acting, Actor, Database, DatabaseOptions, Transaction } from './database.ts';
export { migrate } from './migrate.ts';
export type { Migrated, MigrationFolder } from './migrate.ts';
