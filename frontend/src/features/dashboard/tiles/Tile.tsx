/** One figure: its value, how it moved, its course, what it means, and a mark where it is unusual. */
import { InfoCircleOutlined, WarningFilled } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { type CSSProperties, memo } from "react";
import { useTranslation } from "react-i18next";
import { ChangeMark } from "@/shared/figure/ChangeMark";
import { betterOf, figureText } from "@/shared/figure/figure";
import { Sparkline } from "@/shared/figure/Sparkline";
import type { FigureValue, Metric, SeriesPoint, Tile as TileData } from "@/shared/figure/types";
import { useFormat } from "@/shared/format/useFormat";
import { Pill } from "@/shared/ui/Pill";
import type { Anomaly, NgrRule } from "../api/types";
import styles from "./Tiles.module.css";

interface Props {
  tile: TileData;
  large: boolean;
  course: readonly SeriesPoint[] | null;
  /** The rules behind an NGR, the newest first. */
  rules: readonly NgrRule[];
  anomaly: Anomaly | undefined;
  onExplain: (metric: Metric) => void;
}

/** Metrics of which a bridge can be told: the others are states of the players, not sums of what they did. */
export const EXPLAINED: ReadonlySet<Metric> = new Set<Metric>([
  "turnover",
  "payouts",
  "ggr",
  "ngr",
  "hold",
  "active_players",
  "registrations",
  "ftd_count",
  "ftd_amount",
  "deposits",
  "withdrawals",
  "net_deposits",
  "bonus_cost",
  "arpu",
  "average_deposit",
  "bets",
]);

export const Tile = memo(function Tile({ tile, large, course, rules, anomaly, onExplain }: Props) {
  const { t } = useTranslation("dashboard");
  const { t: figure } = useTranslation("figure");
  const format = useFormat();
  const { metric, kind } = tile;
  const name = figure(`metric.${metric}`);
  const shown = (value: FigureValue) => figureText(value, kind, tile.currency, format);
  const newest = rules[0];
  const value = shown(tile.value);
  const style = { "--chars": value.length } as CSSProperties;
  return (
    <div className={styles.tile} role="group" aria-label={name} data-metric={metric}>
      <div className={styles.label}>
        <span>{name}</span>
        <Tooltip
          title={
            <>
              {figure(`definition.${metric}`)}
              {rules.map((rule) => (
                <div key={`${rule.version} ${rule.formula}`}>
                  {rule.effective_from
                    ? t("ruleFrom", { ...rule, date: format.date(rule.effective_from) })
                    : t("ruleFormula", { ...rule })}
                </div>
              ))}
            </>
          }
        >
          <Button
            type="text"
            size="small"
            className={styles.info ?? ""}
            aria-label={t("about", { metric: name })}
            icon={<InfoCircleOutlined />}
          />
        </Tooltip>
        <span className={styles.marks}>
          {newest ? <Pill>{t("rule", { version: newest.version })}</Pill> : null}
          {anomaly ? <AnomalyMark anomaly={anomaly} name={name} /> : null}
        </span>
      </div>
      {EXPLAINED.has(metric) ? (
        <button
          type="button"
          className={`${styles.value} ${styles.open}`}
          style={style}
          title={t("explain.open")}
          aria-label={`${value}. ${t("explain.open")}`}
          onClick={() => onExplain(metric)}
        >
          {value}
        </button>
      ) : (
        <div className={styles.value} style={style}>
          {value}
        </div>
      )}
      {tile.previous === null ? null : (
        <div className={styles.compare}>
          <ChangeMark value={tile.value} previous={tile.previous} better={betterOf(metric)} kind={kind} />
          <span className={styles.before}>{figure("change.against", { previous: shown(tile.previous) })}</span>
        </div>
      )}
      {course ? <Sparkline course={course} small={!large} /> : null}
    </div>
  );
});

/** A mark with a reason: unusual for these days and this time, and by how much. Nothing where nothing is unusual. */
function AnomalyMark({ anomaly, name }: { anomaly: Anomaly; name: string }) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  if (anomaly.verdict !== "low" && anomaly.verdict !== "high") return null;
  const shown = (value: FigureValue) => figureText(value, anomaly.kind, anomaly.currency, format);
  const { expected } = anomaly;
  const word = t(`anomaly.${anomaly.verdict}`);
  return (
    <Tooltip
      title={t("anomaly.why", {
        low: shown(expected.low),
        high: shown(expected.high),
        median: shown(expected.median),
        count: expected.samples,
      })}
    >
      <Button
        type="text"
        size="small"
        className={styles.anomaly ?? ""}
        aria-label={t("anomaly.label", { metric: name, word })}
        icon={<WarningFilled />}
      >
        {word}
      </Button>
    </Tooltip>
  );
}
