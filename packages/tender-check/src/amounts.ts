/** Amounts, multiples and counts as people write them in tenders. */

const words: Readonly<Record<string, number>> = {
  one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, twelve: 12, fifteen: 15, twenty: 20,
  thirty: 30, forty: 40, 'forty-five': 45, 'forty five': 45, fifty: 50, sixty: 60, 'seventy-five': 75, ninety: 90, hundred: 100, 'one hundred': 100, 'one hundred and twenty': 120,
};

/** A count in figures or in English words, for use inside a pattern. */
export const countPattern = `(?:\\d[\\d,]*(?:\\.\\d+)?|one hundred and twenty|one hundred|hundred|forty[- ]five|seventy-five|${Object.keys(words).filter((word) => /^[a-z]+$/.test(word) && word !== 'hundred').join('|')})`;

/** The number a count stands for; undefined for what is none. */
export function countOf(text: string): number | undefined {
  const plain = text.trim().toLowerCase();
  if (/^\d/.test(plain)) {
    const number = Number(plain.replaceAll(',', ''));
    return Number.isFinite(number) ? number : undefined;
  }
  return words[plain];
}

const scales: Readonly<Record<string, number>> = { k: 1e3, thousand: 1e3, m: 1e6, mn: 1e6, million: 1e6, bn: 1e9, billion: 1e9 };
const money = /(?:£|\bGBP)\s?(\d[\d,]*(?:\.\d+)?)\s?(k|thousand|mn|m|million|bn|billion)?\b|\b(\d[\d,]*(?:\.\d+)?)\s?(k|thousand|mn|m|million|bn|billion)?\s?(?:pounds|GBP)\b/gi;

/** The amounts in pounds that a text names. */
export function poundsIn(text: string): number[] {
  return [...text.matchAll(money)].flatMap((match) => {
    const number = countOf(match[1] ?? match[3] ?? '');
    return number === undefined ? [] : [number * (scales[(match[2] ?? match[4] ?? '').toLowerCase()] ?? 1)];
  });
}

const multiple = new RegExp(`\\b(twice|double|triple|${countPattern})\\s?(x\\b|×|times\\b|%|per ?cent\\b)?`, 'gi');

/** How many times something is asked for: "three times", "2.5 x", "250 %", "double". */
export function timesIn(text: string): number[] {
  return [...text.matchAll(multiple)].flatMap((match) => {
    const word = match[1]?.toLowerCase() ?? '';
    if (word === 'twice' || word === 'double') return [2];
    if (word === 'triple') return [3];
    const number = countOf(word);
    if (number === undefined || match[2] === undefined) return [];
    return [/%|cent/i.test(match[2]) ? number / 100 : number];
  });
}
