/** What the figure of a second operator is to that of the first, in words that say who is ahead. */
import { useTranslation } from "react-i18next";
import { figureText, kindOf } from "@/shared/figure/figure";
import { changeOf, isNegative, sumOf } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import type { Amount, Figure } from "../api/types";

interface Props {
  metric: Figure;
  a: Amount;
  b: Amount;
}

export function Lead({ metric, a, b }: Props) {
  const { t } = useTranslation("operators");
  const format = useFormat();
  // Amounts that could not be put into one currency do not compare.
  if (a.currency && b.currency && a.currency !== b.currency) return "–";
  if (a.others.length > 0 || b.others.length > 0) return "–";
  const change = changeOf(b.value, a.value);
  if (change.kind === "same") return t("compare.equal");
  if (change.kind === "moved" && !isNegative(a.value) && !isNegative(b.value))
    return format.percent(change.ratio, true);
  // A share of nothing or of a loss says nothing: the difference does.
  const minus = String(a.value).startsWith("-") ? String(a.value).slice(1) : `-${a.value}`;
  const apart = sumOf([b.value, minus]);
  const text = figureText(apart, kindOf(metric), b.currency ?? a.currency, format);
  return apart && !isNegative(apart) ? `+${text}` : text;
}
