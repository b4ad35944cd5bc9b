/** What a schema or a service refuses, in the words of whoever typed options. */

import { sentence, type FieldProblem } from '@drystone/problems';
import { list, UsageError } from './command.ts';

/**
 * Each option at fault as it was typed, its value and the mend, in one line.
 * @param optionOf which option a field comes of, where it is not called the same; by the field's first word, or the first two.
 */
export function refusedOptions(problems: readonly FieldProblem[], given: Readonly<Record<string, unknown>>, optionOf: Readonly<Record<string, string>>): UsageError {
  const lines = new Map<string, string>();
  for (const problem of problems) {
    const [head = '', next = ''] = problem.field.split('.');
    const option = optionOf[`${head}.${next}`] ?? optionOf[head] ?? head;
    if (!lines.has(option)) lines.set(option, optionInWords(option, valueAt(given[option], next), problem));
  }
  return new UsageError([...lines.values()].join(' '));
}

function optionInWords(option: string, value: string | undefined, { message, mend }: FieldProblem): string {
  const isSaidOfValue = value !== undefined && /^(is|are|has|holds)\b/.test(message);
  return `--${option}${value === undefined ? '' : ` "${value}"`}${isSaidOfValue ? '' : ':'} ${sentence({ message, ...(mend !== undefined && { mend }) })}`;
}

/** The one of a list that is meant, else all that was typed. */
function valueAt(typed: unknown, next: string): string | undefined {
  if (Array.isArray(typed)) return String(typed[Number(next)] ?? typed.join(' '));
  if (typeof typed !== 'string') return undefined;
  const parts = list(typed)!;
  return /^\d+$/.test(next) ? (parts[Number(next)] ?? typed) : (parts.find((part) => part.split(':')[0] === next) ?? typed);
}
