/** Seeded random numbers (sfc32, Doty-Humphrey 2010): the same seed gives the same sequence on any machine. */

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number in [0, bound). */
  below(bound: number): number;
}

export function createRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = seed | 0;
  let c = Math.floor(seed / 4294967296) | 0;
  let counter = 1;

  function word(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  }

  for (let round = 0; round < 15; round++) word();
  return {
    next: () => word() / 4294967296,
    below: (bound) => Math.floor((word() / 4294967296) * bound),
  };
}
