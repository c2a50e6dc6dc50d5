/** The cells that a figure adds up from, grouped; each leads on to its bets. */
import { CheckCircleFilled } from "@ant-design/icons";
import { Button, Segmented, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ExportMenu } from "@/shared/exporting/ExportMenu";
import { figureText } from "@/shared/figure/figure";
import type { FigureValue } from "@/shared/figure/types";
import { equals, sumOf } from "@/shared/format/decimal";
import { wallTimeOf } from "@/shared/format/time";
import { useFormat } from "@/shared/format/useFormat";
import type { Scope } from "@/shared/scope/scope";
import { operatorsWith } from "@/shared/session/reach";
import { useSession } from "@/shared/session/SessionContext";
import { Blank } from "@/shared/ui/Blank";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { MOST_BETS_DAYS } from "../api/explain";
import type { Ask } from "../api/getDashboard";
import { type FigureBridge, type FigureCell, GROUPS, type Group } from "../api/types";
import { basisOf } from "./basis";
import { CellBets } from "./CellBets";
import styles from "./explain.module.css";

interface Props {
  scope: Scope;
  ask: Ask;
  first: FigureBridge;
  cells: readonly FigureCell[];
  group: Group;
  onGroup: (group: Group) => void;
  more: boolean;
  loading: boolean;
  onMore: () => void;
  about: string;
}

export function Cells({ scope, ask, first, cells, group, onGroup, more, loading, onMore, about }: Props) {
  const { t } = useTranslation("dashboard");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const me = useSession();
  const [looked, setLooked] = useState<FigureCell | null>(null);
  const open = new Set(operatorsWith(me, "players.read").map((operator) => operator.id));
  const brands = new Map(scope.operators.map((operator) => [operator.id, operator.name]));
  const only = scope.operators.length === 1 ? scope.operators[0]?.id : undefined;
  const basis = basisOf(first.metric);
  const groups = GROUPS.filter(
    (each) => first.groups.includes(each) && (each !== "operator" || scope.operators.length > 1),
  );
  const zone = first.calendar === "utc" ? "UTC" : (first.timezone ?? "UTC");
  // A quotient's cells make its dividend, which is another kind of figure than their quotient.
  const quotient = ["hold", "arpu", "average_deposit"].includes(first.metric);
  const kind = quotient ? "money" : first.kind;
  const text = (value: FigureValue) => figureText(value, kind, first.currency, format);
  const total = sumOf(cells.map((cell) => cell.value ?? 0));
  const exact = !more && !quotient && first.value !== null && total !== null && equals(total, first.value);

  const hourly = ask.period.from === ask.period.to || cells.some((cell) => cell.at?.includes("T"));
  const nameOf = (cell: FigureCell): string => {
    switch (group) {
      case "time": {
        const at = cell.at ?? wallTimeOf(new Date(cell.from), zone).slice(0, 16);
        return format.point(at, hourly ? "hour" : "day");
      }
      case "game":
        return [cell.game || shared("unknown"), cell.provider].filter(Boolean).join(" · ");
      case "country":
        return cell.country ? format.country(cell.country) : shared("unknown");
      case "operator":
        return (cell.operator_id && brands.get(cell.operator_id)) || shared("unknown");
    }
  };
  const operatorOf = (cell: FigureCell) => cell.operator_id ?? only;
  const columns: TableColumnsType<FigureCell & { key: string }> = [
    { key: "name", title: t(`explain.group.${group}`), rowScope: "row", render: (_, cell) => nameOf(cell) },
    { key: "value", title: t("explain.value"), align: "right", render: (_, cell) => text(cell.value) },
    { key: "bets", title: t("explain.bets"), align: "right", render: (_, cell) => format.count(cell.bets) },
    ...(basis
      ? [
          {
            key: "open",
            title: <span className="visually-hidden">{t("explain.openBets")}</span>,
            align: "right" as const,
            render: (_: unknown, cell: FigureCell) => {
              const operator = operatorOf(cell);
              const days = (Date.parse(cell.until) - Date.parse(cell.from)) / 86_400_000;
              return operator && open.has(operator) && days <= MOST_BETS_DAYS ? (
                <Button type="link" size="small" onClick={() => setLooked(cell)}>
                  {t("explain.openBets")}
                  <span className="visually-hidden">: {nameOf(cell)}</span>
                </Button>
              ) : null;
            },
          },
        ]
      : []),
  ];
  const title = t("explain.cells");
  const lookedAt = looked && operatorOf(looked);
  return (
    <section aria-label={title}>
      <div className={styles.sectionHead}>
        <h3>{title}</h3>
        <Segmented<Group>
          aria-label={t("explain.groupBy")}
          size="small"
          value={group}
          options={groups.map((value) => ({ value, label: t(`explain.group.${value}`) }))}
          onChange={onGroup}
        />
        <ExportMenu
          title={title}
          sheet={() => ({
            title: `${first.label}: ${title}`,
            subtitle: about,
            columns: [
              { title: t("explain.from") },
              { title: t("explain.until") },
              { title: t(`explain.group.${group}`) },
              { title: t("explain.value"), numeric: true },
              { title: t("explain.bets"), numeric: true },
            ],
            rows: cells.map((cell) => [
              { raw: cell.from, text: cell.from },
              { raw: cell.until, text: cell.until },
              { raw: nameOf(cell), text: nameOf(cell) },
              { raw: cell.value, text: text(cell.value) },
              { raw: cell.bets, text: format.count(cell.bets) },
            ]),
          })}
        />
      </div>
      <ScrollTable label={shared("chart.table", { chart: title })}>
        <Table<FigureCell & { key: string }>
          aria-label={title}
          className={styles.numbers ?? ""}
          size="small"
          rowKey="key"
          columns={columns}
          dataSource={cells.map((cell, index) => ({ ...cell, key: `${group} ${index}` }))}
          pagination={false}
          scroll={{ x: "max-content" }}
          locale={{ emptyText: <Blank title={t("explain.noCells")} /> }}
        />
      </ScrollTable>
      <div className={styles.foot}>
        {more ? (
          <Button loading={loading} onClick={onMore}>
            {t("explain.more")}
          </Button>
        ) : null}
        {exact ? (
          <span className={styles.exact} role="status">
            <CheckCircleFilled aria-hidden="true" /> {t("explain.addsUp", { count: cells.length, value: text(total) })}
          </span>
        ) : null}
        {quotient ? <span className={styles.note}>{t("explain.quotient", { value: text(total) })}</span> : null}
      </div>
      {looked && lookedAt && basis ? (
        <CellBets
          title={nameOf(looked)}
          zone={scope.timezone}
          ask={{
            operatorId: lookedAt,
            from: looked.from,
            until: looked.until,
            basis,
            game: looked.game,
            provider: looked.provider,
            country: looked.country,
            currency: looked.currency,
          }}
          onClose={() => setLooked(null)}
        />
      ) : null}
    </section>
  );
}
