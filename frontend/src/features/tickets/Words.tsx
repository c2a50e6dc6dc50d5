/** The small parts of which every view of a ticket is made: state, priority, category. */
import { ArrowDownOutlined, ArrowUpOutlined, DoubleRightOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Pill, type Tone } from "@/shared/ui/Pill";
import type { Priority, TicketState } from "./types";
import "./messages";

const STATE_TONES: Record<TicketState, Tone> = { open: "info", waiting: "warn", solved: "good", closed: "plain" };

export function StateTag({ state }: { state: TicketState }) {
  const { t } = useTranslation("tickets");
  return <Pill tone={STATE_TONES[state]}>{t(`state.${state}`)}</Pill>;
}

const PRIORITY_LOOKS: Record<Priority, { tone: Tone; icon: ReactNode }> = {
  urgent: { tone: "bad", icon: <DoubleRightOutlined rotate={-90} /> },
  high: { tone: "warn", icon: <ArrowUpOutlined /> },
  normal: { tone: "plain", icon: null },
  low: { tone: "plain", icon: <ArrowDownOutlined /> },
};

export function PriorityTag({ priority }: { priority: Priority }) {
  const { t } = useTranslation("tickets");
  const { tone, icon } = PRIORITY_LOOKS[priority];
  return (
    <Pill tone={tone} icon={icon}>
      {t(`priority.${priority}`)}
    </Pill>
  );
}

/** The name of a category in the reader's language; an operator's own is shown as it is written. */
export function useCategoryName(): (category: string) => string {
  const { t } = useTranslation("tickets");
  return (category) => t(`category.${category}`, { defaultValue: category.replaceAll("_", " ") });
}
