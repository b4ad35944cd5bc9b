/** Who may do what: one table, and the question that every operation of a service puts to it. */

import { Problem } from '@drystone/problems';

export const organisationKinds = ['buyer', 'provider', 'community'] as const;
/** A public body that buys, somebody who provides, or a group of citizens. */
export type OrganisationKind = (typeof organisationKinds)[number];

/** What a person does for an organisation. */
export const roles = ['commissioner', 'evaluator', 'editor', 'operator', 'panel-member'] as const;
export type Role = (typeof roles)[number];

/** The roles that an organisation of each kind can give. */
export const rolesOf: Readonly<Record<OrganisationKind, readonly Role[]>> = {
  buyer: ['commissioner', 'evaluator', 'operator', 'panel-member'],
  provider: ['editor', 'operator'],
  community: ['editor', 'panel-member'],
};

/** Whether organisations of this kind have operators. */
export const answersAlarms = (kind: string | undefined): boolean => organisationKinds.some((each) => each === kind && rolesOf[each].includes('operator'));

/**
 * Which roles of the organisation concerned may do what. `member` is anyone in it, `anyone` whoever
 * is signed in; a platform administrator may do all of it.
 */
export const permissions = {
  'organisation.register': ['anyone'],
  'organisation.register-buyer': [],
  'organisation.read': ['member'],
  'organisation.edit': ['commissioner', 'editor'],
  'member.read': ['member'],
  'member.invite': ['commissioner', 'editor'],
  'member.edit': ['commissioner', 'editor'],
  'api-key.read': ['commissioner', 'editor'],
  'api-key.create': ['commissioner', 'editor'],
  'api-key.revoke': ['commissioner', 'editor'],
  'process.create': ['commissioner'],
  'process.read-draft': ['commissioner', 'evaluator'],
  'process.edit': ['commissioner'],
  'process.publish': ['commissioner'],
  'process.share': ['commissioner'],
  'process.join': ['commissioner'],
  'problem.open': ['commissioner'],
  'problem.moderate': ['commissioner'],
  'problem.take-part': ['anyone'],
  'engagement.open': ['commissioner'],
  'enquiry.answer': ['commissioner'],
  'enquiry.ask': ['editor'],
  'process.amend': ['commissioner'],
  'process.withdraw': ['commissioner'],
  'openers.read': ['commissioner', 'evaluator'],
  'openers.name': ['commissioner'],
  'opened-bid.read': ['commissioner', 'evaluator'],
  'profile.read': ['member'],
  'profile.edit': ['editor'],
  'partners.seek': ['editor'],
  'bid.read': ['editor'],
  'bid.edit': ['editor'],
  'bid.submit': ['editor'],
  'evaluation.manage': ['commissioner'],
  'evaluation.score': ['evaluator'],
  'panel.score': ['panel-member'],
  'decision.make': ['commissioner'],
  'evaluation.answer': ['editor'],
  'measures.import': ['commissioner'],
  'award.make': ['commissioner'],
  'award.change': ['commissioner'],
  'barrier.record': ['anyone'],
  'barrier.sort': ['commissioner'],
  'contract.edit': ['commissioner'],
  'obligation.claim': ['editor'],
  'obligation.decide': ['commissioner'],
  'invoice.read': ['commissioner', 'evaluator', 'editor'],
  'invoice.submit': ['editor'],
  'invoice.decide': ['commissioner'],
  'kpi.rebuild': [],
  'signal.read': ['operator'],
  'case.read': ['operator'],
  'case.take': ['operator'],
  'protocol.read': ['operator', 'commissioner', 'editor'],
  'protocol.edit': ['commissioner', 'editor'],
  'local-unit.read': ['operator'],
  'local-unit.edit': ['operator'],
  'duty.name': [],
  'person.read': ['operator'],
  'person.edit': ['operator'],
  'consent.read': ['operator'],
  'consent.edit': ['operator'],
  'family.read': ['anyone'],
  'key-safe-code.read': ['operator'],
  'case-note.write': ['operator'],
  'home-kpi.read': ['operator'],
  'home-kpi.report': ['operator', 'commissioner'],
  'response-endpoint.read': ['editor', 'operator'],
  'response-endpoint.edit': ['editor'],
  'test-call.read': ['operator'],
  'disclosure.read': ['commissioner', 'editor'],
  'content.read': ['editor'],
  'content.edit': ['editor'],
  'content.curate': ['commissioner'],
} as const satisfies Readonly<Record<string, readonly (Role | 'member' | 'anyone')[]>>;
export type Operation = keyof typeof permissions;

/** What the partners of a process may do with it as well, each by its own people; the rest is its lead's alone. */
export const sharedOperations: ReadonlySet<Operation> = new Set<Operation>(['process.read-draft', 'process.edit', 'problem.open', 'problem.moderate', 'enquiry.answer']);
export const operations = Object.keys(permissions) as readonly Operation[];

export interface Membership {
  readonly organisationId: string;
  readonly kind: OrganisationKind;
  readonly roles: readonly Role[];
}

/** Whoever calls an operation: a person, or a program by its key. */
export interface Caller {
  /** As the event log and row-level security know it. */
  readonly actor: `account:${string}` | `key:${string}`;
  readonly personId: string | undefined;
  readonly name: string;
  readonly administrator: boolean;
  readonly memberships: readonly Membership[];
}

/** Whether the table allows it; `organisationId` is that of the thing concerned, where it has one. */
export function may(caller: Caller, operation: Operation, organisationId?: string): boolean {
  if (caller.administrator) return true;
  const allowed: readonly string[] = permissions[operation];
  if (allowed.includes('anyone')) return true;
  const membership = caller.memberships.find((each) => each.organisationId === organisationId);
  return membership !== undefined && (allowed.includes('member') || membership.roles.some((role) => allowed.includes(role)));
}

/** Whether the table allows it for an organisation that the caller is in, whichever it is. */
export function maySomewhere(caller: Caller, operation: Operation): boolean {
  return caller.memberships.some(({ organisationId }) => may(caller, operation, organisationId));
}

/** @throws Problem 401 where nobody is signed in, 403 where the table does not allow it. */
export function requirePermission(caller: Caller | undefined, operation: Operation, organisationId?: string): Caller {
  if (caller === undefined) throw new Problem({ kind: 'not-signed-in', detail: 'Sign in first, or send an API key as `Authorization: Bearer`.' });
  if (may(caller, operation, organisationId)) return caller;
  throw new Problem({ kind: 'not-allowed', detail: `Your part in this organisation does not include ${operation}.` });
}
