import { describe, expect, it } from "vitest";
import { arranged, moved } from "@/shared/table/columns";
import { COLUMNS, exportedColumns, readColumns, readSort } from "../columns";
import { readAmount, shownAmount } from "./amounts";
import { comparesMoney, currencyOf, editedValue, filterQuery, isAmount, readFilter, withValue } from "./filter";
import { daysOf, instantsOf } from "./periods";

const PLACE = { zone: "America/Sao_Paulo", now: new Date("2025-03-15T02:30:00Z"), currency: "BRL" };
const query = (address: string, sort = "-registered_at") =>
  filterQuery(readFilter(new URLSearchParams(address)).filter, sort, PLACE);

describe("what the gateway is asked", () => {
  it("has the names of the filter, lists for what repeats", () => {
    expect(query("q=zoe&status=active&status=closed&vip_min=2&online=false&banned=play&country=BR&region=SP")).toEqual({
      q: "zoe",
      status: ["active", "closed"],
      vip_min: "2",
      online: "false",
      banned: ["play"],
      country: ["BR"],
      region: "SP",
    });
  });

  it("turns days of the operator into instants, until excluded", () => {
    // In São Paulo it is still the 14th.
    expect(query("registered=today")).toEqual({
      registered_from: "2025-03-14T03:00:00.000Z",
      registered_until: "2025-03-15T03:00:00.000Z",
    });
    expect(query("last_seen=over_30d")).toEqual({ last_seen_until: "2025-02-13T03:00:00.000Z" });
    expect(query("registered=2025-03-01..")).toEqual({ registered_from: "2025-03-01T03:00:00.000Z" });
  });

  it("names a currency whenever amounts are compared", () => {
    expect(query("balance_min=10")).toEqual({ balance_min: "10", currency: "BRL" });
    expect(query("", "ggr")).toEqual({ currency: "BRL" });
    expect(query("ggr_max=-5&currency=USDT")).toEqual({ ggr_max: "-5", currency: "USDT" });
    expect(query("currency=USDT")).toEqual({ currency: "USDT" });
    expect(query("vip_min=1", "-vip_level")).toEqual({ vip_min: "1" });
    const { filter } = readFilter(new URLSearchParams("deposits_min=1"));
    expect(comparesMoney(filter, "name")).toBe(true);
    expect(currencyOf(filter, "name", "BIT")).toBe("BIT");
  });

  it("leaves operators to the list itself", () => {
    expect(query("operator_id=018f0000-0000-7000-8000-000000000001&status=active")).toEqual({ status: ["active"] });
  });
});

describe("periods", () => {
  it("are days that include today and end at month ends", () => {
    expect(daysOf("7d", "2025-03-03")).toEqual({ from: "2025-02-25", to: "2025-03-03" });
    expect(daysOf("last_month", "2024-03-31")).toEqual({ from: "2024-02-01", to: "2024-02-29" });
    expect(daysOf("yesterday", "2025-01-01")).toEqual({ from: "2024-12-31", to: "2024-12-31" });
    expect(daysOf("over_7d", "2025-03-10")).toEqual({ from: null, to: "2025-03-03" });
  });

  it("follow the clock changes of the zone", () => {
    const day = instantsOf("2025-03-30..2025-03-30", "Europe/Malta", PLACE.now);
    expect(day).toEqual({ from: "2025-03-29T23:00:00.000Z", until: "2025-03-30T22:00:00.000Z" });
  });
});

describe("editing", () => {
  it("takes the region away with its country", () => {
    const { filter } = readFilter(new URLSearchParams("country=BR&region=SP&status=active"));
    expect(withValue(filter, "country", ["PT"]).values).toEqual({ country: ["PT"], status: ["active"] });
    expect(withValue(filter, "country", null).values).toEqual({ status: ["active"] });
  });

  it("tells nothing from nonsense", () => {
    expect(editedValue("vip", { vip_min: "", vip_max: " " })).toBeNull();
    expect(editedValue("vip", { vip_min: "9", vip_max: "2" })).toBeUndefined();
    expect(editedValue("vip", { vip_min: "2" })).toEqual({ min: "2", max: null });
    expect(editedValue("tag", { tag: ["vip", "vip"] })).toEqual(["vip"]);
  });

  it("reads amounts as they are typed in the language", () => {
    expect(readAmount("1.234,5", "BRL", "pt-BR")).toBe("1234.50");
    expect(readAmount("1,234.5", "BRL", "en")).toBe("1234.50");
    expect(readAmount("-20", "BRL", "en")).toBe("-20.00");
    expect(readAmount("\u221220", "BRL", "en")).toBe("-20.00");
    expect(readAmount("0", "BRL", "en")).toBe("0");
    expect(readAmount("", "BRL", "en")).toBe("");
    for (const text of ["abc", "1.234,5", "1.005", "--1"]) expect(readAmount(text, "BRL", "en")).toBeNull();
    for (const amount of ["1234.50", "-0.01"])
      for (const locale of ["en", "pt-BR"]) expect(readAmount(shownAmount(amount, locale), "BRL", locale)).toBe(amount);
    expect(isAmount("1e9")).toBe(false);
  });
});

describe("columns and orders", () => {
  it("forget what is unknown and keep the person's order", () => {
    expect(readColumns(["ggr", "gone", "name", "ggr", 7])).toEqual(["ggr", "name"]);
    expect(arranged(COLUMNS, ["ggr", "name"]).slice(0, 3)).toEqual(["ggr", "name", "operator"]);
    expect(arranged(COLUMNS, ["ggr"]).length).toBe(COLUMNS.length);
    expect(readSort("-ggr")).toBe("-ggr");
    for (const unknown of ["tags", "--ggr", "", null]) expect(readSort(unknown)).toBe("-registered_at");
  });

  it("move within the list only", () => {
    expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
    expect(moved(["a", "b"], 1, 9)).toEqual(["a", "b"]);
  });

  it("are exported under the export's names", () => {
    expect(exportedColumns(["operator", "affiliate", "ggr"])).toEqual([
      "username",
      "external_id",
      "acquisition",
      "affiliate_id",
      "ggr",
    ]);
  });
});
