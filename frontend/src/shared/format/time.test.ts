import { describe, expect, it } from "vitest";
import {
  formatAgo,
  formatDateRange,
  formatInstant,
  formatLocalDate,
  formatPoint,
  formatSpan,
  instantOfWallTime,
  localDateOf,
  startOfLocalDay,
  utcText,
  wallTimeOf,
  zoneLabel,
} from "./time";

function plain(text: string): string {
  return text.replace(/[\u00a0\u202f\u2009]/g, " ");
}

describe("localDateOf", () => {
  it("gives the operator's day, not the browser's", () => {
    const instant = new Date("2025-03-15T02:30:00Z");
    expect(localDateOf(instant, "America/Sao_Paulo")).toBe("2025-03-14");
    expect(localDateOf(instant, "UTC")).toBe("2025-03-15");
    expect(localDateOf(instant, "Asia/Kolkata")).toBe("2025-03-15");
  });
});

describe("startOfLocalDay", () => {
  const start = (date: string, zone: string) => startOfLocalDay(date, zone).toISOString();

  it("knows plain, half-hour and daylight-saving zones", () => {
    expect(start("2025-03-14", "America/Sao_Paulo")).toBe("2025-03-14T03:00:00.000Z");
    expect(start("2025-03-14", "Asia/Kolkata")).toBe("2025-03-13T18:30:00.000Z");
    expect(start("2025-03-30", "Europe/Malta")).toBe("2025-03-29T23:00:00.000Z");
    expect(start("2025-03-31", "Europe/Malta")).toBe("2025-03-30T22:00:00.000Z");
    expect(start("2025-10-27", "Europe/Malta")).toBe("2025-10-26T23:00:00.000Z");
  });

  it("begins the day at one o'clock where the clock skipped midnight", () => {
    expect(start("2018-11-04", "America/Sao_Paulo")).toBe("2018-11-04T03:00:00.000Z");
    expect(start("2018-11-03", "America/Sao_Paulo")).toBe("2018-11-03T03:00:00.000Z");
    expect(start("2018-11-05", "America/Sao_Paulo")).toBe("2018-11-05T02:00:00.000Z");
  });

  it("takes the first of two midnights where the clock was set back over it", () => {
    expect(start("2018-02-18", "America/Sao_Paulo")).toBe("2018-02-18T03:00:00.000Z");
    expect(start("2018-02-17", "America/Sao_Paulo")).toBe("2018-02-17T02:00:00.000Z");
  });
});

describe("texts", () => {
  it("shows instants in the zone, to the second when asked", () => {
    expect(plain(formatInstant("2025-03-15T02:30:05.123456Z", "America/Sao_Paulo", "en", true))).toBe(
      "Mar 14, 2025, 23:30:05",
    );
    expect(plain(formatInstant("2025-03-15T02:30:05Z", "America/Sao_Paulo", "pt-BR"))).toBe("14/03/2025, 23:30");
    expect(formatInstant("not a time", "UTC", "en")).toBe("not a time");
  });

  it("does not move calendar days and wall-clock hours", () => {
    expect(formatLocalDate("2025-03-14", "en")).toBe("Mar 14, 2025");
    expect(formatLocalDate("2025-03-14", "pt-BR")).toBe("14/03/2025");
    expect(formatLocalDate("2025-03-14", "pt-BR", "short")).toBe("14/03");
    expect(plain(formatDateRange("2025-03-10", "2025-03-16", "en"))).toBe("Mar 10 – 16, 2025");
    expect(plain(formatDateRange("2025-03-10", "2025-03-10", "en"))).toBe("Mar 10, 2025");
    expect(formatPoint("2025-03-14", "day", "en")).toBe("Mar 14");
    expect(formatPoint("2025-03-14T23:00:00", "hour", "en", false)).toBe("23:00");
    expect(formatPoint("2025-03-14T23:00:00-03:00", "hour", "en")).toBe("Mar 14, 23:00");
  });

  it("names the zone and keeps the microseconds of UTC", () => {
    expect(zoneLabel("America/Sao_Paulo", "en", new Date("2025-03-14T00:00:00Z"))).toBe("America/Sao Paulo (GMT-3)");
    expect(zoneLabel("UTC", "en")).toBe("UTC");
    expect(utcText("2025-03-15T02:30:05.123456Z")).toBe("2025-03-15 02:30:05.123456 UTC");
  });

  it("speaks of spans", () => {
    const now = Date.parse("2025-03-14T12:00:00Z");
    expect(formatAgo("2025-03-14T11:57:30Z", now, "en")).toBe("2 minutes ago");
    expect(formatAgo("2025-03-13T12:00:00Z", now, "pt-BR")).toBe("ontem");
    expect(plain(formatSpan(0.84, "en"))).toBe("0.8 sec");
    expect(plain(formatSpan(7_500, "en"))).toBe("2 hr 5 min");
  });
});

describe("wall times", () => {
  it("go there and back", () => {
    const instant = new Date("2025-07-14T12:05:12.900Z");
    for (const zone of ["America/Sao_Paulo", "Europe/Malta", "Asia/Kathmandu", "UTC"]) {
      const wall = wallTimeOf(instant, zone);
      expect(instantOfWallTime(wall, zone).toISOString()).toBe("2025-07-14T12:05:12.000Z");
    }
    expect(wallTimeOf(instant, "America/Sao_Paulo")).toBe("2025-07-14T09:05:12");
  });

  it("that occur twice are the first, those that are skipped come after the jump", () => {
    expect(instantOfWallTime("2025-10-26T02:30:00", "Europe/Malta").toISOString()).toBe("2025-10-26T00:30:00.000Z");
    expect(instantOfWallTime("2025-03-30T02:30:00", "Europe/Malta").toISOString()).toBe("2025-03-30T01:30:00.000Z");
  });
});
