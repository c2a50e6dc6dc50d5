/** What the dashboard shows and in which order: tiles and cards, each with its size, as words that can be kept. */
import { METRICS, type Metric } from "@/shared/figure/types";

export const CARDS = [
  "revenue",
  "cash",
  "people",
  "volume",
  "heat",
  "map",
  "games",
  "regions",
  "winners",
  "losers",
  "depositors",
  "withdrawers",
] as const;
export type CardName = (typeof CARDS)[number];

export interface Placed<T extends string> {
  name: T;
  /** A tile with a taller line, a card over the whole width. */
  large: boolean;
}

export interface Layout {
  tiles: readonly Placed<Metric>[];
  cards: readonly Placed<CardName>[];
}

const LARGE_TILES: ReadonlySet<string> = new Set(["turnover", "ggr", "ngr", "active_players"]);
const LARGE_CARDS: ReadonlySet<string> = new Set(["games", "regions"]);

export const STANDARD: Layout = {
  tiles: METRICS.map((name) => ({ name, large: LARGE_TILES.has(name) })),
  cards: CARDS.map((name) => ({ name, large: LARGE_CARDS.has(name) })),
};

const LARGE = ".large";

/** "tile.ggr.large", "card.games": the words that views and preferences keep. */
export function wordsOf(layout: Layout): string[] {
  const word = (kind: string) => (each: Placed<string>) => `${kind}.${each.name}${each.large ? LARGE : ""}`;
  return [...layout.tiles.map(word("tile")), ...layout.cards.map(word("card"))];
}

/** What the words name, each once; what is not known is left out. Undefined when nothing is left. */
export function layoutOf(words: unknown): Layout | undefined {
  if (!Array.isArray(words)) return undefined;
  const read = <T extends string>(kind: string, known: readonly T[]): Placed<T>[] => {
    const found = new Map<T, Placed<T>>();
    for (const word of words) {
      if (typeof word !== "string" || !word.startsWith(`${kind}.`)) continue;
      const large = word.endsWith(LARGE);
      const bare = word.slice(kind.length + 1, large ? -LARGE.length : undefined);
      const name = known.find((each) => each === bare);
      if (name && !found.has(name)) found.set(name, { name, large });
    }
    return [...found.values()];
  };
  const layout = { tiles: read("tile", METRICS), cards: read("card", CARDS) };
  return layout.tiles.length + layout.cards.length > 0 ? layout : undefined;
}

export function sameLayout(a: Layout, b: Layout): boolean {
  return wordsOf(a).join() === wordsOf(b).join();
}
