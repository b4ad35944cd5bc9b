/** What the command line shares with the server: configuration, lock, database. */

export { readConfiguration, StartError } from './configuration.ts';
export { makeDataDirectory } from './data-directory.ts';
export { keptHomeKeys } from './home-keys.ts';
export { lockDataDirectory } from './lock.ts';
export { embeddedUrls, placesFolder, prepareDatabase, startDatabase } from './prepare-database.ts';
export { keptSigningKey } from './signing-key.ts';
export { version } from './version.ts';
export type { PreparedDatabase } from './prepare-database.ts';
export { openFileLimit } from './open-files.ts';
export { demonstrationOrganisation, demonstrationUnits, demonstrationVendor, type DemonstrationUnit } from './demonstration-units.ts';
