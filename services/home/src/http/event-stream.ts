/** News of cases as server-sent events (WHATWG HTML, 9.2). */

import type { CaseNews } from '../alarms/live.ts';

/** How long a browser waits before it tries again by itself. */
const retryMs = 1_000;

/** @param left is aborted when whoever listens has gone. */
export function eventStream(news: AsyncIterable<CaseNews>, left: AbortController): ReadableStream<Uint8Array> {
  const each = news[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    start: (stream) => stream.enqueue(encoder.encode(`retry: ${retryMs}\n\n`)),
    async pull(stream) {
      const { value, done } = await each.next();
      if (done) stream.close();
      else stream.enqueue(encoder.encode(written(value)));
    },
    cancel: () => left.abort(),
  });
}

function written({ position, cases, isReplaced }: CaseNews): string {
  const name = isReplaced ? 'replaced' : cases.length === 0 ? 'alive' : 'changed';
  return `event: ${name}\nid: ${position}\ndata: ${JSON.stringify(name === 'changed' ? { cases } : {})}\n\n`;
}
