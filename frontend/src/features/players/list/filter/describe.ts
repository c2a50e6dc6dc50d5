/** Filters in words, for the chips that stand for them. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { useSession } from "@/shared/session/SessionContext";
import { type FieldName, fieldOf } from "./fields";
import type { Range, Value } from "./filter";
import { isPreset, readDays } from "./periods";
import "../messages";

/** A value that a field can have, as readers know it. */
export function useValueNames() {
  const { t } = useTranslation("playerList");
  const format = useFormat();
  const { operators } = useSession();
  return useCallback(
    (name: FieldName, value: string): string => {
      switch (name) {
        case "status":
          return t(`status.${value}`);
        case "kyc_status":
          return t(`kyc.${value}`);
        case "banned":
          return t(`ban.${value}`);
        case "acquisition":
          return t(`acquisition.${value}`);
        case "country":
          return format.country(value);
        case "operator_id":
          return operators.find((operator) => operator.id === value)?.name ?? value;
        default:
          return value;
      }
    },
    [t, format, operators],
  );
}

/** What a filter says, in a few words. `currency` is that of amounts. */
export function useDescribe(currency: string) {
  const { t } = useTranslation("playerList");
  const format = useFormat();
  const nameOf = useValueNames();
  return useCallback(
    (name: FieldName, value: Value): string => {
      const { kind } = fieldOf(name);
      if (typeof value === "boolean") return t(value ? "flag.yes" : "flag.no");
      if (typeof value === "string") {
        if (kind !== "period") return nameOf(name, value);
        if (isPreset(value)) return t(`period.${value}`);
        const days = readDays(value);
        if (days?.from && days.to) return format.range(days.from, days.to);
        if (days?.from) return t("period.since", { from: format.date(days.from) });
        return days?.to ? t("period.upTo", { to: format.date(days.to) }) : value;
      }
      if ("min" in value) {
        const shown = (end: string) => (kind === "money" ? format.money(end, currency) : end);
        const { min, max }: Range = value;
        if (min !== null && max !== null)
          return min === max ? shown(min) : t("range.both", { min: shown(min), max: shown(max) });
        return min !== null ? t("range.atLeast", { min: shown(min) }) : t("range.atMost", { max: shown(max ?? "") });
      }
      const names = value.map((each) => nameOf(name, each));
      return names.length <= 2
        ? names.join(", ")
        : t("and", { first: names[0] ?? "", formatted: format.count(names.length - 1) });
    },
    [t, format, nameOf, currency],
  );
}
