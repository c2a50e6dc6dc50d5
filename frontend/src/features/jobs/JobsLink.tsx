/** A sentence that leads to the jobs of an operator; works outside the router's tree, as messages are. */
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";

interface Props {
  operator: Operator;
  text: string;
}

export function JobsLink({ operator, text }: Props) {
  const { t } = useTranslation("jobs");
  return (
    <span>
      {text} <a href={`/jobs?op=${encodeURIComponent(operator.id)}`}>{t("see")}</a>
    </span>
  );
}
