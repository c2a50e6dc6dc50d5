/** The figures of the period: the large ones first, the rest beside them, each in the chosen order. */
import { Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import type { Metric } from "@/shared/figure/types";
import type { Anomaly, Dashboard } from "../api/types";
import { rulesOf, seriesOf, tileOf } from "../figures";
import type { Placed } from "../layout/layout";
import { Tile } from "./Tile";
import styles from "./Tiles.module.css";

interface Props {
  dashboard: Dashboard;
  currency: string | null;
  tiles: readonly Placed<Metric>[];
  anomalies: readonly Anomaly[];
  onExplain: (metric: Metric) => void;
}

export function Tiles({ dashboard, currency, tiles, anomalies, onExplain }: Props) {
  const { t } = useTranslation("dashboard");
  const shown = (large: boolean) =>
    tiles.flatMap(({ name, large: own }) => {
      const tile = own === large ? tileOf(dashboard, name, currency) : null;
      return tile ? [tile] : [];
    });
  const drawn = (large: boolean) => {
    const all = shown(large);
    return all.length > 0 ? (
      <div className={large ? styles.leading : styles.following}>
        {all.map((tile) => (
          <Tile
            key={tile.metric}
            tile={tile}
            large={large}
            course={seriesOf(dashboard, tile.metric, currency)?.points ?? null}
            rules={tile.metric === "ngr" ? rulesOf(dashboard) : []}
            anomaly={anomalies.find(
              (each) => each.metric === tile.metric && (each.currency ?? null) === (tile.currency ?? null),
            )}
            onExplain={onExplain}
          />
        ))}
      </div>
    ) : null;
  };
  return (
    <section aria-label={t("tiles")} className={styles.tiles}>
      {drawn(true)}
      {drawn(false)}
    </section>
  );
}

export function TilesLoading({ tiles }: { tiles: readonly Placed<Metric>[] }) {
  const { t } = useTranslation("dashboard");
  return (
    <div role="status" aria-label={t("loading")} className={styles.tiles}>
      {[true, false].map((large) => (
        <div key={String(large)} className={large ? styles.leading : styles.following}>
          {tiles
            .filter((each) => each.large === large)
            .map(({ name }) => (
              <div key={name} className={styles.tile}>
                <Skeleton active title={{ width: "50%" }} paragraph={{ rows: large ? 3 : 2 }} />
              </div>
            ))}
        </div>
      ))}
    </div>
  );
}
