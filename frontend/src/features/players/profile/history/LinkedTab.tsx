/** Other players who have something in common with this one: what, since when, and how much it says. */
import { Select, Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useFormat } from "@/shared/format/useFormat";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { InstantText } from "@/shared/ui/InstantText";
import { Pill, type Tone } from "@/shared/ui/Pill";
import { Problem } from "@/shared/ui/Problem";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import { StatusTag } from "@/shared/ui/StatusTag";
import { usePatchParams } from "@/shared/url/params";
import { LINK_KINDS, type LinkedPlayer, type Link as Shared, useLinkedPlayers } from "../../api/listLinked";
import { type Strength, strengthOf } from "../linked";
import { usePlayerView } from "../PlayerContext";
import { tabPath } from "../tabs";
import styles from "./history.module.css";

const TONES: Record<Strength, Tone> = { strong: "bad", medium: "warn", weak: "plain" };

export function LinkedTab() {
  const { t } = useTranslation("player");
  const format = useFormat();
  const { operator, player, zone, asOf } = usePlayerView();
  const [search, patch] = usePatchParams();
  const kind = LINK_KINDS.find((each) => each === search.get("link")) ?? null;
  const linked = useLinkedPlayers(operator.id, player.id, kind);
  const columns: TableColumnsType<LinkedPlayer> = [
    {
      key: "player",
      title: t("linked.player"),
      rowScope: "row",
      render: (_, row) => (
        <span className={styles.two}>
          <Link to={tabPath(row.player.id, "overview", operator.id, null)}>{row.player.username}</Link>
          <span className={styles.faint}>{[row.player.name, row.player.external_id].filter(Boolean).join(" · ")}</span>
        </span>
      ),
    },
    {
      key: "status",
      title: t("linked.status"),
      render: (_, row) => <StatusTag status={row.player.status} />,
    },
    {
      key: "country",
      title: t("field.country"),
      render: (_, row) => (row.player.country ? format.country(row.player.country) : "–"),
    },
    {
      key: "registered",
      title: t("profile.registered"),
      render: (_, row) => <InstantText at={row.player.registered_at} zone={zone} />,
    },
    {
      key: "why",
      title: t("linked.why"),
      render: (_, row) => (
        <div className={styles.links}>
          {row.links.map((link) => (
            <Why key={`${link.kind}/${link.value}`} link={link} zone={zone} />
          ))}
        </div>
      ),
    },
  ];
  return (
    <>
      <div className={styles.bar}>
        <Select
          aria-label={t("linked.filter")}
          placeholder={t("linked.filter")}
          allowClear
          value={kind}
          options={LINK_KINDS.map((value) => ({ value, label: t(`linked.kind.${value}`) }))}
          onChange={(value: string | undefined) => patch({ link: value ?? null })}
        />
        <span className={styles.faint}>{t(asOf ? "linked.now" : "linked.hint")}</span>
      </div>
      {linked.isError ? <Problem error={linked.error} onRetry={() => void linked.refetch()} /> : null}
      <Card flush>
        <ScrollTable label={t("tab.linked")}>
          <Table<LinkedPlayer>
            aria-label={t("tab.linked")}
            rowKey={(row) => row.player.id}
            size="middle"
            columns={columns}
            dataSource={linked.data?.items ?? []}
            loading={linked.isPending}
            pagination={false}
            scroll={{ x: "max-content" }}
            locale={{
              emptyText:
                linked.isPending || linked.isError ? (
                  " "
                ) : (
                  <Blank title={t("linked.none")}>{t("linked.noneDetail")}</Blank>
                ),
            }}
          />
        </ScrollTable>
      </Card>
      {linked.data?.more ? <p className={styles.faint}>{t("linked.more")}</p> : null}
    </>
  );
}

function Why({ link, zone }: { link: Shared; zone: string }) {
  const { t } = useTranslation("player");
  const format = useFormat();
  const strength = strengthOf(link);
  return (
    <div className={styles.linkLine}>
      <Pill tone={TONES[strength]}>{t(`linked.strength.${strength}`)}</Pill>
      <span>
        {t("linked.same", { what: t(`linked.kind.${link.kind}`, { defaultValue: link.kind }) })}{" "}
        <code>{link.value}</code>
      </span>
      <span className={styles.faint}>
        {t("linked.players", { count: link.players, formatted: format.count(link.players) })}
        {link.last_seen_at ? ` · ${t("linked.last", { when: format.instant(link.last_seen_at, zone) })}` : ""}
      </span>
    </div>
  );
}
