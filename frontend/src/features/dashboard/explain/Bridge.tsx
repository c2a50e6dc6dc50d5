/** From a figure to its formula, zone, rates, terms, and the cells that add up to it. */
import { Alert, Button, Descriptions, Skeleton } from "antd";
import { useTranslation } from "react-i18next";
import { figureText } from "@/shared/figure/figure";
import type { FigureValue } from "@/shared/figure/types";
import { equals } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import type { Scope } from "@/shared/scope/scope";
import { Problem } from "@/shared/ui/Problem";
import { type About, useBridge } from "../api/explain";
import type { Ask } from "../api/getDashboard";
import type { Group } from "../api/types";
import { NoRates, rateText } from "../controls/RatesLine";
import { Cells } from "./Cells";
import styles from "./explain.module.css";
import { Terms } from "./Terms";

interface Props {
  scope: Scope;
  ask: Ask;
  subject: About;
  shown: FigureValue | undefined;
  group: Group;
  onGroup: (group: Group) => void;
  about: string;
}

export function Bridge({ scope, ask, subject, shown, group, onGroup, about }: Props) {
  const { t } = useTranslation("dashboard");
  const { t: figure } = useTranslation("figure");
  const format = useFormat();
  const bridge = useBridge(ask, subject, group);
  const first = bridge.data?.pages[0];
  if (bridge.isError && !first) return <Problem error={bridge.error} onRetry={() => void bridge.refetch()} />;
  if (!first) return <Skeleton active paragraph={{ rows: 10 }} />;
  const { formula } = first;
  const text = (value: FigureValue) => figureText(value, first.kind, first.currency, format);
  const moved =
    shown !== undefined && shown !== null && first.value !== null && !equals(shown, first.value) && !bridge.isFetching;
  return (
    <div className={styles.stack}>
      <NoRates currencies={first.missing} code={first.currency} />
      {moved ? (
        <Alert
          type="info"
          showIcon
          role="status"
          title={t("explain.moved", { value: text(shown) })}
          action={<Button onClick={() => void bridge.refetch()}>{t("explain.newest")}</Button>}
        />
      ) : null}
      <div className={styles.headline}>
        <span className={styles.value}>{text(first.value)}</span>
        <span className={styles.note}>{about}</span>
      </div>
      <p className={styles.definition}>{formula?.definition || figure(`definition.${subject.metric}`)}</p>
      <Descriptions
        size="small"
        column={1}
        items={[
          ...(formula
            ? [
                {
                  key: "formula",
                  label: t("explain.formula"),
                  children: (
                    <span>
                      <code>{formula.text}</code>{" "}
                      <span className={styles.note}>
                        {formula.effective_from
                          ? t("explain.versionFrom", {
                              version: formula.version,
                              date: format.date(formula.effective_from),
                            })
                          : t("explain.version", { version: formula.version })}
                      </span>
                    </span>
                  ),
                },
                ...(formula.source ? [{ key: "source", label: t("explain.source"), children: formula.source }] : []),
              ]
            : []),
          ...first.ngr_rules.map((rule) => ({
            key: `rule ${rule.version} ${rule.formula}`,
            label: t("rule", { version: rule.version }),
            children: rule.effective_from
              ? t("ruleFrom", { ...rule, date: format.date(rule.effective_from) })
              : rule.formula,
          })),
          {
            key: "zone",
            label: t("explain.zone"),
            children:
              first.calendar === "utc" ? "UTC" : first.timezone ? format.zone(first.timezone) : t("zonesDiffer"),
          },
          ...(first.rates.length > 0
            ? [
                {
                  key: "rates",
                  label: t("explain.rates"),
                  children: (
                    <ul className={styles.plain}>
                      {first.rates.slice(0, 12).map((rate) => (
                        <li key={`${rate.currency} ${rate.day} ${rate.rate}`}>
                          {t("rates.used", {
                            currency: rate.currency,
                            rate: rateText(rate.rate),
                            code: first.currency ?? "",
                            day: format.date(rate.day),
                            source: rate.source,
                          })}
                        </li>
                      ))}
                      {first.rates.length > 12 ? (
                        <li>{t("explain.moreRates", { count: first.rates.length - 12 })}</li>
                      ) : null}
                    </ul>
                  ),
                },
              ]
            : []),
        ]}
      />
      {first.terms.length > 0 ? <Terms bridge={first} about={about} /> : null}
      <Cells
        scope={scope}
        ask={ask}
        first={first}
        cells={bridge.data?.pages.flatMap((page) => page.cells.items) ?? []}
        group={group}
        onGroup={onGroup}
        more={bridge.hasNextPage}
        loading={bridge.isFetchingNextPage}
        onMore={() => void bridge.fetchNextPage()}
        about={about}
      />
    </div>
  );
}
