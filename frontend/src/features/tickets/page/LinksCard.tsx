/** The bets, movements and documents that a ticket is about. */
import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Operator } from "@/shared/api/types";
import { Card } from "@/shared/ui/Card";
import { IconButton } from "@/shared/ui/IconButton";
import { Problem } from "@/shared/ui/Problem";
import { useLinkTicket } from "../api/linkTicket";
import { LINK_KINDS, type LinkKind, type Ticket, type TicketLink } from "../types";
import { targetOf } from "./links";
import styles from "./TicketPage.module.css";

interface Props {
  ticket: Ticket;
  links: TicketLink[];
  operator: Operator;
  mayWrite: boolean;
}

export function LinksCard({ ticket, links, operator, mayWrite }: Props) {
  const { t } = useTranslation("tickets");
  const tie = useLinkTicket({ operatorId: operator.id, ticketId: ticket.id });
  const [kind, setKind] = useState<LinkKind>("bet");
  const [ref, setRef] = useState("");
  const add = () => {
    if (ref.trim() && !tie.isPending)
      tie.mutate({ kind, ref: ref.trim(), remove: false }, { onSuccess: () => setRef("") });
  };
  return (
    <Card title={t("links.title")}>
      {links.length > 0 ? (
        <ul className={styles.others}>
          {links.map((link) => (
            <li key={`${link.kind} ${link.ref}`}>
              <span className={styles.ref}>
                <small>{t(`links.kind.${link.kind}`)}</small>
                <Ref link={link} ticket={ticket} />
              </span>
              {mayWrite ? (
                <IconButton
                  size="small"
                  label={t("links.remove", { ref: link.ref })}
                  icon={<CloseOutlined />}
                  onClick={() => tie.mutate({ kind: link.kind, ref: link.ref, remove: true })}
                />
              ) : null}
            </li>
          ))}
        </ul>
      ) : (
        <p className={styles.quiet}>{t("links.empty")}</p>
      )}
      {tie.isError ? <Problem error={tie.error} heading={t("links.failed")} /> : null}
      {mayWrite ? (
        <Space.Compact block>
          <Select<LinkKind>
            aria-label={t("links.of")}
            value={kind}
            popupMatchSelectWidth={false}
            options={LINK_KINDS.map((value) => ({ value, label: t(`links.kind.${value}`) }))}
            onChange={setKind}
          />
          <Input
            aria-label={t(`links.ref.${kind}`)}
            placeholder={t(`links.ref.${kind}`)}
            maxLength={256}
            value={ref}
            onChange={(event) => setRef(event.target.value)}
            onPressEnter={add}
          />
          <Button aria-label={t("links.add")} icon={<PlusOutlined />} loading={tie.isPending} onClick={add} />
        </Space.Compact>
      ) : null}
    </Card>
  );
}

function Ref({ link, ticket }: { link: TicketLink; ticket: Ticket }) {
  const target = targetOf(link, ticket.player.id, ticket.operator_id);
  if (!target) return <code>{link.ref}</code>;
  if (target.external)
    return (
      <a href={target.href} target="_blank" rel="noreferrer noopener">
        {link.ref}
      </a>
    );
  return <Link to={target.href}>{link.ref}</Link>;
}
