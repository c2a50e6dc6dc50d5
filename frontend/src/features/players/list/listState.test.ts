import { describe, expect, it } from "vitest";
import { FIRST_SORT } from "./columns";
import { FIELDS, type Field, type FieldName } from "./filter/fields";
import { type Filter, filterJson, filterOfJson, NO_FILTER, readFilter, type Value } from "./filter/filter";
import { PERIOD_PRESETS } from "./filter/periods";
import { keptOf, type ListState, readList, sameList, saysNothing, stateOf, writeList } from "./listState";

/** A small generator of repeatable randomness. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const WORDS = ["vip", "a,b", "50% off", "é&=#", "São Paulo", "true", "..", "1"];
const TEXTS = ["zoe+1@mail.example", "10.0.0.1", "+5511999", "a b", "%2F", "Ünï"];

function someValue(field: Field, roll: () => number): Value {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(roll() * from.length)] as T;
  const some = <T>(from: readonly T[]): T[] => {
    const chosen = from.filter(() => roll() < 0.4);
    return chosen.length > 0 ? chosen : [pick(from)];
  };
  switch (field.kind) {
    case "choice":
      return some(field.values);
    case "countries":
      return some(["BR", "PT", "DE", "MT"]);
    case "operators":
      return some(["018f0000-0000-7000-8000-000000000001", "018f0000-0000-7000-8000-000000000002"]);
    case "tags":
    case "words":
      return some(WORDS);
    case "one":
      return pick(field.values);
    case "flag":
      return roll() < 0.5;
    case "period":
      return pick([...PERIOD_PRESETS, "over_30d", "2025-02-28..2025-03-01", "2025-03-01..", "..2024-02-29"]);
    case "range":
      return pick([
        { min: "0", max: null },
        { min: null, max: String(field.most) },
        { min: "1", max: "3" },
      ]);
    case "money":
      return pick([
        { min: "0.01", max: null },
        { min: "-1000", max: "-5.5" },
        { min: null, max: "123456789012345.12" },
        { min: "10", max: "10.00" },
      ]);
    case "currency":
      return pick(["BRL", "USDT", "BIT"]);
    default:
      return field.pattern ? pick(["SP", "RJ", "13"]) : pick(TEXTS);
  }
}

function someFilter(roll: () => number): Filter {
  const values: Partial<Record<FieldName, Value>> = {};
  for (const field of FIELDS) if (roll() < 0.4) values[field.name] = someValue(field, roll);
  // A region stands only beside one country.
  if (values.region !== undefined) values.country = ["BR"];
  return { q: roll() < 0.5 ? (TEXTS[Math.floor(roll() * TEXTS.length)] ?? "") : "", values };
}

function someState(roll: () => number): ListState {
  return {
    filter: someFilter(roll),
    sort: roll() < 0.5 ? FIRST_SORT : "-ggr",
    columns: roll() < 0.5 ? null : ["ggr", "name"],
    view: roll() < 0.5 ? null : "018f0000-0000-7000-8000-0000000000aa",
  };
}

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

describe("the state of the list", () => {
  it("comes back from the address as it went in, whatever it is", () => {
    for (const seed of SEEDS) {
      const state = someState(dice(seed));
      const address = writeList(new URLSearchParams("op=1&cursor=x&q=old&status=closed&vip_min=9"), state).toString();
      const { dropped, ...read } = readList(new URLSearchParams(address));
      expect(read).toEqual(state);
      expect(dropped).toEqual([]);
      expect(address).toContain("op=1");
      expect(address).not.toContain("cursor");
    }
  });

  it("comes back from a saved view, through JSON", () => {
    for (const seed of SEEDS) {
      const state = someState(dice(seed));
      const kept = JSON.parse(JSON.stringify(keptOf(state)));
      expect(stateOf(kept, state.view ?? "")).toEqual({ ...state, view: state.view ?? "" });
      expect(sameList(kept, keptOf(state))).toBe(true);
    }
  });

  it("differs from a view as soon as anything that is seen differs", () => {
    const kept = keptOf(readList(new URLSearchParams("status=active&status=closed&sort=-ggr&columns=name,ggr")));
    const differs = (query: string) => !sameList(kept, keptOf(readList(new URLSearchParams(query))));
    expect(differs("status=closed&status=active&sort=-ggr&columns=name,ggr&cursor=x&view=1")).toBe(false);
    expect(differs("status=active&sort=-ggr&columns=name,ggr")).toBe(true);
    expect(differs("status=active&status=closed&sort=ggr&columns=name,ggr")).toBe(true);
    expect(differs("status=active&status=closed&sort=-ggr&columns=ggr,name")).toBe(true);
    expect(differs("status=active&status=closed&sort=-ggr")).toBe(true);
    expect(differs("q=zoe&status=active&status=closed&sort=-ggr&columns=name,ggr")).toBe(true);
  });

  it("tells a bare address, where the first view opens", () => {
    expect(saysNothing(new URLSearchParams("op=1"))).toBe(true);
    for (const query of ["q=a", "view=all", "sort=name", "vip_max=3", "cursor=x", "columns="])
      expect(saysNothing(new URLSearchParams(query))).toBe(false);
  });
});

describe("an address with nonsense", () => {
  const read = (query: string) => readFilter(new URLSearchParams(query));

  it.each([
    ["status=dead", "status"],
    ["vip_min=abc", "vip"],
    ["vip_min=5&vip_max=3", "vip"],
    ["vip_max=100", "vip"],
    ["kyc_level_min=-1", "kyc_level"],
    ["country=Brazil", "country"],
    ["online=maybe", "online"],
    ["registered=2025-02-30..", "registered"],
    ["registered=2025-03-02..2025-03-01", "registered"],
    ["registered=0001-01-01..", "registered"],
    ["last_seen=..", "last_seen"],
    ["deposits_min=1e5", "deposits"],
    ["deposits_min=10&deposits_max=9.99", "deposits"],
    ["currency=brl", "currency"],
    ["operator_id=1", "operator_id"],
    ["acquisition=magic", "acquisition"],
    [`email=${"x".repeat(255)}`, "email"],
    ["region=SP", "region"],
    ["region=SP&country=BR&country=PT", "region"],
  ])("leaves %s out and says so", (query, name) => {
    const { filter, dropped } = read(query);
    expect(dropped).toEqual([name]);
    expect(filter.values[name as FieldName]).toBeUndefined();
  });

  it("keeps what makes sense beside it", () => {
    const { filter, dropped } = read("status=active&status=dead&vip_min=x&q=zoe&online=true");
    expect(filter).toEqual({ q: "zoe", values: { status: ["active"], online: true } });
    expect(dropped).toEqual(["status", "vip"]);
  });

  it("takes nothing from empty parameters, and from a view of another shape", () => {
    expect(read("status=&vip_min=&q=%20&country=")).toEqual({ filter: NO_FILTER, dropped: [] });
    const odd = {
      status: "active",
      vip_min: 3,
      online: true,
      tag: [1, null, { a: 1 }],
      country: { BR: 1 },
      extra: "x",
    };
    expect(filterJson(filterOfJson(odd))).toEqual({ status: ["active"], vip_min: "3", online: "true", tag: ["1"] });
  });
});
