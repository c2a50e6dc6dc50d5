/** How a figure moved: an arrow, a percentage and a colour, so that none of them carries it alone. */
import { ArrowDownOutlined, ArrowUpOutlined, MinusOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { changeOf } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import styles from "./ChangeMark.module.css";

interface Props {
  value: string | number;
  previous: string | number | null;
  /** More is better; false leaves the change without a judgement. */
  judged: boolean;
}

export function ChangeMark({ value, previous, judged }: Props) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const change = changeOf(value, previous);
  if (change.kind === "unknown") return <span className={styles.mark}>{t("change.unknown")}</span>;
  if (change.kind === "same")
    return (
      <span className={styles.mark}>
        <MinusOutlined aria-hidden="true" /> {t("change.same")}
      </span>
    );
  const tone = judged ? (change.up ? styles.good : styles.bad) : styles.plain;
  const percent = change.kind === "moved" ? format.percent(Math.abs(change.ratio)) : null;
  const said = percent
    ? t(change.up ? "change.up" : "change.down", { percent })
    : t(change.up ? "change.new" : "change.gone");
  return (
    <span className={`${styles.mark} ${tone}`}>
      {change.up ? <ArrowUpOutlined aria-hidden="true" /> : <ArrowDownOutlined aria-hidden="true" />}
      <span aria-hidden="true">{change.kind === "moved" ? format.percent(change.ratio, true) : said}</span>
      <span className="visually-hidden">{said}</span>
    </span>
  );
}
