/** Rounds of the search for one plan, unless the service is told otherwise: 20 to 70 ms for three days. */
export const defaultIterations = 700;
