/** Chooses a period: a relative one that stays true tomorrow, or days of the operator's calendar with either end open. */
import { DatePicker, Radio } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { localDateOf } from "@/shared/format/time";
import styles from "./Filter.module.css";
import { isPreset, OVER_PRESETS, PERIOD_PRESETS, readDays, writeDays } from "./periods";

const CUSTOM = "custom";
const FORMAT: Record<string, string> = { en: "MMM D, YYYY", "pt-BR": "DD/MM/YYYY" };

interface Props {
  value: string;
  zone: string;
  onChange: (value: string) => void;
}

export function PeriodEditor({ value, zone, onChange }: Props) {
  const { t, i18n } = useTranslation("playerList");
  const custom = value !== "" && !isPreset(value);
  const days = readDays(value) ?? { from: null, to: null };
  const dayOf = (day: Dayjs | null) => day?.format("YYYY-MM-DD") ?? null;
  const today = localDateOf(new Date(), zone);
  return (
    <>
      <Radio.Group
        className={styles.periods ?? ""}
        aria-label={t("period.label")}
        value={custom ? CUSTOM : value || null}
        onChange={(event) =>
          onChange(event.target.value === CUSTOM ? writeDays({ from: today, to: null }) : String(event.target.value))
        }
        options={[
          ...[...PERIOD_PRESETS, ...OVER_PRESETS].map((preset) => ({ value: preset, label: t(`period.${preset}`) })),
          { value: CUSTOM, label: t("period.custom") },
        ]}
      />
      {custom ? (
        <div className={styles.ends}>
          {(["from", "to"] as const).map((end) => (
            <DatePicker
              key={end}
              aria-label={t(`period.${end}`)}
              placeholder={t(`period.${end}`)}
              format={FORMAT[i18n.language] ?? "YYYY-MM-DD"}
              value={days[end] ? dayjs(days[end]) : null}
              {...(end === "to" && days.from ? { minDate: dayjs(days.from) } : {})}
              onChange={(day) => onChange(writeDays({ ...days, [end]: dayOf(day) }))}
            />
          ))}
        </div>
      ) : null}
    </>
  );
}
