/** What the dashboard says when there is nothing to show: never used, or quiet in this period. */
import { CalendarOutlined, RocketOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Freshness } from "@/shared/figure/types";
import { localDateOf } from "@/shared/format/time";
import { useFormat } from "@/shared/format/useFormat";
import { addDays, type Period } from "@/shared/period/period";
import type { Scope } from "@/shared/scope/scope";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import styles from "./Notices.module.css";

export function Unused({ scope }: { scope: Scope }) {
  const { t } = useTranslation("dashboard");
  const operator = scope.operators[0];
  return (
    <Card>
      <Blank icon={<RocketOutlined />} title={t("unused.title", { name: scope.name })}>
        <p>{t("unused.detail")}</p>
        <p>{t("unused.import")}</p>
        <pre className={styles.command}>
          ./daybook import bets FILE.csv --operator "{operator?.name}" --currency {operator?.currency}
        </pre>
        <p>{t("unused.connect")}</p>
      </Blank>
    </Card>
  );
}

interface QuietProps {
  freshness: Freshness | null;
  zone: string;
  period: Period;
  onShow: (period: Period) => void;
}

export function Quiet({ freshness, zone, period, onShow }: QuietProps) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const at = freshness?.last_activity_at;
  const day = at ? localDateOf(new Date(at), zone) : null;
  const elsewhere = day !== null && (day < period.from || day > period.to);
  return (
    <Alert
      type="info"
      showIcon
      icon={<CalendarOutlined />}
      title={t("quiet.title")}
      description={day ? t("quiet.detail", { when: format.date(day) }) : undefined}
      action={
        day && elsewhere ? (
          <Button type="primary" onClick={() => onShow({ preset: "custom", from: addDays(day, -29), to: day })}>
            {t("quiet.show")}
          </Button>
        ) : undefined
      }
    />
  );
}
