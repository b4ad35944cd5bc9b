/** Addresses of a picture that a provider handed in, by its address below `/pictures/`. */

const widths = [480, 960, 1600] as const;

export const widthsOf = (address: string): string => widths.map((width) => `${address}/${width}.webp ${width}w`).join(', ');
export const widestOf = (address: string): string => `${address}/${widths.at(-1)}.webp`;
export const smallestOf = (address: string): string => `${address}/${widths[0]}.webp`;
