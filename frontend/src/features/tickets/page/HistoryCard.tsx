/** What changed of a ticket, newest first. */
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { Card } from "@/shared/ui/Card";
import { InstantText } from "@/shared/ui/InstantText";
import type { TicketEvent } from "../types";
import { useCategoryName } from "../Words";
import styles from "./TicketPage.module.css";

export function HistoryCard({ history, operator }: { history: TicketEvent[]; operator: Operator }) {
  const { t } = useTranslation("tickets");
  const categoryName = useCategoryName();
  const word = ({ kind }: TicketEvent, value: string) => {
    if (kind === "state" || kind === "priority") return t(`${kind}.${value}`, { defaultValue: value });
    if (kind === "category") return categoryName(value);
    if (kind === "assigned") return value || t("nobody");
    if (kind !== "linked" && kind !== "unlinked") return value;
    const [what = "", ...ref] = value.split(" ");
    return `${t(`links.kind.${what}`, { defaultValue: what })} ${ref.join(" ")}`;
  };
  const text = (event: TicketEvent) =>
    t(`history.${event.kind}`, {
      before: word(event, event.before),
      after: word(event, event.after),
      defaultValue: event.kind,
    });
  return (
    <Card title={t("history.title")}>
      <ol className={styles.history}>
        {[...history].reverse().map((event) => (
          <li key={`${event.at} ${event.kind} ${event.after}`}>
            {text(event)}
            <small>
              {t(`by.${event.by}`, { defaultValue: event.by })} · <InstantText at={event.at} zone={operator.timezone} />
            </small>
          </li>
        ))}
      </ol>
    </Card>
  );
}
