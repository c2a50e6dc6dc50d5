import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { LETTERS, shapesOf, unwrapped, type World } from "./world";

const path = createRequire(import.meta.url).resolve("world-atlas/countries-110m.json");
const world = JSON.parse(readFileSync(path, "utf8")) as World;

/** Names that the map shortens or that are written otherwise in English today. */
const OTHERWISE = new Set("EH US CD DO FK TF CI CF CG GQ MM PS SB TW CZ BA MK TT SS SZ TR".split(" "));

describe("the shapes of the world", () => {
  it("have every country's code once, in its present form", () => {
    const codes = [...LETTERS.values()];
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(Intl.getCanonicalLocales(`und-${code}`)).toEqual([`und-${code}`]);
  });

  it("carry the code of the country that the map names", () => {
    const names = new Intl.DisplayNames(["en"], { type: "region" });
    const differing = world.objects.countries.geometries.flatMap(({ id, properties }) => {
      const code = LETTERS.get(String(id).padStart(3, "0"));
      return code && !OTHERWISE.has(code) && names.of(code) !== (properties as { name?: string }).name ? [code] : [];
    });
    expect(differing).toEqual([]);
  });

  it("leave out the ice and keep what has no code", () => {
    const names = shapesOf(world).features.map((each) => each.properties?.name);
    expect(names).toContain("BR");
    expect(names).toContain("Kosovo");
    expect(names).not.toContain("AQ");
    expect(names).toHaveLength(world.objects.countries.geometries.length - 1);
  });

  it("run on beyond the date line instead of back across the map", () => {
    const ring = [
      [179, 60],
      [-179, 61],
      [-175, 60],
      [179, 60],
    ];
    expect(unwrapped(ring).map(([east]) => east)).toEqual([179, 181, 185, 179]);
    const still = [
      [-10, 0],
      [10, 0],
      [-10, 0],
    ];
    expect(unwrapped(still)).toBe(still);
  });
});
