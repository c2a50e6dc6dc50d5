/** How a figure moved: an arrow, a percentage and a colour, so that none of them carries it alone. */
import { ArrowDownOutlined, ArrowUpOutlined, MinusOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { changeOf, toNumber } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import styles from "./ChangeMark.module.css";
import type { Better } from "./figure";
import type { FigureKind, FigureValue } from "./types";
import "./messages";

interface Props {
  value: FigureValue;
  previous: FigureValue;
  /** Which way is good; null leaves the change without a judgement. */
  better: Better;
  /** Ratios move by percentage points. */
  kind?: FigureKind;
}

export function ChangeMark({ value, previous, better, kind = "count" }: Props) {
  const { t } = useTranslation("figure");
  const format = useFormat();
  const change = value === null ? ({ kind: "unknown" } as const) : changeOf(value, previous);
  if (change.kind === "unknown") return <span className={styles.mark}>{t("change.unknown")}</span>;
  if (change.kind === "same")
    return (
      <span className={styles.mark}>
        <MinusOutlined aria-hidden="true" /> {t("change.same")}
      </span>
    );
  const tone = better === null ? styles.plain : change.up === (better === "more") ? styles.good : styles.bad;
  const points = kind === "ratio" ? toNumber(value ?? 0) - toNumber(previous ?? 0) : null;
  const size = points === null ? null : t("change.points", { points: format.points(Math.abs(points)) });
  const percent = size ?? (change.kind === "moved" ? format.percent(Math.abs(change.ratio)) : null);
  const said = percent
    ? t(change.up ? "change.up" : "change.down", { percent })
    : t(change.up ? "change.new" : "change.gone");
  const signed =
    points === null
      ? change.kind === "moved"
        ? format.percent(change.ratio, true)
        : said
      : t("change.points", { points: format.points(points, true) });
  return (
    <span className={`${styles.mark} ${tone}`}>
      {change.up ? <ArrowUpOutlined aria-hidden="true" /> : <ArrowDownOutlined aria-hidden="true" />}
      <span aria-hidden="true">{signed}</span>
      <span className="visually-hidden">{said}</span>
    </span>
  );
}
