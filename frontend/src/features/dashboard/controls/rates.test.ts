import { describe, expect, it } from "vitest";
import { rateText } from "./RatesLine";

describe("rateText", () => {
  it("shows a rate to the digits that tell something", () => {
    expect(rateText("0.183512345678")).toBe("0.1835");
    expect(rateText("0.000010912345")).toBe("0.00001091");
    expect(rateText("94123.5")).toBe("94123.5");
    expect(rateText("1")).toBe("1");
    expect(rateText("2.5000")).toBe("2.5");
  });
});
