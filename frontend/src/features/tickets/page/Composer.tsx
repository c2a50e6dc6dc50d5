/** Writes in a ticket: an answer to the player, or an internal note; and says in which state the ticket is then. */
import { Button, Input, type InputRef, Segmented } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { type Ref, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { DecisionProblem } from "@/shared/decision/DecisionProblem";
import { useRequestId } from "@/shared/decision/requestId";
import type { ReplyAsk } from "../api/replyTicket";
import type { Ticket, TicketState } from "../types";
import { keepDraft, readDraft } from "./drafts";
import styles from "./TicketPage.module.css";

export type FieldRef = Ref<TextAreaRef & Partial<InputRef>>;

interface Props {
  ticket: Ticket;
  operator: Operator;
  field: FieldRef;
  /** Sends, and says how it went. */
  send: (ask: ReplyAsk) => Promise<unknown>;
  sending: boolean;
}

const LONGEST = 10_000;

export function Composer({ ticket, operator, field, send, sending }: Props) {
  const { t } = useTranslation("tickets");
  const [draft, setDraft] = useState(() => readDraft(ticket.id));
  const [error, setError] = useState<unknown>(null);
  const requestId = useRequestId();
  const { text, internal } = draft;
  const closed = ticket.state === "closed";
  const change = (next: typeof draft) => {
    setDraft(next);
    keepDraft(ticket.id, next);
  };
  const submit = (next: TicketState | null) => {
    if (sending || text.trim() === "") return;
    setError(null);
    const said = draft;
    // Shown in the conversation at once; comes back here when it was not taken.
    change({ ...draft, text: "" });
    send({ text: said.text.trim(), internal: said.internal, next, requestId: requestId.id }).then(
      () => {
        requestId.renew();
      },
      (refusal: unknown) => {
        requestId.failed(refusal);
        change(said);
        setError(refusal);
      },
    );
  };
  // What most answers lead to: the player's turn. A closed ticket must open to be answered.
  const usual: TicketState | null = internal ? null : "waiting";
  const empty = text.trim() === "";
  return (
    <form
      className={styles.composer}
      data-internal={internal}
      aria-label={t("composer.label")}
      onSubmit={(event) => {
        event.preventDefault();
        submit(usual);
      }}
    >
      <Segmented<"reply" | "note">
        aria-label={t("composer.kind")}
        value={internal ? "note" : "reply"}
        options={(["reply", "note"] as const).map((value) => ({ value, label: t(`composer.${value}`) }))}
        onChange={(kind) => change({ ...draft, internal: kind === "note" })}
      />
      <DecisionProblem error={error} zone={operator.timezone} />
      <Input.TextArea
        ref={field as Ref<TextAreaRef>}
        aria-label={t(internal ? "composer.note" : "composer.reply")}
        placeholder={t(internal ? "composer.noteHint" : "composer.replyHint", { player: ticket.player.username })}
        autoSize={{ minRows: 4, maxRows: 16 }}
        maxLength={LONGEST}
        value={text}
        onChange={(event) => change({ ...draft, text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            submit(usual);
          } else if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <div className={styles.sends}>
        <Button type="primary" htmlType="submit" loading={sending} disabled={empty}>
          {t(internal ? "composer.save" : "composer.sendWaiting")}
        </Button>
        {internal ? null : (
          <>
            <Button disabled={empty || sending} onClick={() => submit("solved")}>
              {t("composer.sendSolved")}
            </Button>
            {closed ? (
              <Button disabled={empty || sending} onClick={() => submit("open")}>
                {t("composer.sendOpen")}
              </Button>
            ) : (
              <Button disabled={empty || sending} onClick={() => submit(null)}>
                {t("composer.send")}
              </Button>
            )}
          </>
        )}
        <span className={styles.hint}>{t("composer.keys")}</span>
      </div>
    </form>
  );
}
