import { describe, expect, it } from "vitest";
import { zoneOptions } from "./zones";

describe("zones to choose from", () => {
  const names = zoneOptions((zone) => zone).map(({ value }) => value);

  it("have the names of today, each once, and UTC", () => {
    for (const zone of ["UTC", "Asia/Kolkata", "Asia/Kathmandu", "America/Sao_Paulo"]) expect(names).toContain(zone);
    for (const zone of ["Asia/Calcutta", "Asia/Katmandu"]) expect(names).not.toContain(zone);
    expect(new Set(names).size).toBe(names.length);
  });

  it("are all known to the clock", () => {
    for (const timeZone of names) expect(() => new Intl.DateTimeFormat("en", { timeZone })).not.toThrow();
  });

  it("keep the one that an operator has", () => {
    expect(zoneOptions((zone) => zone, "Etc/GMT+3").map(({ value }) => value)).toContain("Etc/GMT+3");
  });
});
