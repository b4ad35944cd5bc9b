/** The wordings of a problem over time, and what changed from one to the next. */

import { diffWordsWithSpace } from 'diff';
import type { ProcessForm } from '../processes/process.ts';

export interface Wording {
  /** Of the process. */
  readonly revision: number;
  /** RFC 3339 in UTC. */
  readonly at: string;
  readonly title: string;
  readonly problem: ProcessForm['problem'];
}

export interface Difference {
  readonly field: 'title' | keyof ProcessForm['problem'];
  readonly parts: readonly { readonly text: string; readonly change?: 'added' | 'removed' }[];
}

const fields = ['title', 'who', 'today', 'good', 'known', 'measures'] as const;

function wordsOf({ title, problem }: Wording, field: Difference['field']): string {
  if (field === 'title') return title;
  return field === 'measures' ? problem.measures.join('\n') : (problem[field] ?? '');
}

/** Those from the one first shown on that differ from the one before, the oldest first. */
export function wordingsOf(all: readonly Wording[], fromRevision: number): readonly Wording[] {
  const first = all.findLast(({ revision }) => revision <= fromRevision);
  const shown = all.filter((each) => each === first || each.revision > fromRevision);
  return shown.filter((each, index) => index === 0 || differencesOf(shown[index - 1]!, each).length > 0);
}

/** The fields that changed, in words kept, added and removed. */
export function differencesOf(before: Wording, after: Wording): readonly Difference[] {
  return fields.flatMap((field) => {
    const [from, to] = [wordsOf(before, field), wordsOf(after, field)];
    if (from === to) return [];
    const parts = diffWordsWithSpace(from, to).map(({ value, added, removed }) => ({ text: value, ...(added ? { change: 'added' as const } : removed ? { change: 'removed' as const } : {}) }));
    return [{ field, parts }];
  });
}
