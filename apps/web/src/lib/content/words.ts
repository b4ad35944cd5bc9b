import { m } from '@drystone/messages';

export const stateOfContent = { submitted: m.content_state_submitted, published: m.content_state_published, returned: m.content_state_returned, withdrawn: m.content_state_withdrawn, leaving: m.content_state_leaving } as const;
export const renownWords = { neighbours: m.renown_neighbours, locals: m.renown_locals, county: m.renown_county, everybody: m.renown_everybody } as const;
export const settingWords = { outdoor: m.setting_outdoor, indoor: m.setting_indoor, both: m.setting_both } as const;
export const terrainWords = { coast: m.terrain_coast, lough: m.terrain_lough, upland: m.terrain_upland, farmland: m.terrain_farmland, woodland: m.terrain_woodland, town: m.terrain_town } as const;
export const feedFormatWords = { items: m.feed_format_items, 'json-ld': m.feed_format_json_ld, csv: m.feed_format_csv, rpde: m.feed_format_rpde } as const;
export const proofStateWords = { waiting: m.proof_state_waiting, passed: m.proof_state_passed, failed: m.proof_state_failed, 'not-run': m.proof_state_not_run } as const;
export const aspectWords = { correct: m.aspect_correct, complete: m.aspect_complete, fast: m.aspect_fast, 'fails-well': m.aspect_fails_well, accessible: m.aspect_accessible } as const;
export const checkOutcomeWords = { passed: m.proof_state_passed, failed: m.proof_state_failed, skipped: m.check_skipped } as const;

/** Where a run of the conformance suite stands. */
export function proofState({ doneAt, report }: { readonly doneAt: string | null; readonly report: { readonly report: { readonly passed: boolean } } | null }): keyof typeof proofStateWords {
  if (doneAt === null) return 'waiting';
  return report === null ? 'not-run' : report.report.passed ? 'passed' : 'failed';
}

/** A version without a record takes the place out, or proposes to. */
export function stateOf({ record, state }: { readonly record: unknown; readonly state: 'submitted' | 'published' | 'returned' }): keyof typeof stateOfContent {
  if (record !== null) return state;
  return state === 'submitted' ? 'leaving' : state === 'published' ? 'withdrawn' : 'published';
}
