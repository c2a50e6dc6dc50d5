/** The live connection: says when figures moved, and comes back by itself when it breaks. */

export type StreamState = "connecting" | "live" | "reconnecting";

/** The part of EventSource that is used here. */
export interface Source {
  addEventListener(type: string, listener: () => void): void;
  close(): void;
}

interface Wiring {
  open: () => Source;
  onState: (state: StreamState) => void;
  /** Figures moved; at most once per `throttleMs`, and never lost: a burst ends with one last call. */
  onFigures: () => void;
  random?: () => number;
  throttleMs?: number;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** The server pings every 15 s; two missed pings mean that the line is dead although it looks open. */
const SILENCE_MS = 40_000;

/** Wait before reconnecting: doubles up to 30 s, with a random half so that browsers do not return as one herd. */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  return full / 2 + (full / 2) * random;
}

/** Opens the stream; the function returned closes it for good. */
export function connectStream({
  open,
  onState,
  onFigures,
  random = Math.random,
  throttleMs = 1_000,
}: Wiring): () => void {
  let source: Source | null = null;
  let attempt = 0;
  let wasLive = false;
  let closed = false;
  let lastCall = Number.NEGATIVE_INFINITY;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let trailing: ReturnType<typeof setTimeout> | undefined;

  const figures = () => {
    if (trailing !== undefined) return;
    const wait = Math.max(0, lastCall + throttleMs - Date.now());
    trailing = setTimeout(() => {
      trailing = undefined;
      lastCall = Date.now();
      onFigures();
    }, wait);
  };

  const lost = () => {
    if (closed) return;
    source?.close();
    clearTimeout(silence);
    clearTimeout(retry);
    onState("reconnecting");
    retry = setTimeout(start, backoffMs(attempt++, random()));
  };

  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(lost, SILENCE_MS);
  };

  function start() {
    const current = open();
    source = current;
    const live = (handle: () => void) => () => {
      if (!closed && source === current) handle();
    };
    current.addEventListener(
      "open",
      live(() => {
        attempt = 0;
        heard();
        onState("live");
        // What moved while the line was down was announced to nobody.
        if (wasLive) figures();
        wasLive = true;
      }),
    );
    current.addEventListener(
      "figures",
      live(() => {
        heard();
        figures();
      }),
    );
    current.addEventListener("ping", live(heard));
    current.addEventListener("error", live(lost));
  }

  onState("connecting");
  start();
  return () => {
    closed = true;
    source?.close();
    clearTimeout(retry);
    clearTimeout(silence);
    clearTimeout(trailing);
  };
}
