/** The barrier register and the tender check: open to everybody, and nothing is kept. */

import { Problem } from '@drystone/problems';
import { biddingEffort, checkTenders, NoTenderError, rules, tendersIn, type BiddingEffort, type Finding } from '@drystone/tender-check';
import { searchBarriers, type Barrier, type BarrierQuery } from './barrier.ts';
import { commonBarriers } from './register.ts';

/** A finding with the entries of the barrier register that speak of it. */
export interface TenderFinding extends Finding {
  readonly barriers: readonly { readonly id: string; readonly said: string }[];
}

export interface Barriers {
  /** Entries of the barrier register. */
  barriers(query: BarrierQuery): readonly Barrier[];
  /** @throws Problem `unknown-barrier`. */
  barrier(id: string): Barrier & { readonly findings: readonly { readonly rule: string; readonly title: string }[] };
  /** What keeps small, local and social providers out of a tender, and what it takes to bid. @throws Problem `invalid-request` where it is no OCDS document with a tender. */
  checkTender(document: unknown): { readonly findings: readonly TenderFinding[]; readonly effort: readonly BiddingEffort[] };
}

export function createBarriers(): Barriers {
  const all = commonBarriers();
  const titles = new Map(rules.map(({ id, title }) => [id, title]));
  return {
    barriers: (query) => searchBarriers(all, query),
    barrier(id) {
      const found = all.find((each) => each.id === id);
      if (found === undefined) throw new Problem({ kind: 'unknown-barrier', detail: `The register has no entry "${id.slice(0, 80)}".` });
      return { ...found, findings: found.rules.map((rule) => ({ rule, title: titles.get(rule) ?? rule })) };
    },
    checkTender(document) {
      try {
        const tenders = tendersIn(document);
        const findings = checkTenders(tenders).map((finding) => ({ ...finding, barriers: all.filter((each) => each.rules.includes(finding.rule)).map(({ id, said }) => ({ id, said })) }));
        return { findings, effort: tenders.map(biddingEffort) };
      } catch (error) {
        if (!(error instanceof NoTenderError)) throw error;
        throw new Problem({ kind: 'invalid-request', detail: `This cannot be checked: ${error.message}.`, errors: [{ field: 'body', message: error.message, mend: 'Send an OCDS 1.1 release, release package or record.' }] });
      }
    },
  };
}
