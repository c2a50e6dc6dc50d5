/** The figures of the period: four leading ones with their course, the rest beside them. */
import { InfoCircleOutlined } from "@ant-design/icons";
import { Button, Skeleton, Tooltip } from "antd";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { ChangeMark } from "@/shared/figure/ChangeMark";
import { betterOf, figureText, kindOf } from "@/shared/figure/figure";
import { Sparkline } from "@/shared/figure/Sparkline";
import type { FigureValue, Metric, Series, Tile as TileData } from "@/shared/figure/types";
import { useFormat } from "@/shared/format/useFormat";
import { Pill } from "@/shared/ui/Pill";
import type { Dashboard, NgrRule } from "./api/types";
import { FOLLOWING, LEADING, rulesOf, seriesOf, tileOf } from "./figures";
import styles from "./Tiles.module.css";

interface TileProps {
  tile: TileData;
  series?: Series | null;
  /** The rules behind an NGR, the newest first. */
  rules?: readonly NgrRule[];
}

function Tile({ tile, series, rules = [] }: TileProps) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const name = t(`metric.${tile.metric}`);
  const shown = (value: FigureValue) => figureText(value, kindOf(tile.metric), tile.currency, format);
  const newest = rules[0];
  const value = shown(tile.value);
  const definition = t(`definition.${tile.metric}`);
  return (
    <div className={styles.tile} role="group" aria-label={name} data-metric={tile.metric}>
      <div className={styles.label}>
        <span>{name}</span>
        <Tooltip
          title={
            newest ? (
              <>
                {definition}
                {rules.map((rule) => (
                  <div key={`${rule.version} ${rule.formula}`}>
                    {rule.effective_from
                      ? t("ruleFrom", { ...rule, date: format.date(rule.effective_from) })
                      : t("ruleFormula", { ...rule })}
                  </div>
                ))}
              </>
            ) : (
              definition
            )
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
        {newest ? (
          <span className={styles.rule}>
            <Pill>{t("rule", { version: newest.version })}</Pill>
          </span>
        ) : null}
      </div>
      <div className={styles.value} style={{ "--chars": value.length } as CSSProperties}>
        {value}
      </div>
      <div className={styles.compare}>
        <ChangeMark value={tile.value} previous={tile.previous} better={betterOf(tile.metric)} />
        {tile.previous === null ? null : (
          <span className={styles.before}>{t("change.against", { previous: shown(tile.previous) })}</span>
        )}
      </div>
      {series === undefined ? null : <Sparkline course={series?.points ?? null} />}
    </div>
  );
}

export function Tiles({ dashboard, currency }: { dashboard: Dashboard; currency: string | null }) {
  const pick = (metrics: readonly Metric[]) =>
    metrics.flatMap((metric) => {
      const tile = tileOf(dashboard, metric, currency);
      return tile ? [tile] : [];
    });
  return (
    <>
      <div className={styles.leading}>
        {pick(LEADING).map((tile) => (
          <Tile
            key={tile.metric}
            tile={tile}
            series={seriesOf(dashboard, tile.metric, currency)}
            rules={tile.metric === "ngr" ? rulesOf(dashboard) : []}
          />
        ))}
      </div>
      <div className={styles.following}>
        {pick(FOLLOWING).map((tile) => (
          <Tile key={tile.metric} tile={tile} />
        ))}
      </div>
    </>
  );
}

export function TilesLoading() {
  const { t } = useTranslation("dashboard");
  return (
    <div role="status" aria-label={t("loading")}>
      <div className={styles.leading}>
        {LEADING.map((metric) => (
          <div key={metric} className={styles.tile}>
            <Skeleton active title={{ width: "40%" }} paragraph={{ rows: 3 }} />
          </div>
        ))}
      </div>
      <div className={styles.following} style={{ marginTop: 12 }}>
        {FOLLOWING.map((metric) => (
          <div key={metric} className={styles.tile}>
            <Skeleton active title={{ width: "60%" }} paragraph={{ rows: 1 }} />
          </div>
        ))}
      </div>
    </div>
  );
}
