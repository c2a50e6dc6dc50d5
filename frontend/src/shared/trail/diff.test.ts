import { describe, expect, it } from "vitest";
import { bytesOf, hexDump, kindOf, readableText, valueText } from "./diff";

const change = (before: unknown, after: unknown) => ({ path: "p", before, after, sensitive: false });

describe("kindOf", () => {
  it("tells additions, removals and changes apart", () => {
    expect(kindOf(change(null, "x"))).toBe("added");
    expect(kindOf(change("x", null))).toBe("removed");
    expect(kindOf(change("", "x"))).toBe("changed");
    expect(kindOf(change(0, 1))).toBe("changed");
  });
});

describe("valueText", () => {
  it("writes values so that they can be read", () => {
    expect(valueText(null)).toBeNull();
    expect(valueText("active")).toBe("active");
    expect(valueText(false)).toBe("false");
    expect(valueText('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(valueText("{not json")).toBe("{not json");
  });
});

describe("raw entries", () => {
  it("are shown as hex with their printable characters", () => {
    expect(hexDump(bytesOf(btoa("\x08\x01Daybook")))).toBe(
      "000000  08 01 44 61 79 62 6f 6f 6b                       ··Daybook",
    );
    expect(hexDump(new Uint8Array(17)).split("\n")).toHaveLength(2);
  });

  it("are shown as text where they are text", () => {
    expect(readableText(bytesOf(btoa("\x08\x01ok")))).toBe(" · ok");
  });

  it("do not break on bad base64", () => {
    expect(bytesOf("%%%")).toHaveLength(0);
  });
});
