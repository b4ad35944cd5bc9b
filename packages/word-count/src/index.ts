/** How many words a text has: one way of counting for pages and server, so that nobody is refused for what the page let pass. */

/** What stands between spaces and holds a letter or a digit: "three-day" is one word, a dash alone is none. */
export function countWords(text: string): number {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
