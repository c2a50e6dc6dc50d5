/** What was said in a ticket, oldest first: the player at the left, staff at the right, notes apart. */
import { LockOutlined } from "@ant-design/icons";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { InstantText } from "@/shared/ui/InstantText";
import { Pill } from "@/shared/ui/Pill";
import type { ReplyAsk } from "../api/replyTicket";
import type { Ticket, TicketMessage } from "../types";
import styles from "./TicketPage.module.css";

interface Props {
  ticket: Ticket;
  messages: TicketMessage[];
  /** Sent, and not answered yet. */
  pending: ReplyAsk | null;
  operator: Operator;
}

export function Conversation({ ticket, messages, pending, operator }: Props) {
  const { t } = useTranslation("tickets");
  const end = useRef<HTMLLIElement>(null);
  const count = messages.length + (pending ? 1 : 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something was said
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [count]);
  const hidden = ticket.messages - messages.length;
  return (
    <ol className={styles.conversation} aria-label={t("conversation")}>
      {hidden > 0 ? <li className={styles.more}>{t("earlier", { count: hidden })}</li> : null}
      {messages.map((message) => (
        <li key={message.id} className={styles.message} data-author={message.author} data-internal={message.internal}>
          <div className={styles.who}>
            <strong>
              {message.author === "player" ? ticket.player.username || t("by.player") : message.author_name}
            </strong>
            {message.author === "player" ? <Pill tone="info">{t("by.player")}</Pill> : null}
            {message.internal ? (
              <Pill tone="warn" icon={<LockOutlined />}>
                {t("internal")}
              </Pill>
            ) : null}
            {message.from_ticket ? <Pill>{t("fromTicket", { number: message.from_ticket })}</Pill> : null}
            <InstantText at={message.at} zone={operator.timezone} />
          </div>
          {/* Plain text: line breaks are kept by the style sheet, nothing is read as HTML. */}
          <div className={styles.text}>{message.text}</div>
        </li>
      ))}
      {pending ? (
        <li className={styles.message} data-author="staff" data-internal={pending.internal} data-pending="true">
          <div className={styles.who} role="status">
            {t("sending")}
          </div>
          <div className={styles.text}>{pending.text}</div>
        </li>
      ) : null}
      <li ref={end} aria-hidden="true" className={styles.end} />
    </ol>
  );
}
