/** Every ban of the player, in force or over: why, by whom, and how it ended. */
import type { TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { Ban } from "@/shared/api/types";
import { InstantText } from "@/shared/ui/InstantText";
import { Pill } from "@/shared/ui/Pill";
import { useCursorPaging } from "@/shared/url/params";
import { useBans } from "../../api/listBans";
import { banAsOf, upTo } from "../asOf";
import { usePlayerView } from "../PlayerContext";
import styles from "./history.module.css";
import { PagedTable, TAB_PAGE_SIZE } from "./PagedTable";

export function BansTab() {
  const { t } = useTranslation("player");
  const { operator, player, zone, asOf } = usePlayerView();
  const paging = useCursorPaging();
  const bans = useBans({ operatorId: operator.id, playerId: player.id, cursor: paging.cursor, limit: TAB_PAGE_SIZE });
  const rows = upTo(bans.data?.items ?? [], asOf, (ban) => ban.placed_at).map((ban) => banAsOf(ban, asOf));
  const columns: TableColumnsType<Ban> = [
    {
      key: "scope",
      title: t("ban.scope"),
      rowScope: "row",
      render: (_, ban) => t(`scope.${ban.scope}`, { defaultValue: ban.scope }),
    },
    {
      key: "state",
      title: t("ban.state"),
      render: (_, ban) => (
        <Pill tone={ban.lifted_at ? "plain" : "bad"}>{t(ban.lifted_at ? "ban.over" : "ban.inForce")}</Pill>
      ),
    },
    { key: "reason", title: t("ban.reason"), render: (_, ban) => ban.reason },
    { key: "by", title: t("ban.by"), render: (_, ban) => ban.by },
    { key: "placed", title: t("ban.placed"), render: (_, ban) => <InstantText at={ban.placed_at} zone={zone} /> },
    {
      key: "expires",
      title: t("ban.expires"),
      render: (_, ban) =>
        ban.expires_at ? <InstantText at={ban.expires_at} zone={zone} /> : <span>{t("ban.expiry.never")}</span>,
    },
    {
      key: "lifted",
      title: t("ban.lifted"),
      render: (_, ban) =>
        ban.lifted_at ? (
          <span className={styles.two}>
            <InstantText at={ban.lifted_at} zone={zone} />
            <span className={styles.faint}>{[ban.lifted_by, ban.lift_reason].filter(Boolean).join(" · ")}</span>
          </span>
        ) : (
          "–"
        ),
    },
  ];
  return (
    <PagedTable<Ban>
      label={t("tab.bans")}
      query={bans}
      rows={rows}
      paging={paging}
      columns={columns}
      rowKey="id"
      empty={t("ban.none")}
    />
  );
}
