/** Chooses a period: the presets, or any range of days. */
import { DatePicker, Grid, Segmented, Select } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { localDateOf } from "@/shared/format/time";
import styles from "./PeriodPicker.module.css";
import { type Period, PRESETS, type Preset, presetPeriod } from "./period";

interface Props {
  period: Period;
  zone: string;
  onChange: (period: Period) => void;
}

const FORMAT: Record<string, string> = { en: "MMM D, YYYY", "pt-BR": "DD/MM/YYYY" };

export function PeriodPicker({ period, zone, onChange }: Props) {
  const { t, i18n } = useTranslation("shared");
  const screens = Grid.useBreakpoint();
  const choose = (preset: Preset) => onChange(presetPeriod(preset, localDateOf(new Date(), zone)));
  const options = PRESETS.map((value) => ({ value, label: t(`period.${value}`) }));
  return (
    <div className={styles.picker} role="group" aria-label={t("period.label")}>
      {screens.lg ? (
        <Segmented<Preset | "custom">
          value={period.preset}
          options={options}
          onChange={(value) => value !== "custom" && choose(value)}
        />
      ) : (
        <Select<Preset | "custom">
          aria-label={t("period.label")}
          className={styles.select ?? ""}
          value={period.preset}
          options={period.preset === "custom" ? [...options, { value: "custom", label: t("period.custom") }] : options}
          onChange={(value) => value !== "custom" && choose(value)}
        />
      )}
      <DatePicker.RangePicker
        className={styles.range ?? ""}
        aria-label={t("period.custom")}
        value={[dayjs(period.from), dayjs(period.to)]}
        format={FORMAT[i18n.language] ?? "YYYY-MM-DD"}
        placeholder={[t("period.from"), t("period.to")]}
        allowClear={false}
        inputReadOnly={!screens.lg}
        onChange={(range) => {
          const [from, to] = range ?? [];
          if (from && to) onChange({ preset: "custom", from: from.format("YYYY-MM-DD"), to: to.format("YYYY-MM-DD") });
        }}
      />
    </div>
  );
}
