/**
 * The live line of a console. The server says which cases change, in server-sent events; what they are is read anew.
 * A line that is cut goes on from where it was. Where it stays cut, the state is read every few seconds instead, and
 * where that does not come either, the console says that what it shows is old.
 */

import type { LiveState, Note } from './live-state.server.ts';

export type LineState =
  | 'starting'
  | 'live'
  /** Without the line, read every few seconds. */
  | 'polling'
  /** Nothing comes: what is shown is old. */
  | 'away'
  | 'signed-out'
  /** The same person has opened more consoles than may listen. */
  | 'replaced';

export interface Line {
  readonly state: LineState;
  /** When it was last as it should be; milliseconds of this device's clock. */
  readonly since: number;
  /** Reads anew now. Resolves when it has come, or could not. */
  refresh(): Promise<void>;
  /** Listens again, after it was replaced. */
  again(): void;
  stop(): void;
}

export interface LineOptions {
  /** Where the log was when the page was made. */
  readonly from: string;
  /** Address of what is shown now. */
  readonly address: () => string;
  readonly hear: (news: { readonly live: LiveState; readonly notes?: readonly Note[] }) => void;
}

/** The server gives a sign of life every five seconds. */
const silentMs = 11_000;
const pollMs = 5_000;
/** With the line, for what no case is about: whether alarms can be kept. */
const lookMs = 10_000;
const longestPauseMs = 3_000;
/** Between two readings, so that a storm of alarms is a handful of them. */
const restMs = 300;

export function createLine({ from, address, hear }: LineOptions): Line {
  let state = $state<LineState>('starting');
  let since = $state(Date.now());
  let position = from;
  let source: EventSource | undefined;
  let heardAt = Date.now();
  let openedAt = 0;
  let pauseMs = 500;
  let polledAt = Date.now();
  let reading: Promise<void> | undefined;
  let isWanted = false;

  const isOver = () => state === 'signed-out' || state === 'replaced';

  function become(next: LineState): void {
    if (next === 'live' || state === 'live' || state === 'starting') since = Date.now();
    state = next;
  }

  function heard(event: Event): void {
    heardAt = Date.now();
    pauseMs = 500;
    position = (event as MessageEvent).lastEventId || position;
  }

  function open(): void {
    source?.close();
    openedAt = Date.now();
    const opened = new EventSource(`/api/home/live?after=${encodeURIComponent(position)}`);
    source = opened;
    const ours = (work: (event: Event) => void) => (event: Event) => {
      if (source === opened) work(event);
    };
    opened.addEventListener('alive', ours((event) => {
      heard(event);
      if (state !== 'live') void refresh();
      become('live');
    }));
    opened.addEventListener('changed', ours((event) => {
      heard(event);
      become('live');
      void refresh();
    }));
    opened.addEventListener('replaced', ours(() => {
      close();
      become('replaced');
    }));
    opened.addEventListener('error', ours(() => {
      close();
      if (state === 'live' || state === 'starting') become('away');
    }));
  }

  function close(): void {
    source?.close();
    source = undefined;
  }

  async function read(): Promise<void> {
    const asked = address();
    try {
      const response = await fetch(asked, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(8_000) });
      if (response.status === 401 || response.status === 403) {
        close();
        return become('signed-out');
      }
      if (!response.ok) throw new Error(String(response.status));
      const news = await response.json();
      // Another alarm has been opened meanwhile.
      if (asked === address()) hear(news);
      else isWanted = true;
      if (source === undefined && !isOver()) become('polling');
    } catch {
      // A line that speaks says more than one answer that did not come.
      if (state === 'polling' || state === 'starting') become('away');
    }
  }

  async function refresh(): Promise<void> {
    isWanted = true;
    reading ??= (async () => {
      while (isWanted) {
        isWanted = false;
        await read();
        if (isWanted) await new Promise((resolve) => setTimeout(resolve, restMs));
      }
      reading = undefined;
    })();
    return reading;
  }

  function watch(): void {
    if (isOver()) return;
    const now = Date.now();
    if (source !== undefined && now - heardAt > silentMs && now - openedAt > silentMs) {
      close();
      become('away');
    }
    if (source === undefined && now - openedAt > pauseMs) {
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
      open();
    }
    if (now - polledAt > (state === 'live' ? lookMs : pollMs)) {
      polledAt = now;
      void refresh();
    }
  }

  function offline(): void {
    close();
    become('away');
  }
  function online(): void {
    pauseMs = 0;
    watch();
  }

  open();
  const timer = setInterval(watch, 500);
  addEventListener('offline', offline);
  addEventListener('online', online);
  return {
    get state() {
      return state;
    },
    get since() {
      return since;
    },
    refresh,
    again() {
      become('starting');
      open();
      void refresh();
    },
    stop() {
      clearInterval(timer);
      removeEventListener('offline', offline);
      removeEventListener('online', online);
      close();
    },
  };
}
