/** The tender check in the browser, while one types: the draft's release with the words of the form in their places. */

type Tree = { [key: string]: unknown };

export interface LiveCheck {
  readonly release: unknown;
  /** Names of the form, and the JSON Pointers (RFC 6901) where their words stand in the release. */
  readonly pointers: Readonly<Record<string, string>>;
}

/** A copy of the release in which the words of the form stand; where there is no place for them they are left out. */
export function releaseWith({ release, pointers }: LiveCheck, words: Readonly<Record<string, string>>): unknown {
  const copy = structuredClone(release) as Tree;
  for (const [name, pointer] of Object.entries(pointers)) {
    const text = words[name];
    if (text === undefined) continue;
    const keys = pointer.slice(1).split('/');
    const last = keys.pop()!;
    let here: Tree | undefined = copy;
    for (const key of keys) here = typeof here?.[key] === 'object' && here[key] !== null ? (here[key] as Tree) : undefined;
    if (here !== undefined) here[last] = text;
  }
  return copy;
}

/** What the check finds at the places of the form. */
export async function findingsFor(live: LiveCheck, words: Readonly<Record<string, string>>) {
  const { checkTenders, tendersIn } = await import('@drystone/tender-check');
  const places = Object.entries(live.pointers).flatMap(([name, pointer]) => (words[name] === undefined ? [] : [pointer]));
  return checkTenders(tendersIn(releaseWith(live, words))).filter(({ path }) => places.includes(path));
}
