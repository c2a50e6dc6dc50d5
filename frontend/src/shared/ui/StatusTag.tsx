/** The status of an account, in words and colour. */
import { useTranslation } from "react-i18next";
import { Pill, type Tone } from "./Pill";

const TONES: Record<string, Tone> = { active: "good", suspended: "bad", pending: "warn" };

export function StatusTag({ status }: { status: string }) {
  const { t } = useTranslation("shared");
  return <Pill tone={TONES[status] ?? "plain"}>{t(`status.${status}`, { defaultValue: status })}</Pill>;
}
