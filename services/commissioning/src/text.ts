import { z } from 'zod';

/** What somebody typed: no control characters but line ends, no half characters. */
export const text = (most: number, least = 1) =>
  z
    .string()
    .trim()
    .min(least)
    .max(most)
    .refine((words) => words.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(words), 'holds a character that cannot be kept');
