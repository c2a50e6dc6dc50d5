import { describe, expect, it } from "vitest";
import { METRICS } from "@/shared/figure/types";
import { CARDS, layoutOf, STANDARD, sameLayout, wordsOf } from "./layout";

describe("layouts", () => {
  it("show everything until somebody chooses", () => {
    expect(STANDARD.tiles.map((each) => each.name)).toEqual([...METRICS]);
    expect(STANDARD.cards.map((each) => each.name)).toEqual([...CARDS]);
  });

  it("survive being written down", () => {
    expect(layoutOf(wordsOf(STANDARD))).toEqual(STANDARD);
    expect(wordsOf(STANDARD).every((word) => /^[A-Za-z0-9_.-]{1,64}$/.test(word))).toBe(true);
    expect(wordsOf(STANDARD).length).toBeLessThanOrEqual(60);
  });

  it("leave out what is not known and what was said twice", () => {
    expect(layoutOf(["tile.ggr.large", "tile.gone", "card.heat", "tile.ggr", 7, "card.", "tile.ngr.huge"])).toEqual({
      tiles: [{ name: "ggr", large: true }],
      cards: [{ name: "heat", large: false }],
    });
    expect(layoutOf(["tile.gone"])).toBeUndefined();
    expect(layoutOf("tile.ggr")).toBeUndefined();
  });

  it("differ by order and size", () => {
    const [first, ...rest] = STANDARD.tiles;
    expect(sameLayout(STANDARD, { ...STANDARD, tiles: first ? [...rest, first] : rest })).toBe(false);
    expect(sameLayout(STANDARD, { ...STANDARD })).toBe(true);
  });
});
