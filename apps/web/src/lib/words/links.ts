/** Plain text with its web addresses told apart, for pages that show it. */
export function parted(text: string): readonly { readonly text: string; readonly href?: string }[] {
  return text.split(/(https?:\/\/\S+)/).flatMap((part, index) => (part === '' ? [] : [index % 2 === 1 ? { text: part, href: part } : { text: part }]));
}
