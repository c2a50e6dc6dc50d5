/** The steps that are legal from where an operator is. */
import { DownOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { type OperatorStatus, STATUSES } from "../api/types";
import { useMayChange, useShown } from "./OperatorContext";

interface Props {
  onStep: (to: OperatorStatus) => void;
  onAskToClose: () => void;
}

export function Steps({ onStep, onAskToClose }: Props) {
  const { t } = useTranslation("operators");
  const operator = useShown();
  const mayChange = useMayChange();
  const mayAsk = operator.status === "closing" && !operator.closing;
  const steps = STATUSES.filter((status) => operator.next_statuses.includes(status));
  if (!mayChange || (steps.length === 0 && !mayAsk)) return null;
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          ...steps.map((to) => ({
            key: to,
            label: t(`step.to.${to}`),
            danger: to === "closed",
            onClick: () => onStep(to),
          })),
          ...(mayAsk ? [{ key: "ask", label: t("decide.ask_close.open"), danger: true, onClick: onAskToClose }] : []),
        ],
      }}
    >
      <Button type="primary">
        {t("step.open")} <DownOutlined aria-hidden="true" />
      </Button>
    </Dropdown>
  );
}
