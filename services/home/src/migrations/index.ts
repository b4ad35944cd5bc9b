/** Where the SQL files of the schema `home` are. */
export const homeMigrations = import.meta.dirname;
