/** The API speaks in fragments ("leave after 10:00"); on a page they are sentences. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toLocaleUpperCase('en') + text.slice(1);
  return /[.?!:]$/.test(begun) ? begun : `${begun}.`;
}
