import { describe, expect, it } from "vitest";
import type { Company, Operator } from "@/shared/api/types";
import { companyKey, resolveScope } from "./scope";

const companies: Company[] = [
  { id: "c1", name: "One", currency: "BRL" },
  { id: "c2", name: "Two", currency: "EUR" },
  { id: "c3", name: "Bare", currency: "EUR" },
];

function operator(id: string, company_id: string, timezone: string): Operator {
  return { id, company_id, name: id.toUpperCase(), timezone, currency: "EUR", status: "live" };
}

const operators = [
  operator("a", "c1", "America/Sao_Paulo"),
  operator("b", "c1", "America/Sao_Paulo"),
  operator("m", "c2", "Europe/Malta"),
  operator("n", "c2", "UTC"),
];

describe("resolveScope", () => {
  it("takes the address before the preference, and the first operator when neither is seen", () => {
    expect(resolveScope(["b", "m"], companies, operators, true)?.key).toBe("b");
    expect(resolveScope([null, "m"], companies, operators, true)?.key).toBe("m");
    expect(resolveScope(["gone", "also gone"], companies, operators, true)?.key).toBe("a");
  });

  it("shows a whole company where the page can, else its first operator", () => {
    const whole = resolveScope([companyKey("c1")], companies, operators, true);
    expect(whole).toMatchObject({ kind: "company", name: "One", timezone: "America/Sao_Paulo", sharedTimezone: true });
    expect(whole?.operators.map((each) => each.id)).toEqual(["a", "b"]);
    expect(resolveScope([companyKey("c2")], companies, operators, false)).toMatchObject({ kind: "operator", key: "m" });
  });

  it("counts in UTC when the operators of a company do not share a zone", () => {
    expect(resolveScope([companyKey("c2")], companies, operators, true)).toMatchObject({
      timezone: "UTC",
      sharedTimezone: false,
    });
  });

  it("skips companies without operators, and gives none when there is none", () => {
    expect(resolveScope([companyKey("c3"), "m"], companies, operators, true)?.key).toBe("m");
    expect(resolveScope(["a"], companies, [], true)).toBeNull();
  });
});
