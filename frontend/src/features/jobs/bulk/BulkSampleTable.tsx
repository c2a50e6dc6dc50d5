/** The first of the players that a bulk action would meet, and how many of these need no change. */
import { Table } from "antd";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { StatusTag } from "@/shared/ui/StatusTag";
import styles from "../Jobs.module.css";
import type { BulkPreview, BulkSample } from "../types";

interface Props {
  preview: BulkPreview | undefined;
  loading: boolean;
}

export function BulkSampleTable({ preview, loading }: Props) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  const total = preview?.total;
  return (
    <>
      <p className={styles.summary} aria-live="polite">
        {total ? (
          <b>
            {t(total.approximate ? "bulk.meetsAbout" : "bulk.meets", {
              count: total.count,
              formatted: format.count(total.count),
            })}
          </b>
        ) : (
          t("bulk.counting")
        )}{" "}
        {preview && preview.sample_unchanged > 0
          ? t("bulk.unchangedOf", {
              unchanged: format.count(preview.sample_unchanged),
              sample: format.count(preview.sample.length),
            })
          : null}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={styles.sample} tabIndex={0} role="region" aria-label={t("bulk.sample")}>
        <Table<BulkSample>
          size="small"
          rowKey="id"
          pagination={false}
          loading={loading}
          dataSource={preview?.sample ?? []}
          locale={{ emptyText: loading ? <span /> : t("bulk.nobody") }}
          columns={[
            { title: t("column.username"), dataIndex: "username", rowScope: "row" },
            { title: t("column.external_id"), dataIndex: "external_id" },
            { title: t("column.name"), dataIndex: "name" },
            { title: t("column.country"), dataIndex: "country" },
            { title: t("column.status"), render: (_, { status }) => <StatusTag status={status} /> },
            { title: t("column.tags"), render: (_, { tags }) => tags.join(", ") || "–" },
            {
              title: t("column.bans"),
              render: (_, { bans }) => bans.map((scope) => t(`scope.${scope}`)).join(", ") || "–",
            },
          ]}
        />
      </div>
    </>
  );
}
