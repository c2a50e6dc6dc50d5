/** What the catalogue is to say of one game. */
import { App, Form, Input, InputNumber } from "antd";
import { useTranslation } from "react-i18next";
import type { Operator } from "@/shared/api/types";
import { DecisionDialog } from "@/shared/decision/DecisionDialog";
import { useRequestId } from "@/shared/decision/requestId";
import { toNumber } from "@/shared/format/decimal";
import { useFormat } from "@/shared/format/useFormat";
import { usePutGame } from "../api/games";
import type { CatalogueGame } from "../api/types";

interface Props {
  operator: Operator;
  game: CatalogueGame;
  onClose: () => void;
}

interface Values {
  name: string;
  category: string;
  /** In percent. */
  theoretical_rtp: number | null;
}

export function GameDialog({ operator, game, onClose }: Props) {
  const { t } = useTranslation("figures");
  const { message } = App.useApp();
  const format = useFormat();
  const [form] = Form.useForm<Values & { reason: string }>();
  const request = useRequestId();
  const put = usePutGame(operator.id);
  return (
    <DecisionDialog<Values>
      title={t("games.editTitle", { game: game.game })}
      detail={t("games.editDetail")}
      confirm={t("games.save")}
      form={form}
      fields={["name", "category", "theoretical_rtp"]}
      initial={{
        name: game.name ?? "",
        category: game.category ?? "",
        theoretical_rtp: game.theoretical_rtp ? toNumber((toNumber(game.theoretical_rtp) * 100).toFixed(4)) : null,
      }}
      zone={operator.timezone}
      pending={put.isPending}
      error={put.error}
      onClose={onClose}
      onConfirm={({ name, category, theoretical_rtp, reason }) =>
        put.mutate(
          {
            game: {
              game: game.game,
              provider: game.provider,
              name: (name ?? "").trim(),
              category: (category ?? "").trim(),
              theoretical_rtp: theoretical_rtp == null ? "" : (theoretical_rtp / 100).toFixed(6).replace(/\.?0+$/, ""),
            },
            reason,
            requestId: request.id,
          },
          {
            onSuccess: () => {
              void message.success(t("games.saved"));
              onClose();
            },
            onError: request.failed,
          },
        )
      }
    >
      <Form.Item name="name" label={t("games.name")} extra={t("games.nameHint")}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="category" label={t("games.category")}>
        <Input maxLength={128} />
      </Form.Item>
      <Form.Item name="theoretical_rtp" label={t("games.rtp")} extra={t("games.rtpHint")}>
        <InputNumber<number>
          min={0.0001}
          max={100}
          step={0.1}
          decimalSeparator={format.locale.startsWith("pt") ? "," : "."}
          suffix="%"
          style={{ width: "100%" }}
        />
      </Form.Item>
    </DecisionDialog>
  );
}
