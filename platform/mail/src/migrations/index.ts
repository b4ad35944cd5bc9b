/** Where the SQL files of mail are, in the schema `platform`. */
export const mailMigrations = import.meta.dirname;
