/** Opens the export of what a list shows; there only for who may export. */
import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { usePermitted } from "@/shared/session/SessionContext";
import type { PlayersFilter, Total } from "../types";
import { ExportDialog } from "./ExportDialog";
import "../messages";

export interface ExportButtonProps {
  operator: Operator;
  /** What the list is filtered by, by the names of its query parameters, without operator, sort and paging. */
  filter: PlayersFilter;
  /** The order of the list, as its `sort` parameter says it. */
  sort: string;
  /** The columns that the list shows, in their order. */
  columns: readonly string[];
  /** How many players the list finds; null while that is not known. */
  total: Total | null;
}

export function ExportButton(props: ExportButtonProps) {
  const { t } = useTranslation("jobs");
  const permitted = usePermitted("players.export");
  const [open, setOpen] = useState(false);
  if (!permitted) return null;
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => setOpen(true)}>
        {t("export.open")}
      </Button>
      {open ? <ExportDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
