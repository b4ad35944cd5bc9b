/** Where a text that is meant as JSON stops to be such: the parser says it for some faults only. */

/** A brace or bracket and what follows it in JSON, or in what is meant as such; no "[Draft]" of somebody's words. */
export const isMeantAsJson = (text: string): boolean => /^\s*(?:\{\s*(?:["'}]|\w+\s*:)|\[\s*[{["\]])/.test(text);

/** Line and character, from 1, of the first character that no JSON can have there; the end where something is missing. */
export function placeOfJsonFault(text: string): { readonly line: number; readonly character: number } {
  let [sound, broken] = [0, text.length + 1];
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (isBroken(text.slice(0, middle))) broken = middle;
    else sound = middle;
  }
  const before = text.slice(0, sound).split('\n');
  return { line: before.length, character: before.at(-1)!.length + 1 };
}

/** Whether no end could make it JSON: the parser does not give up at its end. */
function isBroken(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return false;
  } catch (caught) {
    const said = String(caught);
    const at = /at position (\d+)/.exec(said)?.[1];
    return at === undefined ? !said.includes('Unexpected end') : Number(at) < beginning.length;
  }
}
