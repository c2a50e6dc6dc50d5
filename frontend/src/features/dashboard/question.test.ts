import { describe, expect, it } from "vitest";
import { apiUrl } from "@/shared/api/client";
import { isFiltered, queryOf, readQuestion, withFilters } from "./question";

const NOW = new Date("2026-11-23T01:30:00Z");
const read = (text: string) => readQuestion(new URLSearchParams(text), "America/Sao_Paulo", NOW);

describe("the question in the address", () => {
  it("has a usual form", () => {
    expect(read("")).toEqual({
      period: { preset: "last7", from: "2026-11-16", to: "2026-11-22" },
      compare: "previous",
      calendar: "operator",
      currency: "own",
      filters: {},
      interval: null,
    });
  });

  it("begins days where the calendar does", () => {
    expect(read("period=today").period.from).toBe("2026-11-22");
    expect(read("period=today&calendar=utc").period.from).toBe("2026-11-23");
  });

  it("falls back from words that make no sense", () => {
    const asked = read("compare=never&calendar=moon&currency=x&interval=week&country=");
    expect(asked).toEqual(read(""));
  });

  it("keeps filters, several of each, once", () => {
    const asked = read("country=BR&country=PT&country=BR&game=Jaguar+Gold");
    expect(asked.filters).toEqual({ country: ["BR", "PT"], game: ["Jaguar Gold"] });
    expect(isFiltered(asked.filters)).toBe(true);
    expect(isFiltered({ country: [] })).toBe(false);
  });

  it("writes filters and leaves the rest alone", () => {
    const next = withFilters(new URLSearchParams("op=1&country=BR&view=all"), { device: ["mobile", "~"] });
    expect(next.toString()).toBe("op=1&view=all&device=mobile&device=%7E");
  });

  it("asks the API for what was not told by an empty word", () => {
    const { interval: _, ...asked } = read("device=~&compare=year&from=2026-01-01&to=2026-01-31");
    expect(apiUrl("/dashboard", queryOf(["a", "b"], asked))).toBe(
      "/api/v1/dashboard?operator_id=a&operator_id=b&from=2026-01-01&to=2026-01-31&compare=year&calendar=operator&currency=own&device=",
    );
  });
});
