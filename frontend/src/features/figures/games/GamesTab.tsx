/** The catalogue of games: what each is called, its category, and what it returns in the long run. */
import { EditOutlined } from "@ant-design/icons";
import { Checkbox, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { toNumber } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { DebouncedInput } from "@/shared/ui/DebouncedInput";
import { IconButton } from "@/shared/ui/IconButton";
import { InstantText } from "@/shared/ui/InstantText";
import { Pill } from "@/shared/ui/Pill";
import { Problem } from "@/shared/ui/Problem";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { useCursorPaging, usePatchParams } from "@/shared/url/params";
import { useGames } from "../api/games";
import type { CatalogueGame } from "../api/types";
import styles from "../FiguresPage.module.css";
import { GameDialog } from "./GameDialog";

const ON_A_PAGE = 50;

export function GamesTab({ operator }: { operator: Operator }) {
  const { t } = useTranslation("figures");
  const { t: shared } = useTranslation("shared");
  const format = useFormat();
  const [search, patch] = usePatchParams();
  const paging = useCursorPaging();
  const q = search.get("q") ?? "";
  const missing = search.get("missing") === "1";
  const games = useGames({ operatorId: operator.id, q, missing, cursor: paging.cursor, limit: ON_A_PAGE });
  const [edited, setEdited] = useState<CatalogueGame | null>(null);
  const columns: TableColumnsType<CatalogueGame> = [
    {
      key: "game",
      title: t("games.game"),
      rowScope: "row",
      render: (_, game) => (
        <>
          {game.name || game.game} {game.catalogued ? null : <Pill tone="warn">{t("games.unknown")}</Pill>}
        </>
      ),
    },
    { key: "provider", title: t("games.provider"), render: (_, game) => game.provider || "–" },
    { key: "category", title: t("games.category"), render: (_, game) => game.category ?? "–" },
    {
      key: "rtp",
      title: t("games.rtp"),
      align: "right",
      render: (_, game) => (game.theoretical_rtp ? format.ratio(toNumber(game.theoretical_rtp)) : "–"),
    },
    { key: "by", title: t("rules.by"), render: (_, game) => game.updated_by ?? "–" },
    {
      key: "at",
      title: t("games.changed"),
      render: (_, game) => <InstantText at={game.updated_at} zone={operator.timezone} />,
    },
    {
      key: "edit",
      title: <span className="visually-hidden">{t("games.edit")}</span>,
      align: "right",
      render: (_, game) => (
        <IconButton
          label={t("games.editOf", { game: game.name || game.game })}
          icon={<EditOutlined />}
          onClick={() => setEdited(game)}
        />
      ),
    },
  ];
  return (
    <>
      <div className={styles.bar}>
        <DebouncedInput
          className={styles.search ?? ""}
          type="search"
          aria-label={t("games.search")}
          placeholder={t("games.search")}
          value={q}
          onSettled={(next) => patch({ q: next || null, cursor: null }, { replace: true })}
        />
        <Checkbox
          checked={missing}
          onChange={(event) => patch({ missing: event.target.checked ? "1" : null, cursor: null })}
        >
          {t("games.onlyMissing")}
        </Checkbox>
      </div>
      {games.isError ? <Problem error={games.error} onRetry={() => void games.refetch()} /> : null}
      <Card title={t("games.title")} note={t("games.note")} flush>
        <ScrollTable label={shared("chart.table", { chart: t("games.title") })}>
          <Table<CatalogueGame>
            aria-label={t("games.title")}
            size="middle"
            rowKey={(game) => `${game.provider}/${game.game}`}
            columns={columns}
            dataSource={games.data?.items ?? []}
            loading={games.isPending}
            pagination={false}
            scroll={{ x: "max-content" }}
            locale={{ emptyText: games.isPending ? " " : <Blank title={t("games.none")} /> }}
          />
        </ScrollTable>
      </Card>
      <CursorPager page={games.data} busy={games.isPlaceholderData} paging={paging} />
      {edited ? <GameDialog operator={operator} game={edited} onClose={() => setEdited(null)} /> : null}
    </>
  );
}
