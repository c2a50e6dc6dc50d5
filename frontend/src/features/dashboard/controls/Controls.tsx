/** What the figures are compared with, where their days begin, in which currency they are, and what part of them counts. */
import { Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { CALENDARS, type Calendar, COMPARES, type Compare } from "@/shared/figure/types";
import type { Scope } from "@/shared/scope/scope";
import { usePatchParams } from "@/shared/url/params";
import type { Question } from "../question";
import styles from "./Controls.module.css";
import { FilterBar } from "./FilterBar";

interface Props {
  scope: Scope;
  question: Question;
  operatorIds: readonly string[];
  /** The currencies that the figures are in, the first of them shown unless another is chosen. */
  currencies: readonly string[];
  currency: string | null;
}

export function Controls({ scope, question, operatorIds, currencies, currency }: Props) {
  const { t } = useTranslation("dashboard");
  const [, patch] = usePatchParams();
  const reporting = scope.company?.currency;
  return (
    <div className={styles.bar} role="group" aria-label={t("control.label")}>
      <Select<Compare>
        aria-label={t("control.compare")}
        value={question.compare}
        popupMatchSelectWidth={false}
        options={COMPARES.map((value) => ({ value, label: t(`control.against.${value}`) }))}
        onChange={(value) => patch({ compare: value === "previous" ? null : value })}
      />
      <Select<Calendar>
        aria-label={t("control.calendar")}
        value={question.calendar}
        popupMatchSelectWidth={false}
        options={CALENDARS.map((value) => ({ value, label: t(`control.days.${value}`) }))}
        onChange={(value) => patch({ calendar: value === "operator" ? null : value })}
      />
      <Select<"own" | "reporting">
        aria-label={t("control.currency")}
        value={question.currency}
        popupMatchSelectWidth={false}
        options={[
          { value: "own", label: t("control.own") },
          { value: "reporting", label: reporting ? t("control.inCode", { code: reporting }) : t("control.reporting") },
        ]}
        onChange={(value) => patch({ currency: value === "own" ? null : value, cur: null })}
      />
      <FilterBar filters={question.filters} operatorIds={operatorIds} />
      {currencies.length > 1 && currency ? (
        <span className={styles.currency}>
          <Segmented
            aria-label={t("currency")}
            value={currency}
            options={[...currencies]}
            onChange={(value) => patch({ cur: String(value) }, { replace: true })}
          />
        </span>
      ) : null}
    </div>
  );
}
