/** One ticket: the conversation and where to go on with it, and beside it all that an answer needs. */
import { EditOutlined, MergeCellsOutlined } from "@ant-design/icons";
import { Alert, App, Button, Input, Skeleton } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import type { Operator } from "@/shared/api/types";
import { DecisionProblem } from "@/shared/decision/DecisionProblem";
import { useOperator } from "@/shared/scope/ScopeContext";
import { usePermitted, useSession } from "@/shared/session/SessionContext";
import { IconButton } from "@/shared/ui/IconButton";
import { Page } from "@/shared/ui/Page";
import { Problem } from "@/shared/ui/Problem";
import { useCarriedPath } from "@/shared/url/params";
import { type ChangeAsk, useChangeTicket, useMoveTicket } from "../api/changeTicket";
import { useTicket } from "../api/getTicket";
import { useReply } from "../api/replyTicket";
import { useKeys } from "../keys";
import type { TicketState, WholeTicket } from "../types";
import { PriorityTag, StateTag } from "../Words";
import { Composer } from "./Composer";
import { Conversation } from "./Conversation";
import { HistoryCard } from "./HistoryCard";
import { LinksCard } from "./LinksCard";
import { MergeDialog } from "./MergeDialog";
import { PlayerCard } from "./PlayerCard";
import { Properties } from "./Properties";
import styles from "./TicketPage.module.css";
import "../messages";

export function TicketPage() {
  const { t } = useTranslation("tickets");
  const { ticketId = "" } = useParams();
  const operator = useOperator();
  const ticket = useTicket(operator.id, ticketId);
  if (ticket.data)
    // What is typed or half done belongs to one ticket.
    return <Loaded key={ticketId} whole={ticket.data} operator={operator} stale={ticket.isError} />;
  return (
    <Page title={t("one")} subtitle={<BackLink />}>
      {ticket.isError ? (
        <Problem error={ticket.error} onRetry={() => void ticket.refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 8 }} />
      )}
    </Page>
  );
}

function BackLink() {
  const { t } = useTranslation("tickets");
  const carried = useCarriedPath();
  return <Link to={carried("/tickets")}>← {t("back")}</Link>;
}

/** What can be done with a ticket besides answering, by where it stands. */
const MOVES: Record<TicketState, TicketState[]> = {
  open: ["waiting", "solved", "closed"],
  waiting: ["open", "solved", "closed"],
  solved: ["open", "closed"],
  closed: ["open"],
};

function Loaded({ whole, operator, stale }: { whole: WholeTicket; operator: Operator; stale: boolean }) {
  const { t } = useTranslation("tickets");
  const { ticket, messages, history, links } = whole;
  const { message } = App.useApp();
  const { staff } = useSession();
  const carried = useCarriedPath();
  const navigate = useNavigate();
  const permitted = usePermitted("tickets.write");
  const mayWrite = permitted && ticket.merged_into === null;
  const target = { operatorId: operator.id, ticketId: ticket.id };
  const reply = useReply(target);
  const change = useChangeTicket(target);
  const move = useMoveTicket(target);
  const [merging, setMerging] = useState(false);
  const [subject, setSubject] = useState<string | null>(null);
  const field = useRef<TextAreaRef>(null);
  const busy = change.isPending || move.isPending;
  const failed = change.error ?? move.error;

  const changeTo = (wanted: Omit<ChangeAsk, "revision">) => {
    move.reset();
    change.mutate({ ...wanted, revision: ticket.revision });
  };
  const moveTo = (state: TicketState) => {
    change.reset();
    move.mutate(
      { state, revision: ticket.revision },
      { onSuccess: () => void message.success(t(`moved.${state}`, { number: ticket.number })) },
    );
  };
  const rename = () => {
    const next = subject?.trim();
    setSubject(null);
    if (next && next !== ticket.subject) changeTo({ subject: next });
  };
  useKeys({
    r: () => field.current?.focus(),
    a: () => mayWrite && staff && ticket.assignee?.id !== staff.id && !busy && changeTo({ assigneeId: staff.id }),
    s: () => mayWrite && !busy && MOVES[ticket.state].includes("solved") && moveTo("solved"),
    u: () => void navigate(carried("/tickets")),
  });

  return (
    <Page
      title={`#${ticket.number} ${ticket.subject}`}
      heading={
        subject === null ? (
          <>
            <span className={styles.number}>#{ticket.number}</span> {ticket.subject}
            {mayWrite ? (
              <IconButton label={t("rename")} icon={<EditOutlined />} onClick={() => setSubject(ticket.subject)} />
            ) : null}
          </>
        ) : (
          <Input
            aria-label={t("column.subject")}
            autoFocus
            maxLength={200}
            value={subject}
            onChange={(event) => setSubject(event.target.value)}
            onPressEnter={rename}
            onBlur={rename}
            onKeyDown={(event) => event.key === "Escape" && setSubject(null)}
          />
        )
      }
      subtitle={
        <span className={styles.under}>
          <BackLink />
          <StateTag state={ticket.state} />
          <PriorityTag priority={ticket.priority} />
        </span>
      }
      actions={
        mayWrite ? (
          <>
            {MOVES[ticket.state].map((state) => (
              <Button
                key={state}
                loading={move.isPending && move.variables?.state === state}
                disabled={busy}
                onClick={() => moveTo(state)}
              >
                {t(`move.${state}`)}
              </Button>
            ))}
            <Button icon={<MergeCellsOutlined />} onClick={() => setMerging(true)}>
              {t("merge.open")}
            </Button>
          </>
        ) : null
      }
    >
      {stale ? <Alert type="warning" showIcon title={t("outdated")} /> : null}
      {ticket.merged_into ? (
        <Alert
          type="info"
          showIcon
          title={t("merged", { number: ticket.merged_into.number })}
          action={<Link to={carried(`/tickets/${ticket.merged_into.id}`)}>{t("goOn")}</Link>}
        />
      ) : null}
      {failed ? (
        <DecisionProblem
          error={failed}
          zone={operator.timezone}
          fieldName={(name) => t(`field.${name}`, { defaultValue: name })}
          advice={t("staleAdvice")}
        />
      ) : null}
      <div className={styles.columns}>
        <div className={styles.main}>
          <Conversation
            ticket={ticket}
            messages={messages}
            pending={reply.isPending ? (reply.variables ?? null) : null}
            operator={operator}
          />
          {mayWrite ? (
            <Composer
              ticket={ticket}
              operator={operator}
              field={field}
              send={(ask) => reply.mutateAsync(ask)}
              sending={reply.isPending}
            />
          ) : null}
        </div>
        <aside className={styles.side} aria-label={t("about")}>
          <Properties ticket={ticket} operator={operator} mayWrite={mayWrite} busy={busy} onChange={changeTo} />
          <PlayerCard ticket={ticket} operator={operator} />
          <LinksCard ticket={ticket} links={links} operator={operator} mayWrite={mayWrite} />
          <HistoryCard history={history} operator={operator} />
          <p className={styles.hint}>{t("keys.ticket")}</p>
        </aside>
      </div>
      {merging ? <MergeDialog ticket={ticket} operator={operator} onClose={() => setMerging(false)} /> : null}
    </Page>
  );
}
