/** Everything that staff or the system did to this player. */
import { useTranslation } from "react-i18next";
import { useAuditEvents } from "@/shared/trail/api/listAuditEvents";
import { EventDrawer } from "@/shared/trail/EventDrawer";
import { EventsTable } from "@/shared/trail/EventsTable";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { Problem } from "@/shared/ui/Problem";
import { useCursorPaging, usePatchParams } from "@/shared/url/params";
import { endOf } from "../asOf";
import { usePlayerView } from "../PlayerContext";
import { TAB_PAGE_SIZE } from "./PagedTable";

export function TrailTab() {
  const { t } = useTranslation("player");
  const { operator, player, zone, asOf } = usePlayerView();
  const [search, patch] = usePatchParams();
  const paging = useCursorPaging();
  const events = useAuditEvents({
    operatorId: operator.id,
    targetType: "player",
    targetId: player.id,
    to: endOf(null, asOf),
    cursor: paging.cursor,
    limit: TAB_PAGE_SIZE,
  });
  return (
    <>
      {events.isError ? <Problem error={events.error} onRetry={() => void events.refetch()} /> : null}
      <Card flush>
        <EventsTable
          label={t("tab.audit")}
          events={events.data?.items}
          loading={events.isPending || events.isPlaceholderData}
          zone={zone}
          hideTarget
          onOpen={(event) => patch({ event })}
        />
      </Card>
      <CursorPager page={events.data} busy={events.isPlaceholderData} paging={paging} />
      <EventDrawer id={search.get("event")} zone={zone} onClose={() => patch({ event: null })} />
    </>
  );
}
