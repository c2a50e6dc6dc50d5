import { describe, expect, it } from "vitest";
import { documentFault } from "./document";

describe("the document of a request", () => {
  it("is a PDF, PNG or JPEG of at most two million bytes", () => {
    expect(documentFault({ type: "application/pdf", size: 2_000_000 })).toBeNull();
    expect(documentFault({ type: "image/jpeg", size: 1 })).toBeNull();
    expect(documentFault({ type: "application/pdf", size: 2_000_001 })).toBe("size");
    expect(documentFault({ type: "image/png", size: 0 })).toBe("empty");
    expect(documentFault({ type: "text/html", size: 10 })).toBe("type");
    expect(documentFault({ type: "", size: 10 })).toBe("type");
  });
});
