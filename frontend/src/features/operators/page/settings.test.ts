import { describe, expect, it } from "vitest";
import { changesOf, type Draft, differing, merge } from "./settings";

const DRAFT: Draft = {
  name: "Brasa",
  timezone: "America/Sao_Paulo",
  currency: "BRL",
  jurisdiction: "BR",
  licence: "",
  languages: ["pt-BR", "en"],
  balance_thresholds: [
    { amount: "1000.00", currency: "BRL" },
    { amount: "5.50", currency: "EUR" },
  ],
  allowed_ips: [],
};

describe("settings as typed", () => {
  it("change only where their meaning does", () => {
    const same = {
      ...DRAFT,
      name: " Brasa ",
      balance_thresholds: [
        { amount: "5.5", currency: "EUR" },
        { amount: "1000", currency: "BRL" },
      ],
    };
    expect(differing(DRAFT, same)).toEqual([]);
    expect(differing(DRAFT, { ...DRAFT, languages: ["en", "pt-BR"] })).toEqual(["languages"]);
    expect(differing(DRAFT, { ...DRAFT, balance_thresholds: [] })).toEqual(["balance_thresholds"]);
    expect(
      differing(DRAFT, {
        ...DRAFT,
        balance_thresholds: [{ amount: "100", currency: "BRL" }, ...DRAFT.balance_thresholds.slice(1)],
      }),
    ).toEqual(["balance_thresholds"]);
  });

  it("send nothing that stays", () => {
    expect(changesOf(DRAFT, { ...DRAFT, jurisdiction: "", allowed_ips: ["203.0.113.7"] })).toEqual({
      jurisdiction: "",
      allowed_ips: ["203.0.113.7"],
    });
  });
});

describe("a newer state", () => {
  it("keeps what was typed, takes what others changed, and names what both did", () => {
    const now = { ...DRAFT, name: "Brasa Bet", licence: "MGA/1", timezone: "America/Bahia" };
    const typed = { ...DRAFT, name: "Brasa Casino", timezone: "America/Bahia", jurisdiction: "MT" };
    const { draft, conflicts } = merge(DRAFT, now, typed);
    expect(draft).toEqual({ ...now, name: "Brasa Casino", jurisdiction: "MT" });
    expect(conflicts).toEqual(["name"]);
  });
});
