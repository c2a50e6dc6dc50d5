import { describe, expect, it } from "vitest";
import { patched } from "@/shared/url/params";
import { COLUMNS, filled, readSort } from "./columns";
import { isFiltered, keptOf, patchOf, readState, saysNothing, shows } from "./state";

const at = (text: string) => new URLSearchParams(text);

describe("the list in the address", () => {
  it("reads what it knows and leaves out the rest", () => {
    expect(readState(at("status=live,gone,closed&jurisdiction=MT&sort=-ggr&compare=year&money=own&q=bra"))).toEqual({
      statuses: ["live", "closed"],
      jurisdictions: ["MT"],
      q: "bra",
      compare: "year",
      money: "own",
      sort: "-ggr",
      columns: null,
    });
    expect(readState(at("sort=secret&compare=moon&money=free&columns=ggr,nothing,ggr"))).toMatchObject({
      sort: "name",
      compare: "previous",
      money: "reporting",
      columns: ["ggr"],
    });
  });

  it("knows when it says nothing, and when something is filtered", () => {
    expect(saysNothing(at("op=1"))).toBe(true);
    expect(saysNothing(at("op=1&period=today"))).toBe(false);
    expect(isFiltered(readState(at("compare=year")))).toBe(false);
    expect(isFiltered(readState(at("jurisdiction=MT")))).toBe(true);
  });
});

describe("a saved view", () => {
  const address = at("op=1&status=live&period=today&compare=year&sort=-ngr&columns=ggr,ngr&saved=9");

  it("keeps the list and shows it again", () => {
    const kept = keptOf(address);
    expect(kept).toEqual({
      filter: { status: "live", compare: "year", period: "today" },
      sort: "-ngr",
      columns: ["ggr", "ngr"],
    });
    expect(shows(kept, patched(at("op=1&q=x&money=own"), patchOf(kept)))).toBe(true);
    expect(shows(kept, at("op=1&status=live&period=today&sort=-ngr&columns=ggr,ngr"))).toBe(false);
  });

  it("keeps days instead of a preset, and only whole ranges", () => {
    expect(keptOf(at("from=2026-11-01&to=2026-11-07&period=today")).filter).toEqual({
      from: "2026-11-01",
      to: "2026-11-07",
    });
    expect(keptOf(at("from=2026-11-08&to=2026-11-07")).filter).toEqual({});
  });

  it("gives way to the standard list", () => {
    expect(patched(address, { ...patchOf(null), saved: null }).toString()).toBe("op=1");
  });
});

describe("columns", () => {
  it("of a service that does not answer are absent", () => {
    expect(filled(COLUMNS, [])).toEqual(COLUMNS);
    const without = filled(COLUMNS, ["players"]);
    expect(without).not.toContain("balances");
    expect(without).not.toContain("excluded");
    expect(without).toContain("ggr");
    expect(filled(COLUMNS, ["metrics", "players"])).toEqual([
      "status",
      "health",
      "alerts",
      "jurisdiction",
      "timezone",
      "currency",
      "last_activity",
    ]);
  });

  it("order the list only where an order is known", () => {
    expect(readSort("-balances")).toBe("-balances");
    expect(readSort("trend")).toBe("name");
    expect(readSort(null)).toBe("name");
  });
});
