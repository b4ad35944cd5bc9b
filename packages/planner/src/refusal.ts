/** For tests: the error that something is refused with. */

import { ProblemError } from "./problem.ts";

export function refusal(act: () => unknown): ProblemError {
  try {
    act();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
