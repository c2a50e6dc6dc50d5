import { describe, expect, it } from "vitest";
import { patched } from "@/shared/url/params";
import { askOf, countOf, isFiltered, keptOf, patchOf, readQueue, SORTS, saysNothing, shows, VIEWS } from "./state";

const read = (text: string, mayWrite = true) => readQueue(new URLSearchParams(text), mayWrite);

describe("the queue in the address", () => {
  it("begins with what is one's own, or with what is open for who cannot have any", () => {
    expect(read("").view).toBe("mine");
    expect(read("", false).view).toBe("open");
    expect(read("view=nonsense").view).toBe("mine");
  });

  it("asks for what its tab is about", () => {
    expect(askOf(read("view=mine"), "o")).toMatchObject({
      state: ["open", "waiting"],
      assignee: "me",
      breached: false,
    });
    expect(askOf(read("view=unassigned"), "o")).toMatchObject({ state: ["open"], assignee: "none" });
    expect(askOf(read("view=breached"), "o")).toMatchObject({ state: [], breached: true, sort: "due" });
    expect(askOf(read("view=all"), "o")).toMatchObject({ state: [], assignee: null, sort: "-updated" });
  });

  it("takes a person only where the tab is not about one already", () => {
    expect(askOf(read("view=open&assignee=s1"), "o").assignee).toBe("s1");
    expect(askOf(read("view=mine&assignee=s1"), "o").assignee).toBe("me");
    expect(isFiltered(read("view=mine&assignee=s1"))).toBe(false);
  });

  it("knows several priorities, and drops what is none", () => {
    expect(read("priority=low,urgent,nonsense").priorities).toEqual(["urgent", "low"]);
    expect(isFiltered(read("priority=nonsense"))).toBe(false);
    expect(isFiltered(read("q=money"))).toBe(true);
  });

  it("counts all tabs but the last", () => {
    const counts = { open: 5, unassigned: 2, mine: 3, breached: 1, waiting: 4 };
    expect(countOf("waiting", counts)).toBe(4);
    expect(countOf("all", counts)).toBeNull();
    expect(countOf("mine", undefined)).toBeNull();
  });
});

describe("a saved view of the queue", () => {
  it("goes to the address and back, whatever it keeps", () => {
    for (const view of VIEWS)
      for (const sort of SORTS)
        for (const rest of ["", "priority=urgent,low&category=kyc", "q=a%26b%3Dc&assignee=s1"]) {
          const state = read(`view=${view}&sort=${sort}&${rest}`);
          const elsewhere = new URLSearchParams("op=o1&view=all&q=other&category=else&cursor=x");
          const opened = patched(elsewhere, patchOf(keptOf(state)));
          expect(readQueue(opened, true)).toEqual(state);
          expect([opened.get("op"), opened.get("cursor")]).toEqual(["o1", null]);
          expect(shows(keptOf(state), state, true)).toBe(true);
          expect(shows(keptOf(state), { ...state, q: "more" }, true)).toBe(false);
        }
  });

  it("is read as far as it can be understood", () => {
    const kept = { filter: { view: "gone", priority: 7, q: ["x"] }, sort: "size" };
    expect(readQueue(patched(new URLSearchParams(), patchOf(kept)), true)).toEqual(read(""));
  });

  it("opens by itself only at the bare queue", () => {
    expect(saysNothing(new URLSearchParams("op=o1"))).toBe(true);
    for (const name of ["view", "q", "saved", "cursor"])
      expect(saysNothing(new URLSearchParams({ [name]: "x" }))).toBe(false);
  });
});
