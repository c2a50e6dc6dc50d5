/** What an operator is set to, and the way to change it. */
import { EditOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useFormat } from "@/shared/format/useFormat";
import { usePermitted } from "@/shared/session/SessionContext";
import { Card } from "@/shared/ui/Card";
import { CopyText } from "@/shared/ui/CopyText";
import { Facts } from "@/shared/ui/Facts";
import { InstantText } from "@/shared/ui/InstantText";
import { useJurisdiction } from "../Words";
import { useMayChange, useShown } from "./OperatorContext";
import styles from "./page.module.css";

export function Settings({ onEdit }: { onEdit: () => void }) {
  const { t } = useTranslation("operators");
  const format = useFormat();
  const jurisdiction = useJurisdiction();
  const operator = useShown();
  const mayChange = useMayChange();
  const seesFigures = usePermitted("metrics.read");
  const setsFigures = usePermitted("metrics.manage");
  return (
    <div className={styles.stack}>
      <Card
        title={t("settings.heading")}
        extra={
          mayChange && operator.status !== "closed" ? (
            <Button icon={<EditOutlined />} onClick={onEdit}>
              {t("settings.open")}
            </Button>
          ) : null
        }
      >
        <Facts
          pairs={[
            [t("field.name"), operator.name],
            [t("field.company"), operator.company_name],
            [t("field.timezone"), format.zone(operator.timezone)],
            [t("field.currency"), operator.currency],
            [t("field.jurisdiction"), operator.jurisdiction ? jurisdiction(operator.jurisdiction) : null],
            [t("field.licence"), operator.licence],
            [t("field.languages"), operator.languages.map((tag) => format.language(tag)).join(", ")],
            [
              t("field.balance_thresholds"),
              operator.balance_thresholds.map((each) => format.money(each.amount, each.currency)).join(", "),
            ],
            ...(operator.allowed_ips
              ? ([[t("field.allowed_ips"), <code key="ips">{operator.allowed_ips.join(", ") || "–"}</code>]] as const)
              : []),
            [t("field.created"), <InstantText key="at" at={operator.created_at} zone={operator.timezone} />],
            [t("field.id"), <CopyText key="id" text={operator.id} />],
          ]}
        />
      </Card>
      {seesFigures ? (
        <Card title={t("figures.heading")} note={t("figures.detail")}>
          <span className={styles.actions}>
            <Link to={`/dashboard?op=${operator.id}`}>{t("figures.dashboard")}</Link>
            {setsFigures ? <Link to={`/figures?op=${operator.id}`}>{t("figures.rules")}</Link> : null}
          </span>
        </Card>
      ) : null}
    </div>
  );
}
