/** The parts of the product as whoever is in one needs them: where its pages lead, and what stands under them. */

import { m } from '@drystone/messages';

export interface Link {
  readonly path: string;
  readonly label: () => string;
}

interface Section {
  /** Pages whose address begins so. */
  readonly paths: readonly string[];
  readonly links: readonly Link[];
}

const account: Link = { path: '/account', label: m.account_title };
const sections: readonly Section[] = [
  { paths: ['/home/family'], links: [{ path: '/home/family', label: m.family_title }, account] },
  { paths: ['/home/'], links: [{ path: '/home/console', label: m.console_title }, { path: '/home/people', label: m.console_people }, { path: '/home/kpis', label: m.console_figures }, account] },
  { paths: ['/commissioning', '/account/organisations', '/proofs'], links: [{ path: '/commissioning', label: m.commissioning_title }, { path: '/commissioning/processes', label: m.processes_title }, { path: '/commissioning/contracts', label: m.contracts_title }, account] },
];

/** Undefined: the guide, which is for everybody. */
export function sectionOf(path: string): Section | undefined {
  return sections.find(({ paths }) => paths.some((each) => path.startsWith(each)));
}

/** The link that leads nearest to where one is. */
export function currentOf(links: readonly Link[], path: string): Link | undefined {
  return links.filter((link) => path === link.path || (link.path !== '/' && path.startsWith(`${link.path}/`))).sort((a, b) => b.path.length - a.path.length)[0];
}
