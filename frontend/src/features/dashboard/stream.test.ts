import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backoffMs, connectStream, type Source, type StreamState } from "./stream";

class FakeSource implements Source {
  closed = false;
  private readonly listeners = new Map<string, (() => void)[]>();

  addEventListener(type: string, listener: () => void): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }

  close(): void {
    this.closed = true;
  }

  say(type: string): void {
    for (const listener of this.listeners.get(type) ?? []) listener();
  }
}

let sources: FakeSource[];
let states: StreamState[];
let figures: number;
let close: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  sources = [];
  states = [];
  figures = 0;
  close = connectStream({
    open: () => {
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
    onState: (state) => states.push(state),
    onFigures: () => {
      figures += 1;
    },
    random: () => 1,
  });
});
afterEach(() => {
  close();
  vi.useRealTimers();
});

describe("connectStream", () => {
  it("asks for new figures at most once a second and never loses the last call", () => {
    sources[0]?.say("open");
    for (let burst = 0; burst < 50; burst++) sources[0]?.say("figures");
    vi.advanceTimersByTime(0);
    expect(figures).toBe(1);
    for (let burst = 0; burst < 50; burst++) sources[0]?.say("figures");
    vi.advanceTimersByTime(999);
    expect(figures).toBe(1);
    vi.advanceTimersByTime(1);
    expect(figures).toBe(2);
  });

  it("comes back after a break, later each time, and asks for what was missed", () => {
    sources[0]?.say("open");
    sources[0]?.say("error");
    expect(sources[0]?.closed).toBe(true);
    vi.advanceTimersByTime(1_000);
    expect(sources).toHaveLength(2);
    sources[1]?.say("error");
    vi.advanceTimersByTime(1_999);
    expect(sources).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sources).toHaveLength(3);
    sources[2]?.say("open");
    vi.advanceTimersByTime(0);
    expect(figures).toBe(1);
    expect(states).toEqual(["connecting", "live", "reconnecting", "reconnecting", "live"]);
  });

  it("takes silence for a dead line, and a ping for a living one", () => {
    sources[0]?.say("open");
    vi.advanceTimersByTime(39_000);
    sources[0]?.say("ping");
    vi.advanceTimersByTime(39_000);
    expect(states.at(-1)).toBe("live");
    vi.advanceTimersByTime(1_000);
    expect(states.at(-1)).toBe("reconnecting");
  });

  it("stays closed", () => {
    sources[0]?.say("open");
    sources[0]?.say("figures");
    close();
    sources[0]?.say("error");
    vi.advanceTimersByTime(120_000);
    expect(sources).toHaveLength(1);
    expect(figures).toBe(0);
  });
});

describe("backoffMs", () => {
  it("doubles to half a minute, half of it by chance", () => {
    expect(backoffMs(0, 0)).toBe(500);
    expect(backoffMs(0, 1)).toBe(1_000);
    expect(backoffMs(3, 1)).toBe(8_000);
    expect(backoffMs(40, 1)).toBe(30_000);
  });
});
