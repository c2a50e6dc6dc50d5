/** The small parts of which every view of a manual credit or debit is made: kind, amount, state, document. */
import { PaperClipOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { MoneyText } from "@/shared/ui/MoneyText";
import { Pill, type Tone } from "@/shared/ui/Pill";
import { documentUrl } from "./api/document";
import type { Adjustment, AdjustmentState } from "./types";
import "./messages";

const TONES: Record<AdjustmentState, Tone> = { waiting: "warn", done: "good", rejected: "bad", cancelled: "plain" };

export function AdjustmentStateTag({ state }: { state: AdjustmentState }) {
  const { t } = useTranslation("adjustment");
  return <Pill tone={TONES[state] ?? "plain"}>{t(`state.${state}`, { defaultValue: state })}</Pill>;
}

/** The amount with the sign that its kind gives it. */
export function AdjustmentAmount({ adjustment }: { adjustment: Adjustment }) {
  const { amount, kind } = adjustment;
  const debit = kind.endsWith("debit");
  return <MoneyText value={{ ...amount, amount: debit ? `-${amount.amount}` : amount.amount }} signed />;
}

/** The document that came with a request; only who may approve can open it. */
export function AdjustmentDocument({
  adjustment,
  operatorId,
  permitted,
}: {
  adjustment: Adjustment;
  operatorId: string;
  permitted: boolean;
}) {
  const { t } = useTranslation("adjustment");
  const name = adjustment.document_name;
  if (!name) return <span>{t("noDocument")}</span>;
  const words = (
    <>
      <PaperClipOutlined aria-hidden="true" /> {name}
    </>
  );
  if (!permitted) return <span>{words}</span>;
  return (
    <a href={documentUrl(operatorId, adjustment.id)} download={name} aria-label={t("download", { name })}>
      {words}
    </a>
  );
}
