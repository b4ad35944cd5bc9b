/** Once the page has nothing else to do; gives what calls it off. */
export function whenIdle(work: () => void): () => void {
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(work, 500);
    return () => clearTimeout(timer);
  }
  const idle = window.requestIdleCallback(work, { timeout: 3_000 });
  return () => window.cancelIdleCallback(idle);
}
