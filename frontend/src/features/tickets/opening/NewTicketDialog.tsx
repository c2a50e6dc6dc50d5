/** Opens a ticket for a player: one that is known, or one looked up by whatever they say. */
import { App, Button, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Operator } from "@/shared/api/types";
import { DecisionProblem } from "@/shared/decision/DecisionProblem";
import { useRequestId } from "@/shared/decision/requestId";
import { DebouncedInput } from "@/shared/ui/DebouncedInput";
import { useCarriedPath } from "@/shared/url/params";
import { useCreateTicket } from "../api/createTicket";
import { usePlayersToChoose } from "../api/getPlayer";
import { useTicketSettings } from "../api/settings";
import { PRIORITIES, type Priority } from "../types";
import { useCategoryName } from "../Words";
import "../messages";

interface Props {
  operator: Operator;
  /** Null when the player has yet to be chosen. */
  playerId: string | null;
  onClose: () => void;
}

interface Values {
  player?: string;
  subject: string;
  category: string;
  priority: Priority;
  words: "player" | "note";
  text: string;
}

const LONGEST = 10_000;

export function NewTicketDialog({ operator, playerId, onClose }: Props) {
  const { t } = useTranslation("tickets");
  const { t: shared } = useTranslation("shared");
  const { message } = App.useApp();
  const navigate = useNavigate();
  const carried = useCarriedPath();
  const categoryName = useCategoryName();
  const [form] = Form.useForm<Values>();
  const [typed, setTyped] = useState("");
  const settings = useTicketSettings(operator.id);
  const found = usePlayersToChoose(operator.id, playerId ? "" : typed);
  const create = useCreateTicket(operator.id);
  const requestId = useRequestId();
  const required = { required: true, whitespace: true, message: t("new.required") };

  const submit = (values: Values) => {
    if (create.isPending) return;
    create.mutate(
      {
        playerId: playerId ?? values.player ?? "",
        subject: values.subject.trim(),
        text: values.text.trim(),
        category: values.category,
        priority: values.priority,
        fromPlayer: values.words === "player",
        requestId: requestId.id,
      },
      {
        onSuccess: ({ ticket }) => {
          void message.success(t("new.done", { number: ticket.number }));
          onClose();
          void navigate(carried(`/tickets/${ticket.id}`));
        },
        onError: requestId.failed,
      },
    );
  };
  return (
    <Modal
      open
      title={t("new.title")}
      width={620}
      onCancel={onClose}
      closable={{ "aria-label": shared("close") }}
      mask={{ closable: false }}
      okText={t("new.confirm")}
      cancelText={shared("cancel")}
      okButtonProps={{ loading: create.isPending }}
      onOk={() => form.submit()}
    >
      <DecisionProblem error={create.error} zone={operator.timezone} />
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ priority: "normal", words: "player", category: "other", subject: "", text: "" }}
        onFinish={submit}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.submit();
        }}
      >
        {playerId ? null : (
          <>
            <Form.Item label={t("new.find")} htmlFor="ticket-player-search" extra={t("new.findHint")}>
              <DebouncedInput id="ticket-player-search" value={typed} onSettled={setTyped} autoFocus />
            </Form.Item>
            <Form.Item name="player" label={t("new.player")} rules={[{ required: true, message: t("new.choose") }]}>
              <Select
                loading={found.isFetching}
                notFoundContent={typed.length > 1 && found.isSuccess ? t("new.noPlayer") : t("new.typeFirst")}
                options={(typed.length > 1 ? (found.data?.items ?? []) : []).map((player) => ({
                  value: player.id,
                  label: [player.username || player.external_id, player.name, player.external_id]
                    .filter(Boolean)
                    .join(" · "),
                }))}
              />
            </Form.Item>
          </>
        )}
        <Form.Item name="subject" label={t("column.subject")} rules={[required]}>
          <Input maxLength={200} autoFocus={playerId !== null} />
        </Form.Item>
        <div style={{ display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(180px, 1fr))", gap: "0 12px" }}>
          <Form.Item name="category" label={t("column.category")}>
            <Select
              loading={settings.isPending}
              options={(settings.data?.settings.categories ?? ["other"]).map((value) => ({
                value,
                label: categoryName(value),
              }))}
            />
          </Form.Item>
          <Form.Item name="priority" label={t("column.priority")}>
            <Select options={PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))} />
          </Form.Item>
        </div>
        <Form.Item name="words" label={t("new.words")}>
          <Select
            options={(["player", "note"] as const).map((value) => ({ value, label: t(`new.wordsOf.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="text" label={t("new.text")} rules={[required]}>
          <Input.TextArea rows={6} maxLength={LONGEST} />
        </Form.Item>
        {/* So that Enter in a field sends the form. */}
        <Button htmlType="submit" hidden tabIndex={-1} aria-hidden="true" />
      </Form>
    </Modal>
  );
}
