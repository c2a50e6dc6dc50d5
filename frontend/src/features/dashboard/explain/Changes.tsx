/** What a rise or fall is made of: games, regions, players …, the largest first, adding up to the difference. */
import { CheckCircleFilled } from "@ant-design/icons";
import { Segmented, Skeleton, Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ExportMenu } from "@/shared/exporting/ExportMenu";
import { figureText, kindOf } from "@/shared/figure/figure";
import type { FigureValue } from "@/shared/figure/types";
import { equals, isZero, sumOf, toNumber } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import type { Scope } from "@/shared/scope/scope";
import { operatorsWith } from "@/shared/session/reach";
import { useSession } from "@/shared/session/SessionContext";
import { Blank } from "@/shared/ui/Blank";
import { MissingParts, Problem } from "@/shared/ui/Problem";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { type About, useChange } from "../api/explain";
import type { Ask } from "../api/getDashboard";
import { CHANGE_BY, type Change, type ChangeBy, type ChangePart } from "../api/types";
import { NoRates } from "../controls/RatesLine";
import styles from "./explain.module.css";
import { Span } from "./Span";

interface Props {
  scope: Scope;
  ask: Ask;
  subject: About;
  by: ChangeBy;
  onBy: (by: ChangeBy) => void;
  about: string;
}

interface Row extends Omit<ChangePart, "label" | "provider"> {
  name: string;
  /** To the player's page, for who may open it. */
  link: string | null;
}

/** All parts and the rest of them, in one list. */
export function rowsOf(
  change: Change,
  nameOf: (part: ChangePart) => string,
  restName: (count: number) => string,
): Row[] {
  const rows = change.parts.map((part): Row => ({ ...part, name: nameOf(part), link: null }));
  const { rest } = change;
  const some = [rest.now, rest.before, rest.difference].some((value) => value !== null && !isZero(value));
  return some || rest.count > 0
    ? [...rows, { ...rest, key: "\u0000rest", operator_id: null, name: restName(rest.count), link: null }]
    : rows;
}

/** Whether the parts make the whole difference, to the last minor unit. */
export function addsUp(change: Pick<Change, "difference">, rows: readonly Pick<Row, "difference">[]): boolean {
  const total = sumOf(rows.map((row) => row.difference ?? 0));
  return change.difference !== null && total !== null && equals(total, change.difference);
}

export function Changes({ by, onBy, ...given }: Props) {
  const { t } = useTranslation("dashboard");
  const options = given.scope.operators.length > 1 ? CHANGE_BY : CHANGE_BY.filter((each) => each !== "operator");
  if (given.ask.compare === "none") return <Blank title={t("changes.nothingToCompare")} />;
  return (
    <div className={styles.stack}>
      <Segmented<ChangeBy>
        aria-label={t("changes.by")}
        value={by}
        options={options.map((value) => ({ value, label: t(`changes.of.${value}`) }))}
        onChange={onBy}
      />
      <Parts by={by} {...given} />
    </div>
  );
}

function Parts({ scope, ask, subject, by, about }: Omit<Props, "onBy">) {
  const { t } = useTranslation("dashboard");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const me = useSession();
  const kind = kindOf(subject.metric);
  const change = useChange(ask, subject, by);
  if (change.isError) return <Problem error={change.error} onRetry={() => void change.refetch()} />;
  const data = change.data;
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const brands = new Map(scope.operators.map((operator) => [operator.id, operator.name]));
  const open = new Set(operatorsWith(me, "players.read").map((operator) => operator.id));
  const nameOf = (part: ChangePart): string => {
    if (by === "region") return part.key ? format.country(part.key) : shared("unknown");
    if (by === "operator") return brands.get(part.key) ?? part.label ?? part.key;
    if (by === "player")
      return part.label ?? (part.key ? t("ranking.hidden", { id: part.key.slice(-6) }) : shared("unknown"));
    return [part.label || part.key || shared("unknown"), part.provider].filter(Boolean).join(" · ");
  };
  const rows = rowsOf(data, nameOf, (count) => t("changes.rest", { count })).map((row) => {
    const operator = row.operator_id ?? (scope.operators.length === 1 ? scope.operators[0]?.id : undefined);
    const link =
      by === "player" && row.key && !row.key.startsWith("\u0000") && operator && open.has(operator)
        ? `/players/${row.key}?op=${operator}`
        : null;
    return { ...row, link };
  });
  const text = (value: FigureValue) => figureText(value, kind, data.currency, format);
  const signed = (value: FigureValue) => (value !== null && toNumber(value) > 0 ? `+${text(value)}` : text(value));
  const sizes = rows.map((row) => toNumber(row.difference ?? 0));
  const most = Math.max(0, ...sizes.map(Math.abs));
  const title = t("explain.change");
  const columns: TableColumnsType<Row> = [
    {
      key: "name",
      title: t(`changes.of.${by}`),
      rowScope: "row",
      render: (_, row) => (row.link ? <Link to={row.link}>{row.name}</Link> : row.name),
    },
    { key: "before", title: t("changes.before"), align: "right", render: (_, row) => text(row.before) },
    { key: "now", title: t("changes.now"), align: "right", render: (_, row) => text(row.now) },
    {
      key: "difference",
      title: t("changes.difference"),
      align: "right",
      render: (_, row) => <span className={styles.difference}>{signed(row.difference)}</span>,
    },
    {
      key: "bar",
      title: <span className="visually-hidden">{t("changes.size")}</span>,
      width: 180,
      render: (_, row) => <Span from={0} to={toNumber(row.difference ?? 0)} low={-most} high={most} />,
    },
  ];
  return (
    <section aria-label={title}>
      <MissingParts missing={data.missing.filter((each) => each === "players")} />
      <NoRates currencies={data.missing.filter((each) => each !== "players")} code={data.currency} />
      <div className={styles.sectionHead}>
        <div className={styles.headline}>
          <span className={styles.value}>{signed(data.difference)}</span>
          <span className={styles.note}>{t("changes.fromTo", { before: text(data.before), now: text(data.now) })}</span>
        </div>
        <ExportMenu
          title={title}
          sheet={() => ({
            title: `${title} ${t(`changes.of.${by}`)}`,
            subtitle: about,
            columns: [
              { title: t(`changes.of.${by}`) },
              { title: t("changes.before"), numeric: true },
              { title: t("changes.now"), numeric: true },
              { title: t("changes.difference"), numeric: true },
            ],
            rows: rows.map((row) => [
              { raw: row.name, text: row.name },
              { raw: row.before, text: text(row.before) },
              { raw: row.now, text: text(row.now) },
              { raw: row.difference, text: signed(row.difference) },
            ]),
          })}
        />
      </div>
      <ScrollTable label={shared("chart.table", { chart: title })}>
        <Table<Row>
          aria-label={title}
          className={styles.numbers ?? ""}
          size="small"
          rowKey={(row) => `${row.operator_id ?? ""} ${row.key}`}
          columns={columns}
          dataSource={rows}
          pagination={false}
          scroll={{ x: "max-content" }}
          locale={{ emptyText: <Blank title={t("changes.none")} /> }}
        />
      </ScrollTable>
      {rows.length > 0 && addsUp(data, rows) ? (
        <div className={styles.foot}>
          <span className={styles.exact} role="status">
            <CheckCircleFilled aria-hidden="true" /> {t("changes.addsUp", { value: signed(data.difference) })}
          </span>
        </div>
      ) : null}
    </section>
  );
}
