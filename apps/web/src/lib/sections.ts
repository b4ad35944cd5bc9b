/** The parts of the product as whoever is in one needs them: where its pages lead, and what stands under them. */

import type { Operation } from '@drystone/access';
import { m } from '@drystone/messages';

export interface Link {
  readonly path: string;
  readonly label: () => string;
  /** Open to whoever may do one of these somewhere; to everybody where it is left out. */
  readonly for?: readonly Operation[];
}

interface Section {
  /** Pages whose address begins so. */
  readonly paths: readonly string[];
  readonly links: readonly Link[];
}

const account: Link = { path: '/account', label: m.account_title };
const sections: readonly Section[] = [
  { paths: ['/home/family'], links: [{ path: '/home/family', label: m.family_title }, account] },
  {
    paths: ['/home/'],
    links: [
      { path: '/home/console', label: m.console_title, for: ['case.read'] },
      { path: '/home/people', label: m.console_people, for: ['person.read', 'disclosure.read'] },
      { path: '/home/protocols', label: m.protocols_link, for: ['protocol.read'] },
      { path: '/home/kpis', label: m.console_figures, for: ['home-kpi.report'] },
      account,
    ],
  },
  { paths: ['/commissioning', '/account/organisations', '/proofs'], links: [{ path: '/commissioning', label: m.commissioning_title }, { path: '/commissioning/processes', label: m.processes_title }, { path: '/commissioning/contracts', label: m.contracts_title }, account] },
];

/** Undefined: the guide, which is for everybody. */
export function sectionOf(path: string): Section | undefined {
  return sections.find(({ paths }) => paths.some((each) => path.startsWith(each)));
}

/** What one has to know of somebody to show them links that are open to them. */
export const askedByLinks: readonly Operation[] = sections.flatMap(({ links }) => links.flatMap((link) => link.for ?? []));

/** The links that are open to somebody. @param may whether they may do it somewhere. */
export const openLinks = (links: readonly Link[], may: (operation: Operation) => boolean): readonly Link[] => links.filter((link) => link.for?.some(may) ?? true);

/** The link that leads nearest to where one is. */
export function currentOf(links: readonly Link[], path: string): Link | undefined {
  return links.filter((link) => path === link.path || (link.path !== '/' && path.startsWith(`${link.path}/`))).sort((a, b) => b.path.length - a.path.length)[0];
}
