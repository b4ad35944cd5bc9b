/** Work that is done again and again, with a pause between. */

export interface Repeating {
  /** Lets what is under way be finished. */
  stop(): Promise<void>;
}

/** @param work does it once, and answers how many milliseconds to wait before the next time; it catches what fails. */
export function repeating(work: (isStopped: () => boolean) => Promise<number>): Repeating {
  let stopped = false;
  let wake = (): void => undefined;

  async function run(): Promise<void> {
    while (!stopped) {
      const pause = await work(() => stopped);
      if (stopped) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  const running = run();
  return {
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
