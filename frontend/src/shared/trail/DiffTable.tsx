/** Before and after side by side, by field; additions, removals and changes are marked in words and colour. */
import { LockOutlined, MinusOutlined, PlusOutlined, SwapOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { AuditChange } from "@/shared/api/types";
import { Pill, type Tone } from "@/shared/ui/Pill";
import styles from "./DiffTable.module.css";
import { type ChangeKind, kindOf, valueText } from "./diff";

const ICONS = { added: <PlusOutlined />, removed: <MinusOutlined />, changed: <SwapOutlined /> };
const TONES: Record<ChangeKind, Tone> = { added: "good", removed: "bad", changed: "warn" };

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
                    <Pill tone={TONES[kind]} icon={ICONS[kind]}>
                      {t(`diff.${kind}`)}
                    </Pill>
                    {change.sensitive ? <Pill icon={<LockOutlined />}>{t("diff.sensitive")}</Pill> : null}
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
