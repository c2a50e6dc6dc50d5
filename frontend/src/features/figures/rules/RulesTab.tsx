/** The versions of an operator's NGR rule, newest first, and the way to add one. */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { useFormat } from "@/shared/format/useFormat";
import { Card } from "@/shared/ui/Card";
import { InstantText } from "@/shared/ui/InstantText";
import { Pill } from "@/shared/ui/Pill";
import { Problem } from "@/shared/ui/Problem";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { useNgrRules } from "../api/ngrRules";
import type { NgrRuleVersion } from "../api/types";
import { AddRuleDialog } from "./AddRuleDialog";

export function RulesTab({ operator }: { operator: Operator }) {
  const { t } = useTranslation("figures");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const rules = useNgrRules(operator.id);
  const [adding, setAdding] = useState(false);
  const columns: TableColumnsType<NgrRuleVersion> = [
    {
      key: "version",
      title: t("rules.version"),
      rowScope: "row",
      render: (_, rule) => (
        <>
          {rule.version} {rule.in_force ? <Pill tone="good">{t("rules.inForce")}</Pill> : null}
        </>
      ),
    },
    { key: "from", title: t("rules.from"), render: (_, rule) => format.date(rule.effective_from) },
    { key: "formula", title: t("rules.formula"), render: (_, rule) => <code>{rule.formula}</code> },
    { key: "by", title: t("rules.by"), render: (_, rule) => rule.created_by ?? t("rules.first") },
    {
      key: "at",
      title: t("rules.at"),
      render: (_, rule) => <InstantText at={rule.created_at} zone={operator.timezone} />,
    },
    { key: "reason", title: t("rules.reason"), render: (_, rule) => rule.reason ?? "–" },
  ];
  return (
    <>
      {rules.isError ? <Problem error={rules.error} onRetry={() => void rules.refetch()} /> : null}
      <Card
        title={t("rules.title")}
        note={t("rules.note")}
        flush
        extra={
          <Button type="primary" icon={<PlusOutlined />} disabled={!rules.data} onClick={() => setAdding(true)}>
            {t("rules.add")}
          </Button>
        }
      >
        <ScrollTable label={shared("chart.table", { chart: t("rules.title") })}>
          <Table<NgrRuleVersion>
            aria-label={t("rules.title")}
            size="middle"
            rowKey="version"
            columns={columns}
            dataSource={rules.data ?? []}
            loading={rules.isPending}
            pagination={false}
            scroll={{ x: "max-content" }}
          />
        </ScrollTable>
      </Card>
      {adding && rules.data ? (
        <AddRuleDialog operator={operator} rules={rules.data} onClose={() => setAdding(false)} />
      ) : null}
    </>
  );
}
