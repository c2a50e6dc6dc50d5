/** The list of players together with what jobs can do with it: exports and bulk actions. */
import { BulkBar } from "@/features/jobs/bulk/BulkBar";
import { ExportButton } from "@/features/jobs/exporting/ExportButton";
import { PlayersPage } from "@/features/players/list/PlayersPage";

export function Players() {
  return (
    <PlayersPage
      exportButton={(ask) => <ExportButton {...ask} />}
      bulkBar={({ sort, columns, ...ask }) => <BulkBar {...ask} />}
    />
  );
}
