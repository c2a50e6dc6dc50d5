/** Who has a ticket, how it is sorted, and how its clocks stand; each can be changed in place. */
import { Button, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { useSession } from "@/shared/session/SessionContext";
import { Card } from "@/shared/ui/Card";
import { InstantText } from "@/shared/ui/InstantText";
import type { ChangeAsk } from "../api/changeTicket";
import { useAssignees } from "../api/listAssignees";
import { useTicketSettings } from "../api/settings";
import { ClockCue } from "../ClockCue";
import { cueOf } from "../clock";
import { PRIORITIES, type Ticket } from "../types";
import { PriorityTag, useCategoryName } from "../Words";
import styles from "./TicketPage.module.css";

interface Props {
  ticket: Ticket;
  operator: Operator;
  mayWrite: boolean;
  busy: boolean;
  onChange: (change: Omit<ChangeAsk, "revision">) => void;
}

export function Properties({ ticket, operator, mayWrite, busy, onChange }: Props) {
  const { t } = useTranslation("tickets");
  const { staff } = useSession();
  const categoryName = useCategoryName();
  const assignees = useAssignees(operator.id);
  const settings = useTicketSettings(operator.id);
  const id = useId();
  const people = assignees.data ?? [];
  const known = ticket.assignee && !people.some((each) => each.id === ticket.assignee?.id) ? [ticket.assignee] : [];
  const categories = [...new Set([...(settings.data?.settings.categories ?? []), ticket.category])];
  const mine = staff !== null && ticket.assignee?.id === staff.id;
  return (
    <Card title={t("properties")}>
      <dl className={styles.facts}>
        <dt>
          <span id={`${id}-a`}>{t("column.assignee")}</span>
        </dt>
        <dd>
          {mayWrite ? (
            <>
              <Select
                aria-labelledby={`${id}-a`}
                disabled={busy}
                value={ticket.assignee?.id ?? ""}
                showSearch={{ optionFilterProp: "label" }}
                options={[
                  { value: "", label: t("nobody") },
                  ...[...known, ...people].map((each) => ({ value: each.id, label: each.name })),
                ]}
                onChange={(assigneeId) => onChange({ assigneeId })}
              />
              {staff && !mine ? (
                <Button type="link" size="small" disabled={busy} onClick={() => onChange({ assigneeId: staff.id })}>
                  {t("take")}
                </Button>
              ) : null}
            </>
          ) : (
            (ticket.assignee?.name ?? t("nobody"))
          )}
        </dd>
        <dt>
          <span id={`${id}-p`}>{t("column.priority")}</span>
        </dt>
        <dd>
          {mayWrite ? (
            <Select
              aria-labelledby={`${id}-p`}
              disabled={busy}
              value={ticket.priority}
              options={PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))}
              onChange={(priority) => onChange({ priority })}
            />
          ) : (
            <PriorityTag priority={ticket.priority} />
          )}
        </dd>
        <dt>
          <span id={`${id}-c`}>{t("column.category")}</span>
        </dt>
        <dd>
          {mayWrite ? (
            <Select
              aria-labelledby={`${id}-c`}
              disabled={busy}
              value={ticket.category}
              options={categories.map((value) => ({ value, label: categoryName(value) }))}
              onChange={(category) => onChange({ category })}
            />
          ) : (
            categoryName(ticket.category)
          )}
        </dd>
        {(["first_reply", "resolution"] as const).map((name) => (
          <Clock key={name} name={name} ticket={ticket} zone={operator.timezone} />
        ))}
        <dt>{t("column.opened")}</dt>
        <dd>
          <InstantText at={ticket.opened_at} zone={operator.timezone} />
          <small>{t(`openedBy.${ticket.opened_by}`, { defaultValue: ticket.opened_by })}</small>
        </dd>
      </dl>
    </Card>
  );
}

function Clock({ name, ticket, zone }: { name: "first_reply" | "resolution"; ticket: Ticket; zone: string }) {
  const { t } = useTranslation("tickets");
  const clock = ticket[name];
  return (
    <>
      <dt>{t(`clock.${name}`)}</dt>
      <dd>
        <span>
          <ClockCue cue={cueOf(name, clock)} />
        </span>
        {clock.met_at ? (
          <InstantText at={clock.met_at} zone={zone} />
        ) : clock.due_at ? (
          <small>
            {t("dueAt")} <InstantText at={clock.due_at} zone={zone} />
          </small>
        ) : null}
      </dd>
    </>
  );
}
