import { describe, expect, it } from "vitest";
import { scaleOf, shadesOf } from "./shades";

const shades = shadesOf(false);

describe("scaleOf", () => {
  it("begins at nothing where all is above", () => {
    expect(scaleOf([3, 9], shades)).toEqual({ min: 0, max: 9, colors: [shades.none, shades.more] });
  });

  it("has zero in the middle where something is below", () => {
    expect(scaleOf([-4, 9], shades)).toEqual({ min: -9, max: 9, colors: [shades.less, shades.none, shades.more] });
  });

  it("stands also over nothing at all", () => {
    expect(scaleOf([], shades)).toMatchObject({ min: 0, max: 1 });
  });
});
