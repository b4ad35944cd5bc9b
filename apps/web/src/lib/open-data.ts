/** The open data there are: for whoever looks below `/open`, as a page or as JSON. */

import { m } from '@drystone/messages';

/** Open Government Licence 3.0, as each package says too. */
export const openLicence = 'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/';

export interface OpenDataSet {
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly mediaType: string;
}

const ocds = '/open/ocds';

/** @param below `/open`, or `/open/ocds` for those of the Open Contracting Data Standard alone. */
export function openData(below: string): readonly OpenDataSet[] {
  return [
    { path: `${ocds}/releases`, title: m.open_releases(), description: m.open_releases_text(), mediaType: 'application/json' },
    { path: `${ocds}/releases.jsonl`, title: m.open_releases_whole(), description: m.open_whole_text(), mediaType: 'application/jsonl' },
    { path: `${ocds}/records.jsonl`, title: m.open_records_whole(), description: m.open_records_text(), mediaType: 'application/jsonl' },
    { path: '/open/kpis.csv', title: m.open_kpis_csv(), description: m.open_kpis_text(), mediaType: 'text/csv' },
    { path: '/open/kpis.json', title: m.open_kpis_json(), description: m.open_kpis_text(), mediaType: 'application/json' },
  ].filter(({ path }) => path.startsWith(`${below}/`));
}
