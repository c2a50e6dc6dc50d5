import { describe, expect, it } from "vitest";
import { readHours, writeHours } from "./hours";

describe("business hours as text", () => {
  it("reads several spans of a day, sorted", () => {
    expect(readHours(1, "13:30-18, 9-12:00")).toEqual([
      { weekday: 1, from_minute: 540, until_minute: 720 },
      { weekday: 1, from_minute: 810, until_minute: 1080 },
    ]);
    expect(readHours(7, " ")).toEqual([]);
    expect(readHours(5, "18:00–24:00")).toEqual([{ weekday: 5, from_minute: 1080, until_minute: 1440 }]);
  });

  it("refuses what is none, runs backwards, overlaps or is past midnight", () => {
    for (const text of ["morning", "18-9", "9-12, 11-13", "9:60-10", "9-25", "9", "0-24:01"])
      expect(readHours(1, text), text).toBeNull();
  });

  it("writes what it read", () => {
    const text = "09:00-12:00, 13:30-18:00";
    expect(writeHours(3, readHours(3, text) ?? [])).toBe(text);
    expect(writeHours(4, readHours(3, text) ?? [])).toBe("");
  });
});
