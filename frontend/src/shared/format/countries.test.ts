import { describe, expect, it } from "vitest";
import { countryOptions } from "./countries";

describe("countryOptions", () => {
  it("lists every country once, in the reader's language and order", () => {
    const en = countryOptions("en");
    const pt = countryOptions("pt-BR");
    expect(en.length).toBeGreaterThan(240);
    expect(en.length).toBeLessThan(260);
    expect(en.find((each) => each.value === "BR")?.label).toBe("Brazil");
    expect(pt.find((each) => each.value === "DE")?.label).toBe("Alemanha");
    expect(new Set(en.map((each) => each.label)).size).toBe(en.length);
    expect(en.some((each) => ["EU", "UN", "ZZ", "UK"].includes(each.value))).toBe(false);
  });
});
