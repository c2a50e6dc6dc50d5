/** How a figure came about: its formula and cells, what moved it, and the way from turnover to what is left. */
import { Drawer, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { kindOf } from "@/shared/figure/figure";
import type { FigureValue, Metric } from "@/shared/figure/types";
import type { Scope } from "@/shared/scope/scope";
import type { Ask } from "../api/getDashboard";
import { Bridge } from "./Bridge";
import { Changes } from "./Changes";
import { type Part, useExplained } from "./useExplained";
import { Waterfalls } from "./Waterfalls";

interface Props {
  scope: Scope;
  ask: Ask;
  metric: Metric;
  currency: string | null;
  /** What the tile says now, to see whether the figure moved on since it was explained. */
  shown: FigureValue | undefined;
  about: string;
}

export function ExplainDrawer({ scope, ask, metric, currency, shown, about }: Props) {
  const { t } = useTranslation("dashboard");
  const { t: figure } = useTranslation("figure");
  const { t: shared } = useTranslation("shared");
  const explained = useExplained();
  const subject = { metric, currency: kindOf(metric) === "count" ? null : currency };
  const name = figure(`metric.${metric}`);
  return (
    <Drawer
      open
      size={880}
      title={t("explain.title", { metric: name })}
      closable={{ "aria-label": shared("close") }}
      onClose={explained.close}
    >
      <Tabs
        activeKey={explained.part}
        onChange={(part) => explained.setPart(part as Part)}
        destroyOnHidden
        items={[
          {
            key: "bridge",
            label: t("explain.bridge"),
            children: (
              <Bridge
                key={explained.group}
                scope={scope}
                ask={ask}
                subject={subject}
                shown={shown}
                group={explained.group}
                onGroup={explained.setGroup}
                about={about}
              />
            ),
          },
          {
            key: "change",
            label: t("explain.change"),
            children: (
              <Changes
                scope={scope}
                ask={ask}
                subject={subject}
                by={explained.by}
                onBy={explained.setBy}
                about={about}
              />
            ),
          },
          {
            key: "waterfall",
            label: t("explain.waterfall"),
            children: <Waterfalls ask={ask} currency={currency} about={about} />,
          },
        ]}
      />
    </Drawer>
  );
}
