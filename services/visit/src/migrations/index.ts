/** Where the SQL files of the schema `visit` are. */
export const visitMigrations = import.meta.dirname;
