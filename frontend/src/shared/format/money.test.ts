import { describe, expect, it } from "vitest";
import { formatAmount, formatCompact, formatCount, formatMoney, formatPercent } from "./money";

/** Locale data separates with narrow and no-break spaces; what matters here is the figure. */
function plain(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, " ");
}

describe("formatMoney", () => {
  it("follows the reader's language", () => {
    expect(plain(formatMoney("1234.50", "BRL", "pt-BR"))).toBe("R$ 1.234,50");
    expect(plain(formatMoney("1234.50", "BRL", "en"))).toBe("R$1,234.50");
    expect(plain(formatMoney("-0.05", "EUR", "en"))).toBe("-€0.05");
  });

  it("writes units without a sign by their code, with as many decimals as the amount carries", () => {
    expect(plain(formatMoney("1234.50", "BIT", "en"))).toBe("1,234.50 BIT");
    expect(plain(formatMoney("0.00000001", "BTC", "pt-BR"))).toBe("0,00000001 BTC");
    expect(plain(formatMoney("12.340000", "USDT", "en"))).toBe("12.340000 USDT");
    expect(plain(formatMoney("1500", "JPY", "en"))).toBe("¥1,500");
  });

  it("loses no digit of sums that a float cannot hold", () => {
    expect(formatAmount("90071992547409931234.05", "en")).toBe("90,071,992,547,409,931,234.05");
    expect(plain(formatMoney("90071992547409931.01", "BRL", "pt-BR"))).toBe("R$ 90.071.992.547.409.931,01");
  });
});

describe("counts and ratios", () => {
  it("groups, shortens and signs", () => {
    expect(formatCount(1234567, "pt-BR")).toBe("1.234.567");
    expect(formatCount("9007199254740993", "en")).toBe("9,007,199,254,740,993");
    expect(plain(formatCompact(1_250_000, "en"))).toBe("1.3M");
    expect(formatPercent(0.1254, "en", true)).toBe("+12.5%");
    expect(formatPercent(-0.1254, "pt-BR", true)).toBe("-12,5%");
    expect(formatPercent(12.34, "en")).toBe("1,234%");
  });
});
