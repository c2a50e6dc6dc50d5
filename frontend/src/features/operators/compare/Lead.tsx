/** What the figure of a second operator is to that of the first, in words that say who is ahead. */
import { useTranslation } from "react-i18next";
import { changeOf } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import type { Amount } from "../api/types";

interface Props {
  a: Amount;
  b: Amount;
}

export function Lead({ a, b }: Props) {
  const { t } = useTranslation("operators");
  const format = useFormat();
  // Amounts that could not be put into one currency do not compare.
  if (a.currency && b.currency && a.currency !== b.currency) return "–";
  if (a.others.length > 0 || b.others.length > 0) return "–";
  const change = changeOf(b.value, a.value);
  if (change.kind === "same") return t("compare.equal");
  return change.kind === "moved" ? format.percent(change.ratio, true) : "–";
}
