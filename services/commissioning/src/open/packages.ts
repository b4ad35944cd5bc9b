/** Releases and records as they are handed out: packages of the Open Contracting Data Standard 1.1.5. */

import { compiledRelease, releaseRules, type JsonObject, type MergeRules } from '@drystone/ocds';

export interface Publisher {
  readonly name: string;
  /** Where the product is reached, without a slash at the end. */
  readonly origin: string;
}

const extensions = ['https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json', 'https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.5/extension.json', 'https://raw.githubusercontent.com/open-contracting-extensions/ocds_metrics_extension/v1.1/extension.json', 'https://raw.githubusercontent.com/open-contracting-extensions/ocds_requirements_extension/master/extension.json', 'https://raw.githubusercontent.com/open-contracting-extensions/ocds_pagination_extension/master/extension.json', 'https://raw.githubusercontent.com/open-contracting-extensions/ocds_budget_breakdown_extension/master/extension.json', 'https://raw.githubusercontent.com/open-contracting-extensions/ocds_enquiry_extension/v1.1.5/extension.json'];
/** Open Government Licence 3.0. */
const license = 'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/';

interface Around {
  readonly publisher: Publisher;
  /** Path of this package and of the next one, from `/`. */
  readonly path: string;
  readonly next?: string | undefined;
  readonly publishedDate: string;
}

function around({ publisher, path, next, publishedDate }: Around): JsonObject {
  return {
    uri: publisher.origin + path,
    version: '1.1',
    extensions,
    publishedDate,
    publisher: { name: publisher.name, uri: publisher.origin },
    license,
    ...(next !== undefined && { links: { next: publisher.origin + next } }),
  };
}

export function releasePackage(releases: readonly JsonObject[], given: Around): JsonObject {
  return { ...around(given), releases: [...releases] };
}

export function recordPackage(records: readonly JsonObject[], given: Around): JsonObject {
  return { ...around(given), records: [...records] };
}

/** Entries of these lists have no id either, by the extensions that the official release schema does not hold. */
const rules: MergeRules = { ...releaseRules, whole: new Set([...releaseRules.whole, 'tender.items.deliveryAddresses', 'tender.lots.awardCriteria.criteria.numbers']) };

/** Every release of one process, and what they come to. */
export function recordOf(releases: readonly JsonObject[]): JsonObject {
  return { ocid: releases[0]!['ocid']!, releases: [...releases], compiledRelease: compiledRelease(releases, { rules }) };
}
