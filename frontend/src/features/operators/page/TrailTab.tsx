/** Everything that staff or the system did to this operator, as the audit log has it. */
import { useTranslation } from "react-i18next";
import { useAuditEvents } from "@/shared/trail/api/listAuditEvents";
import { EventDrawer } from "@/shared/trail/EventDrawer";
import { EventsTable } from "@/shared/trail/EventsTable";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { Problem } from "@/shared/ui/Problem";
import { useCursorPaging, usePatchParams } from "@/shared/url/params";
import { useShown } from "./OperatorContext";

export function TrailTab() {
  const { t } = useTranslation("operators");
  const { id, timezone } = useShown();
  const [search, patch] = usePatchParams();
  const paging = useCursorPaging();
  const events = useAuditEvents({
    operatorId: id,
    targetType: "operator",
    targetId: id,
    cursor: paging.cursor,
    limit: 50,
  });
  return (
    <>
      {events.isError ? <Problem error={events.error} onRetry={() => void events.refetch()} /> : null}
      <Card flush>
        <EventsTable
          label={t("tab.audit")}
          events={events.data?.items}
          loading={events.isPending || events.isPlaceholderData}
          zone={timezone}
          hideTarget
          onOpen={(event) => patch({ event })}
        />
      </Card>
      <CursorPager page={events.data} busy={events.isPlaceholderData} paging={paging} />
      <EventDrawer id={search.get("event")} zone={timezone} onClose={() => patch({ event: null })} />
    </>
  );
}
