/** What narrows the list of operators, and what its figures are compared with and told in. */
import { SearchOutlined } from "@ant-design/icons";
import { Button, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { COMPARES } from "@/shared/figure/types";
import { PeriodPicker } from "@/shared/period/PeriodPicker";
import { type Period, periodParams } from "@/shared/period/period";
import { DebouncedInput } from "@/shared/ui/DebouncedInput";
import type { Patch } from "@/shared/url/params";
import { STATUSES } from "../api/types";
import { useJurisdiction } from "../Words";
import styles from "./list.module.css";
import { isFiltered, type ListState, MONEY } from "./state";

interface Props {
  state: ListState;
  /** The jurisdictions that there are. */
  jurisdictions: readonly string[];
  /** The company's currency. */
  reporting: string;
  period: Period;
  zone: string;
  searchId: string;
  onChange: (patch: Patch) => void;
}

export function Filters({ state, jurisdictions, reporting, period, zone, searchId, onChange }: Props) {
  const { t } = useTranslation("operators");
  const jurisdiction = useJurisdiction();
  const offered = [...new Set([...jurisdictions, ...state.jurisdictions])].sort();
  return (
    <search className={styles.bars} aria-label={t("filter.label")}>
      <div className={styles.bar}>
        <PeriodPicker period={period} zone={zone} onChange={(next) => onChange(periodParams(next))} />
        <Select
          aria-label={t("filter.compare")}
          className={styles.choice ?? ""}
          value={state.compare}
          options={COMPARES.map((value) => ({ value, label: t(`compareWith.${value}`) }))}
          onChange={(compare) => onChange({ compare: compare === "previous" ? null : compare })}
        />
        <Segmented
          aria-label={t("filter.money")}
          value={state.money}
          options={MONEY.map((value) => ({
            value,
            label: value === "own" ? t("filter.own") : t("filter.reporting", { currency: reporting }),
          }))}
          onChange={(money) => onChange({ money: money === "reporting" ? null : money })}
        />
      </div>
      <div className={styles.bar}>
        <DebouncedInput
          id={searchId}
          aria-label={t("filter.q")}
          placeholder={t("filter.q")}
          prefix={<SearchOutlined />}
          className={styles.search ?? ""}
          value={state.q}
          onSettled={(q) => onChange({ q })}
        />
        <Select
          mode="multiple"
          aria-label={t("column.status")}
          placeholder={t("column.status")}
          className={styles.choice ?? ""}
          maxTagCount="responsive"
          allowClear
          value={state.statuses}
          options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
          onChange={(chosen) => onChange({ status: chosen.join(",") })}
        />
        {offered.length > 0 ? (
          <Select
            mode="multiple"
            aria-label={t("column.jurisdiction")}
            placeholder={t("column.jurisdiction")}
            className={styles.choice ?? ""}
            maxTagCount="responsive"
            allowClear
            value={state.jurisdictions}
            options={offered.map((value) => ({ value, label: jurisdiction(value) }))}
            onChange={(chosen) => onChange({ jurisdiction: chosen.join(",") })}
          />
        ) : null}
        {isFiltered(state) ? (
          <Button type="link" onClick={() => onChange({ q: null, status: null, jurisdiction: null })}>
            {t("filter.clear")}
          </Button>
        ) : null}
      </div>
    </search>
  );
}
