import { z } from 'zod';

/** How much of something is promised or done; what a contract counts has hundredths, and no more. */
export const quantity = (least: number) =>
  z
    .number()
    .min(least)
    .max(1_000_000_000)
    .refine((number) => Math.abs(number * 100 - Math.round(number * 100)) < 1e-6, 'has more than two decimal places');
