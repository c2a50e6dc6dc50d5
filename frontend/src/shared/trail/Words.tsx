/** The small parts of which every view of an audit entry is made: actor, target, outcome. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { AuditEvent, Outcome } from "@/shared/api/types";
import { Pill, type Tone } from "@/shared/ui/Pill";
import styles from "./Words.module.css";

const OUTCOME_TONES: Record<Outcome, Tone> = {
  succeeded: "good",
  refused: "warn",
  failed: "bad",
  unknown: "plain",
};

export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation("shared");
  return <Pill tone={OUTCOME_TONES[outcome]}>{t(`outcome.${outcome}`, { defaultValue: outcome })}</Pill>;
}

/** The action in words with its code, or the code alone when it has no words yet. */
export function ActionWords({ action }: { action: string }) {
  const { t } = useTranslation("trail");
  const words = t(`action.${action}`, { defaultValue: "" });
  return (
    <span className={styles.two}>
      {words || <code>{action}</code>}
      {words ? <small>{action}</small> : null}
    </span>
  );
}

export function ActorWords({ actor }: { actor: AuditEvent["actor"] }) {
  const { t } = useTranslation("trail");
  const kind = t(`actorKind.${actor.kind}`, { defaultValue: actor.kind });
  return (
    <span className={styles.two} title={actor.id}>
      {actor.name || kind}
      {actor.name ? <small>{kind}</small> : null}
    </span>
  );
}

/** The target by its label; a player's leads to the profile. */
export function TargetWords({ event }: { event: AuditEvent }) {
  const { t } = useTranslation("trail");
  const { target, operator_id } = event;
  if (!target) return <span aria-hidden="true">–</span>;
  const kind = t(`targetType.${target.type}`, { defaultValue: target.type });
  const label = target.label || `${target.id.slice(0, 13)}${target.id.length > 13 ? "…" : ""}`;
  return (
    <span className={styles.two} title={target.id}>
      {target.type === "player" && operator_id ? (
        <Link to={`/players/${target.id}?op=${operator_id}`} onClick={(click) => click.stopPropagation()}>
          {label}
        </Link>
      ) : (
        label
      )}
      <small>{kind}</small>
    </span>
  );
}
