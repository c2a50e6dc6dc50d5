/** Before and after side by side, by field; additions, removals and changes are marked in words and colour. */
import { LockOutlined, MinusOutlined, PlusOutlined, SwapOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { AuditChange } from "@/shared/api/types";
import styles from "./DiffTable.module.css";
import { kindOf, valueText } from "./diff";

const ICONS = { added: <PlusOutlined />, removed: <MinusOutlined />, changed: <SwapOutlined /> };
const COLORS = { added: "green", removed: "red", changed: "gold" };

function Value({ value, tone }: { value: unknown; tone: string | undefined }) {
  const { t } = useTranslation("trail");
  const text = valueText(value);
  return text === null ? (
    <i className={styles.nothing}>{t("diff.nothing")}</i>
  ) : (
    <code className={`${styles.value} ${tone ?? ""}`}>{text === "" ? '""' : text}</code>
  );
}

export function DiffTable({ changes }: { changes: readonly AuditChange[] }) {
  const { t } = useTranslation("trail");
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("diff.path")}</th>
            <th scope="col">{t("diff.before")}</th>
            <th scope="col">{t("diff.after")}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => {
            const kind = kindOf(change);
            return (
              <tr key={change.path} data-kind={kind}>
                <th scope="row">
                  <code>{change.path}</code>
                  <span className={styles.tags}>
                    <Tag color={COLORS[kind]} icon={ICONS[kind]}>
                      {t(`diff.${kind}`)}
                    </Tag>
                    {change.sensitive ? <Tag icon={<LockOutlined />}>{t("diff.sensitive")}</Tag> : null}
                  </span>
                </th>
                <td>
                  <Value value={change.before} tone={styles.before} />
                </td>
                <td>
                  <Value value={change.after} tone={styles.after} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
