/** Puts a ticket into another of the same player. */
import { App, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Operator } from "@/shared/api/types";
import { DecisionProblem } from "@/shared/decision/DecisionProblem";
import { useRequestId } from "@/shared/decision/requestId";
import { Problem } from "@/shared/ui/Problem";
import { useCarriedPath } from "@/shared/url/params";
import { useTickets } from "../api/listTickets";
import { useMergeTickets } from "../api/mergeTickets";
import type { Ticket } from "../types";
import styles from "./TicketPage.module.css";

interface Props {
  ticket: Ticket;
  operator: Operator;
  onClose: () => void;
}

export function MergeDialog({ ticket, operator, onClose }: Props) {
  const { t } = useTranslation("tickets");
  const { t: shared } = useTranslation("shared");
  const { message } = App.useApp();
  const navigate = useNavigate();
  const carried = useCarriedPath();
  const [into, setInto] = useState<string | null>(null);
  const requestId = useRequestId();
  const merge = useMergeTickets({ operatorId: operator.id, ticketId: ticket.id });
  const others = useTickets({
    operatorId: operator.id,
    playerId: ticket.player.id,
    state: ["open", "waiting", "solved"],
    sort: "-updated",
    cursor: null,
    limit: 50,
  });
  const choices = (others.data?.items ?? []).filter((each) => each.id !== ticket.id);
  return (
    <Modal
      open
      title={t("merge.title", { number: ticket.number })}
      onCancel={onClose}
      closable={{ "aria-label": shared("close") }}
      okText={t("merge.confirm")}
      cancelText={shared("cancel")}
      okButtonProps={{ disabled: into === null, loading: merge.isPending }}
      onOk={() => {
        if (into === null) return;
        merge.mutate(
          { intoId: into, requestId: requestId.id },
          {
            onSuccess: ({ ticket: goesOn }) => {
              void message.success(t("merge.done", { number: goesOn.number }));
              onClose();
              void navigate(carried(`/tickets/${goesOn.id}`));
            },
            onError: requestId.failed,
          },
        );
      }}
    >
      <p className={styles.quiet}>{t("merge.detail")}</p>
      <DecisionProblem error={merge.error} zone={operator.timezone} />
      {others.isError ? <Problem error={others.error} onRetry={() => void others.refetch()} /> : null}
      {others.isSuccess && choices.length === 0 ? <p>{t("merge.none")}</p> : null}
      <Radio.Group
        aria-label={t("merge.into")}
        vertical
        value={into}
        onChange={(event) => {
          setInto(event.target.value as string);
          requestId.renew();
        }}
        options={choices.map((each) => ({
          value: each.id,
          label: `#${each.number} ${each.subject} (${t(`state.${each.state}`)})`,
        }))}
      />
    </Modal>
  );
}
