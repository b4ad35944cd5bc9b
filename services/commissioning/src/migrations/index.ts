/** Where the SQL files of the schema `commissioning` are. */
export const commissioningMigrations = import.meta.dirname;
