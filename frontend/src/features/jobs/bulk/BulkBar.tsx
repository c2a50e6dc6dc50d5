/** What can be done to many players at once: to those ticked in a list, or to all that its filter finds. */
import { CloseOutlined, FileTextOutlined, StopOutlined, TagsOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { useFormat } from "@/shared/format/useFormat";
import { type Permission, usePermitted, useSession } from "@/shared/session/SessionContext";
import { IconButton } from "@/shared/ui/IconButton";
import styles from "../Jobs.module.css";
import type { BulkKind, PlayersFilter, Total } from "../types";
import { BulkDialog } from "./BulkDialog";
import "../messages";

export interface BulkBarProps {
  operator: Operator;
  /** The ids of the players ticked; the bar shows while there are some. */
  selection: readonly string[];
  /** What the list is filtered by, by the names of its query parameters, without operator, sort and paging. */
  filter: PlayersFilter;
  /** How many players the list finds; null while that is not known. */
  total: Total | null;
  /** Called when an action was started and when the choice is given up: untick all. */
  onDone: () => void;
}

const ACTIONS = [
  { kind: "tag", permission: "players.tag", Icon: TagsOutlined },
  { kind: "ban", permission: "players.suspend", Icon: StopOutlined },
  { kind: "note", permission: "players.note", Icon: FileTextOutlined },
] as const satisfies readonly { kind: BulkKind; permission: Permission; Icon: typeof TagsOutlined }[];

/** Hand-made selections beyond this are refused by the service. */
const LONGEST_SELECTION = 1000;

export function BulkBar({ operator, selection, filter, total, onDone }: BulkBarProps) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  const permitted = usePermitted("players.bulk");
  const { permissions } = useSession();
  const [everybody, setEverybody] = useState(false);
  const [kind, setKind] = useState<BulkKind | null>(null);
  const actions = ACTIONS.filter((each) => permissions.includes(each.permission));
  if (!permitted || actions.length === 0 || selection.length === 0) return null;
  const more = total !== null && (total.approximate || total.count > selection.length);
  const all = everybody && more;
  const done = () => {
    setKind(null);
    setEverybody(false);
    onDone();
  };
  return (
    <section className={styles.bar} aria-label={t("bulk.label")}>
      <span className={styles.count} aria-live="polite">
        {all
          ? t(total.approximate ? "bulk.allAbout" : "bulk.all", {
              count: total.count,
              formatted: format.count(total.count),
            })
          : t("bulk.selected", { count: selection.length, formatted: format.count(selection.length) })}
      </span>
      {more ? (
        <Button type="link" size="small" onClick={() => setEverybody(!everybody)}>
          {all
            ? t("bulk.onlySelected", { formatted: format.count(selection.length) })
            : t(total.approximate ? "bulk.takeAllAbout" : "bulk.takeAll", { formatted: format.count(total.count) })}
        </Button>
      ) : null}
      <span className={styles.actions}>
        {actions.map(({ kind: each, Icon }) => (
          <Button
            key={each}
            icon={<Icon />}
            danger={each === "ban"}
            disabled={!all && selection.length > LONGEST_SELECTION}
            onClick={() => setKind(each)}
          >
            {t(`bulk.action.${each}`)}
          </Button>
        ))}
        <IconButton label={t("bulk.clear")} icon={<CloseOutlined />} onClick={done} />
      </span>
      {kind ? (
        <BulkDialog
          kind={kind}
          operator={operator}
          filter={all ? filter : { player_id: selection }}
          onClose={() => setKind(null)}
          onStarted={done}
        />
      ) : null}
    </section>
  );
}
