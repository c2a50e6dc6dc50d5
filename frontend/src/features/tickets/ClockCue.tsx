/** How a clock stands, in words and colour: "Reply in 25 min", "Solve: 2 h over". */
import { CheckOutlined, ClockCircleOutlined, ExclamationCircleFilled, PauseOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import { Pill, type Tone } from "@/shared/ui/Pill";
import type { Cue, CueKind } from "./clock";
import "./messages";

const LOOK: Record<CueKind, { tone: Tone; icon: ReactNode }> = {
  over: { tone: "bad", icon: <ExclamationCircleFilled /> },
  soon: { tone: "warn", icon: <ClockCircleOutlined /> },
  running: { tone: "plain", icon: <ClockCircleOutlined /> },
  paused: { tone: "plain", icon: <PauseOutlined /> },
  met: { tone: "good", icon: <CheckOutlined /> },
  late: { tone: "warn", icon: <ExclamationCircleFilled /> },
  none: { tone: "plain", icon: null },
};

export function ClockCue({ cue }: { cue: Cue }) {
  const { t } = useTranslation("tickets");
  const format = useFormat();
  const span = cue.seconds === null ? "" : format.span(cue.seconds);
  return (
    <Pill tone={LOOK[cue.kind].tone} icon={LOOK[cue.kind].icon}>
      {t(`cue.${cue.clock}.${cue.kind}`, { span })}
    </Pill>
  );
}
