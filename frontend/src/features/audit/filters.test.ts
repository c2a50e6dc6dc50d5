import { describe, expect, it } from "vitest";
import { instants, readFilters } from "./filters";

describe("audit filters", () => {
  it("read only what makes sense", () => {
    const filters = readFilters(new URLSearchParams("from=2025-03-14&to=soon&outcome=maybe&action=%20x%20&target="));
    expect(filters).toMatchObject({ from: "2025-03-14", to: null, outcome: null, action: "x", target: null });
    expect(readFilters(new URLSearchParams("outcome=refused")).outcome).toBe("refused");
  });

  it("cover whole days of the operator's zone", () => {
    const filters = readFilters(new URLSearchParams("from=2025-03-14&to=2025-03-14"));
    expect(instants(filters, "America/Sao_Paulo")).toEqual({
      from: "2025-03-14T03:00:00.000Z",
      to: "2025-03-15T03:00:00.000Z",
    });
    expect(instants(readFilters(new URLSearchParams()), "UTC")).toEqual({ from: null, to: null });
  });
});
