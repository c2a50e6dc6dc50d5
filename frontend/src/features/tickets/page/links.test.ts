import { describe, expect, it } from "vitest";
import { targetOf } from "./links";

describe("where a link leads", () => {
  it("goes to the bet in the player's page, whatever its id holds", () => {
    expect(targetOf({ kind: "bet", ref: "a/b?c&d" }, "p1", "o1")).toEqual({
      href: "/players/p1/bets?op=o1&bet=a%2Fb%3Fc%26d",
      external: false,
    });
    expect(targetOf({ kind: "movement", ref: "7" }, "p1", "o1")?.href).toBe("/players/p1/balance?op=o1&line=7");
  });

  it("leads out by https only", () => {
    expect(targetOf({ kind: "document", ref: "https://files.example/a.pdf" }, "p1", "o1")?.external).toBe(true);
    for (const ref of ["javascript:alert(1)", "http://files.example/", "data:text/html,x", "statement.pdf"])
      expect(targetOf({ kind: "document", ref }, "p1", "o1"), ref).toBeNull();
  });
});
