/** Writes a note about the player, for the team only. */
import { App, Checkbox, Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { DecisionProblem } from "@/shared/decision/DecisionProblem";
import { useRequestId } from "@/shared/decision/requestId";
import { useAddNote } from "../../api/addNote";
import { usePlayerTarget, usePlayerView } from "../PlayerContext";

const LONGEST = 4000;

export function NoteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("player");
  const { t: shared } = useTranslation("shared");
  const { message } = App.useApp();
  const { player, zone } = usePlayerView();
  const [form] = Form.useForm<{ text: string; pinned: boolean }>();
  const request = useRequestId();
  const add = useAddNote(usePlayerTarget());
  return (
    <Modal
      open
      title={t("note.title", { username: player.username })}
      onCancel={onClose}
      closable={{ "aria-label": shared("close") }}
      mask={{ closable: false }}
      okText={t("note.add")}
      cancelText={shared("cancel")}
      okButtonProps={{ loading: add.isPending }}
      onOk={() => form.submit()}
    >
      <DecisionProblem error={add.error} zone={zone} />
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ pinned: false }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.submit();
        }}
        onFinish={({ text, pinned }) =>
          !add.isPending &&
          add.mutate(
            { text: text.trim(), pinned, requestId: request.id },
            {
              onSuccess: () => {
                void message.success(t("note.done"));
                onClose();
              },
              onError: request.failed,
            },
          )
        }
      >
        <Form.Item
          name="text"
          label={t("note.text")}
          extra={t("note.hint")}
          rules={[
            { required: true, whitespace: true, message: t("note.required") },
            { max: LONGEST, message: shared("decision.tooLong", { most: LONGEST }) },
          ]}
        >
          <Input.TextArea autoFocus rows={5} showCount maxLength={LONGEST} />
        </Form.Item>
        <Form.Item name="pinned" valuePropName="checked">
          <Checkbox>{t("note.pin")}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
