import { describe, expect, it } from "vitest";
import { addDays, isLocalDate, periodParams, presetPeriod, readPeriod } from "./period";

const NOW = new Date("2025-03-15T02:30:00Z");
const ZONE = "America/Sao_Paulo";

describe("presets", () => {
  it("count back from the operator's day, both ends included", () => {
    expect(presetPeriod("last7", "2025-03-03")).toEqual({ preset: "last7", from: "2025-02-25", to: "2025-03-03" });
    expect(presetPeriod("last30", "2025-03-14")).toMatchObject({ from: "2025-02-13", to: "2025-03-14" });
    expect(presetPeriod("yesterday", "2025-01-01")).toMatchObject({ from: "2024-12-31", to: "2024-12-31" });
    expect(presetPeriod("month", "2025-03-14")).toMatchObject({ from: "2025-03-01", to: "2025-03-14" });
  });

  it("cross leap days", () => {
    expect(addDays("2024-03-01", -1)).toBe("2024-02-29");
    expect(addDays("2025-03-01", -1)).toBe("2025-02-28");
  });
});

describe("readPeriod", () => {
  const read = (query: string) => readPeriod(new URLSearchParams(query), ZONE, NOW, "last7");

  it("uses the operator's today, which may be the browser's yesterday", () => {
    expect(read("period=today")).toEqual({ preset: "today", from: "2025-03-14", to: "2025-03-14" });
  });

  it("takes a range as it stands", () => {
    expect(read("from=2016-11-01&to=2016-11-30")).toEqual({ preset: "custom", from: "2016-11-01", to: "2016-11-30" });
  });

  it.each(["", "period=decade", "from=2025-03-02&to=2025-03-01", "from=2025-02-30&to=2025-03-01", "from=2025-03-01"])(
    "falls back from %j",
    (query) => {
      expect(read(query)).toEqual({ preset: "last7", from: "2025-03-08", to: "2025-03-14" });
    },
  );

  it("reads back what it writes", () => {
    for (const query of ["period=month", "from=2016-11-01&to=2016-11-30"]) {
      const period = read(query);
      const params = new URLSearchParams();
      for (const [name, value] of Object.entries(periodParams(period))) if (value) params.set(name, value);
      expect(params.toString()).toBe(query);
    }
  });
});

describe("isLocalDate", () => {
  it("refuses what is no day", () => {
    expect(isLocalDate("2024-02-29")).toBe(true);
    for (const text of ["2025-02-29", "2025-13-01", "20250101", "2025-1-1", "", null])
      expect(isLocalDate(text)).toBe(false);
  });
});
