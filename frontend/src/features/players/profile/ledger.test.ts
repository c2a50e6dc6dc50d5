import { describe, expect, it } from "vitest";
import type { BalanceMovement } from "@/shared/api/types";
import { checkPage, readLine } from "./ledger";

let count = 0;
function line(before: string, amount: string, after: string, currency = "BRL"): BalanceMovement {
  count += 1;
  const money = (value: string) => ({ amount: value, currency });
  return {
    id: `m${count}`,
    kind: "deposit",
    amount: money(amount),
    balance_before: money(before),
    balance_after: money(after),
    method: null,
    reference: null,
    occurred_at: "2026-11-20T12:00:00Z",
    recorded_at: "2026-11-20T12:00:00Z",
  };
}

describe("a page of the ledger", () => {
  it("adds up when every line follows", () => {
    const page = [line("70.00", "5.00", "75.00"), line("100.00", "-30.00", "70.00"), line("0.00", "100.00", "100.00")];
    expect(checkPage(page, true)).toEqual({ checked: 2, faults: new Set() });
  });

  it("names the line after a gap", () => {
    const page = [line("71.00", "5.00", "76.00"), line("100.00", "-30.00", "70.00")];
    expect([...checkPage(page, true).faults]).toEqual([page[0]?.id]);
  });

  it("names a line that does not add up in itself, also where some are left out", () => {
    const page = [line("10.00", "5.00", "16.00"), line("0.00", "3.00", "3.00")];
    expect(checkPage(page, false)).toEqual({ checked: 0, faults: new Set([page[0]?.id]) });
  });

  it("keeps wallets apart and exact", () => {
    const page = [
      line("0.30", "0.10", "0.40"),
      line("0.00000001", "0.00000001", "0.00000002", "BTC"),
      line("0.10", "0.20", "0.30"),
      line("0", "0.00000001", "0.00000001", "BTC"),
    ];
    expect(checkPage(page, true)).toEqual({ checked: 2, faults: new Set() });
  });

  it("takes what cannot be read for a fault", () => {
    const broken = line("1.00", "NaN", "1.00");
    expect([...checkPage([broken], true).faults]).toEqual([broken.id]);
    expect(checkPage([], true)).toEqual({ checked: 0, faults: new Set() });
  });
});

describe("a line in the address", () => {
  it("is a number as the ledger gives them, or nothing", () => {
    expect(readLine("17")).toBe("17");
    for (const value of [null, "", "0", "-1", "1.5", "one", "07", "9".repeat(19)]) expect(readLine(value)).toBeNull();
  });
});
