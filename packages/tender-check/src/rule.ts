import type { Clause } from './clauses.ts';
import type { Tender } from './tender.ts';

/** `error`: the law forbids it or it cannot stand. `warning`: it keeps providers out. `note`: it makes bidding harder than it need be. */
export type Severity = 'error' | 'warning' | 'note';

export interface Finding {
  /** Id of the rule, as on the page of rules. */
  readonly rule: string;
  readonly severity: Severity;
  /** JSON Pointer (RFC 6901) from the root of the file. */
  readonly path: string;
  /** The words it is about, as they stand in the file. */
  readonly quote: string;
  /** What was found and why it hurts. */
  readonly message: string;
  readonly mend: string;
  readonly source: string;
}

export interface Hit {
  /** JSON Pointer (RFC 6901) from the root of the file. */
  readonly path: string;
  /** The words it is about, as they stand in the file. */
  readonly quote: string;
  /** What was found, one sentence. */
  readonly message: string;
  readonly severity?: Severity;
}

export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Why it hurts small, local and social providers. */
  readonly why: string;
  readonly mend: string;
  readonly source: Source;
  readonly find: (tender: Tender) => readonly Hit[];
}

export interface Source {
  readonly title: string;
  readonly url: string;
}

/** A section of the Procurement Act 2023. */
export function act(section: string): Source {
  return { title: `Procurement Act 2023, section ${section}`, url: `https://www.legislation.gov.uk/ukpga/2023/54/section/${/^\d+/.exec(section)?.[0] ?? ''}` };
}

export const policyStatement: Source = { title: 'National Procurement Policy Statement (February 2025)', url: 'https://www.gov.uk/government/publications/national-procurement-policy-statement' };
export const socialValueModel: Source = { title: 'PPN 002: taking account of social value in the award of contracts', url: 'https://www.gov.uk/government/publications/ppn-002-taking-account-of-social-value-in-the-award-of-contracts' };
export const guidance: Source = { title: 'Guidance: Procurement Act 2023', url: 'https://www.gov.uk/government/collections/procurement-act-2023-guidance-documents' };

/** Words that take a demand back: nothing is asked where they stand. */
export const notAsked = /\b(?:not|never|nor)\s+(?:\w+\s+){0,2}?(?:require|ask|need|necessary|expected|a condition|mandatory|limited|apply|insist|accept(?:ed)? as a reason)\w*|\bn['’]t\s+(?:require|ask|need|have to|insist)|\bneed not\b|\bno (?:minimum|bond|guarantee|fee|charge|audited|accreditation|requirement|need|obligation)\b|\bwithout (?:a |any |the )?(?:minimum|bond|guarantee|need|requirement)|\brather than\b|\bno longer\b|\boptional\b|\bnot (?:be )?(?:excluded|rejected|marked down|disadvantaged)\b/i;

/** Sentences that say one thing, unless what stands around them takes it back. */
export function says({ pattern, needs = [], unless = [], negated = true }: { pattern: RegExp; needs?: readonly RegExp[]; unless?: readonly RegExp[]; negated?: boolean }, message: string): Rule['find'] {
  return ({ clauses }) => clauses.filter((clause) => pattern.test(clause.text) && needs.every((each) => each.test(clause.context)) && !unless.some((each) => each.test(clause.around)) && !(negated && notAsked.test(clause.text))).map((clause) => hit(clause, message));
}

export function hit(clause: Clause, message: string): Hit {
  return { path: clause.path, quote: clause.text, message };
}

/** Something that is nowhere in the tender. */
export function missing(tender: Tender, message: string): Hit {
  return { path: tender.path, quote: tender.title, message };
}

export function pounds(amount: number): string {
  return `£${Math.round(amount).toLocaleString('en-GB')}`;
}
