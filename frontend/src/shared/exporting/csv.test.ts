import { describe, expect, it } from "vitest";
import { csvOf } from "./csv";
import { textCell } from "./sheet";

function lines(...cells: (string | number | null)[]): string {
  const rows = [cells.map((raw) => ({ raw, text: "" }))];
  return csvOf({ columns: cells.map((_, index) => ({ title: `c${index}` })), rows });
}

describe("csvOf", () => {
  it("keeps exact numbers as numbers, also below zero", () => {
    expect(lines("-1234567890123.45", 7, null)).toBe("\uFEFFc0,c1,c2\r\n-1234567890123.45,7,\r\n");
  });

  it.each(["=1+1", "+1+cmd", "-1+1", "@SUM(A1)", "\t=1", "＝1", "-cmd|' /C calc'!A0"])("disarms %j", (text) => {
    const written = lines(text).split("\r\n").slice(1).join("\r\n");
    expect(written.replace(/^"/, "").startsWith("'")).toBe(true);
  });

  it("disarms what would begin another cell where semicolons part them", () => {
    expect(lines("Jaguar;=1+1")).toContain('"Jaguar;\'=1+1"');
    expect(lines('x\n"=1')).toContain("'=1");
  });

  it("quotes what needs it", () => {
    expect(lines('a "b", c')).toContain('"a ""b"", c"');
  });

  it("says nothing where there is nothing", () => {
    expect(textCell(null)).toEqual({ raw: null, text: "–" });
  });
});
