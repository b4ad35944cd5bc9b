/** Open Contracting Data Standard 1.1: many releases become one record. */

export { compiledRelease, MergeError, versionedRelease, type Json, type JsonObject, type MergeOptions, type MergeWarning } from './merge.ts';
export { mergeRulesOf, releaseRules, type MergeRules, type MergeSchema } from './rules.ts';
