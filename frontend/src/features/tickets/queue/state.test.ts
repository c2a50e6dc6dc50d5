import { describe, expect, it } from "vitest";
import { askOf, countOf, isFiltered, readQueue } from "./state";

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
