import { describe, expect, it } from "vitest";
import { strengthOf } from "./linked";

describe("how much a link says", () => {
  it("depends on what is shared and by how many", () => {
    expect(strengthOf({ kind: "document", players: 400 })).toBe("strong");
    expect(strengthOf({ kind: "instrument", players: 2 })).toBe("strong");
    expect(strengthOf({ kind: "instrument", players: 10 })).toBe("medium");
    expect(strengthOf({ kind: "device", players: 2 })).toBe("medium");
    expect(strengthOf({ kind: "device", players: 10 })).toBe("weak");
    expect(strengthOf({ kind: "ip", players: 3 })).toBe("medium");
    expect(strengthOf({ kind: "ip", players: 4 })).toBe("weak");
  });
});
