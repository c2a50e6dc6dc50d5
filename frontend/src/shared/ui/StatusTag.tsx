/** The status of an account, in words and colour. */
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

const COLORS: Record<string, string> = { active: "green", suspended: "red", closed: "default", pending: "gold" };

export function StatusTag({ status }: { status: string }) {
  const { t } = useTranslation("shared");
  return <Tag color={COLORS[status] ?? "default"}>{t(`status.${status}`, { defaultValue: status })}</Tag>;
}
