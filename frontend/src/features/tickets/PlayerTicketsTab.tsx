/** The tickets of one player, newest change first, and a way to open another. */
import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { usePermitted } from "@/shared/session/SessionContext";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { Problem } from "@/shared/ui/Problem";
import { useCursorPaging } from "@/shared/url/params";
import { useTickets } from "./api/listTickets";
import { NewTicketDialog } from "./opening/NewTicketDialog";
import styles from "./Tickets.module.css";
import { TicketsTable } from "./TicketsTable";
import "./messages";

interface Props {
  playerId: string;
  operator: Operator;
}

export function PlayerTicketsTab({ playerId, operator }: Props) {
  const { t } = useTranslation("tickets");
  const mayWrite = usePermitted("tickets.write");
  const paging = useCursorPaging();
  const [opening, setOpening] = useState(false);
  const tickets = useTickets({
    operatorId: operator.id,
    playerId,
    sort: "-updated",
    cursor: paging.cursor,
    limit: 25,
  });
  const button = mayWrite ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpening(true)}>
      {t("new.open")}
    </Button>
  ) : null;
  return (
    <>
      {tickets.isError ? <Problem error={tickets.error} onRetry={() => void tickets.refetch()} /> : null}
      <div className={styles.bar}>
        <span className={styles.push}>{button}</span>
      </div>
      <Card flush>
        <TicketsTable
          label={t("ofPlayer.label")}
          tickets={tickets.data?.items}
          loading={tickets.isPending}
          zone={operator.timezone}
          ofPlayer
          empty={<Blank title={t("ofPlayer.empty")}>{t("ofPlayer.emptyDetail")}</Blank>}
        />
      </Card>
      <CursorPager page={tickets.data} busy={tickets.isPlaceholderData} paging={paging} />
      {opening ? <NewTicketDialog operator={operator} playerId={playerId} onClose={() => setOpening(false)} /> : null}
    </>
  );
}
