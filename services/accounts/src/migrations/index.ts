/** Where the SQL files of the schema `accounts` are. */
export const accountsMigrations = import.meta.dirname;
