/** One audit entry in full: what changed, where it came from, and the proof that it stands. */
import { CheckCircleOutlined, ClockCircleOutlined } from "@ant-design/icons";
import { Descriptions, Drawer, Segmented, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuditEventDetail } from "@/shared/api/types";
import { useFormat } from "@/shared/format/useFormat";
import { CopyText } from "@/shared/ui/CopyText";
import { InstantText } from "@/shared/ui/InstantText";
import { Problem } from "@/shared/ui/Problem";
import { useAuditEvent } from "./api/getAuditEvent";
import { useCheckpoint } from "./api/getCheckpoint";
import { CheckpointFacts } from "./CheckpointFacts";
import { DiffTable } from "./DiffTable";
import { bytesOf, hexDump, readableText } from "./diff";
import styles from "./EventDrawer.module.css";
import { ActionWords, ActorWords, OutcomeTag, TargetWords } from "./Words";
import "./messages";

interface Props {
  id: string | null;
  zone: string;
  onClose: () => void;
}

export function EventDrawer({ id, zone, onClose }: Props) {
  const { t } = useTranslation("trail");
  const { t: shared } = useTranslation("shared");
  const event = useAuditEvent(id);
  return (
    <Drawer
      open={id !== null}
      onClose={onClose}
      size={760}
      title={t("drawer.title")}
      closable={{ "aria-label": shared("close") }}
      destroyOnHidden
    >
      {event.isPending && id !== null ? (
        <div role="status" aria-label={t("drawer.loading")}>
          <Skeleton active paragraph={{ rows: 10 }} />
        </div>
      ) : null}
      {event.isError ? <Problem error={event.error} onRetry={() => void event.refetch()} /> : null}
      {event.data ? <Entry event={event.data} zone={zone} /> : null}
    </Drawer>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Entry({ event, zone }: { event: AuditEventDetail; zone: string }) {
  const { t } = useTranslation("trail");
  const format = useFormat();
  const origin = event.origin ?? {};
  const mono = (value: string | null | undefined) => (value ? <CopyText text={value} /> : null);
  const facts = (pairs: [string, ReactNode][]) =>
    pairs
      .filter(([, value]) => value !== null && value !== undefined && value !== "")
      .map(([label, children]) => ({ key: label, label, children }));
  return (
    <>
      <div className={styles.headline}>
        <ActionWords action={event.action} /> <OutcomeTag outcome={event.outcome} />
      </div>
      <Descriptions
        column={1}
        colon={false}
        size="small"
        className={styles.facts ?? ""}
        items={facts([
          [t("drawer.who"), <ActorWords key="who" actor={event.actor} />],
          [t("drawer.target"), event.target ? <TargetWords key="target" event={event} /> : null],
          [t("drawer.reason"), event.reason || <i className={styles.faint}>{t("drawer.noReason")}</i>],
          [t("drawer.at"), <InstantText key="at" at={event.at} zone={zone} seconds />],
          [t("drawer.recordedAt"), <InstantText key="recorded" at={event.recorded_at} zone={zone} seconds />],
          [
            t("drawer.source"),
            <span key="source">
              {event.source}{" "}
              <span className={styles.faint}>· {t("drawer.sequence", { seq: format.count(event.seq) })}</span>
            </span>,
          ],
        ])}
      />
      <Section title={t("drawer.changes")}>
        {event.changes.length > 0 ? <DiffTable changes={event.changes} /> : <p>{t("drawer.noChanges")}</p>}
      </Section>
      <Section title={t("drawer.origin")}>
        <Descriptions
          column={1}
          colon={false}
          size="small"
          className={styles.facts ?? ""}
          items={facts([
            [t("drawer.ip"), mono(origin.ip)],
            [t("drawer.userAgent"), origin.user_agent || null],
            [t("drawer.session"), mono(origin.session_id)],
            [t("drawer.request"), mono(origin.request_id)],
            [t("drawer.trace"), mono(origin.trace_id)],
          ])}
        />
      </Section>
      <Section title={t("drawer.proof")}>
        <p className={styles.faint}>{t("drawer.proofDetail")}</p>
        <Coverage leafIndex={event.leaf_index} />
        <Descriptions
          column={1}
          colon={false}
          size="small"
          className={styles.facts ?? ""}
          items={facts([
            [t("drawer.leafIndex"), event.leaf_index === null ? null : format.count(event.leaf_index)],
            [t("drawer.leafHash"), mono(event.leaf_hash)],
            [t("drawer.schema"), event.schema_version],
          ])}
        />
        <CheckpointFacts zone={zone} />
      </Section>
      {event.raw ? <Raw base64={event.raw} /> : null}
    </>
  );
}

function Coverage({ leafIndex }: { leafIndex: number | string | null }) {
  const { t } = useTranslation("trail");
  const format = useFormat();
  const { data } = useCheckpoint();
  if (!data || leafIndex === null) return null;
  const covered = BigInt(leafIndex) < BigInt(data.size);
  return (
    <p className={covered ? styles.covered : styles.waiting}>
      {covered ? <CheckCircleOutlined aria-hidden="true" /> : <ClockCircleOutlined aria-hidden="true" />}{" "}
      {t(covered ? "drawer.covered" : "drawer.notCovered", { size: format.count(data.size) })}
    </p>
  );
}

type RawForm = "hex" | "base64" | "text";

function Raw({ base64 }: { base64: string }) {
  const { t } = useTranslation("trail");
  const format = useFormat();
  const [form, setForm] = useState<RawForm>("hex");
  const bytes = bytesOf(base64);
  const shown = form === "base64" ? base64 : form === "hex" ? hexDump(bytes) : readableText(bytes);
  return (
    <Section title={t("drawer.raw")}>
      <div className={styles.rawHead}>
        <Segmented<RawForm>
          aria-label={t("drawer.rawForm")}
          size="small"
          value={form}
          onChange={setForm}
          options={(["hex", "text", "base64"] as const).map((value) => ({ value, label: t(`drawer.${value}`) }))}
        />
        <span className={styles.faint}>
          {t("drawer.bytes", { count: bytes.length, formatted: format.count(bytes.length) })}
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className={styles.raw} data-wrap={form !== "hex"} tabIndex={0} role="region" aria-label={t("drawer.raw")}>
        {shown}
      </pre>
    </Section>
  );
}
