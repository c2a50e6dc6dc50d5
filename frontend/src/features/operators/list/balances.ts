/** What the operators hold for their players, by currency, against the thresholds that are set. */
import { exceeds } from "@/shared/format/currency";
import { sumOf } from "@/shared/format/decimal";
import type { OverviewItem } from "../api/types";

export interface Held {
  id: string;
  operator: string;
  /** Null where the players' service told nothing of it. */
  held: string | null;
  threshold: string | null;
  below: boolean;
}

export interface Liability {
  currency: string;
  /** Null while one of the parts is not known. */
  total: string | null;
  parts: Held[];
}

/** Every currency that is held or has a threshold, by its code; what is below its threshold comes first. */
export function liabilities(items: readonly OverviewItem[]): Liability[] {
  const codes = new Set(
    items.flatMap(({ operator, standing }) =>
      [...operator.balance_thresholds, ...(standing?.balances ?? [])].map((amount) => amount.currency),
    ),
  );
  return [...codes].sort().map((currency) => {
    const parts = items.flatMap(({ operator, standing }): Held[] => {
      const own = standing?.balances.find((amount) => amount.currency === currency)?.amount;
      const threshold = operator.balance_thresholds.find((amount) => amount.currency === currency)?.amount ?? null;
      if (own === undefined && threshold === null) return [];
      const held = standing ? (own ?? "0") : null;
      const below = held !== null && threshold !== null && exceeds(threshold, held);
      return [{ id: operator.id, operator: operator.name, held, threshold, below }];
    });
    const known = parts.flatMap((part) => part.held ?? []);
    return {
      currency,
      total: known.length === parts.length ? sumOf(known) : null,
      parts: parts.sort((a, b) => Number(b.below) - Number(a.below)),
    };
  });
}
