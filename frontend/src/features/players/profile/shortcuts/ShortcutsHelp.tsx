/** Which keys there are, and the switch that turns them off. */
import { Modal, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { Action } from "../actions/actions";
import type { Tab } from "../tabs";
import { ACTION_KEYS, HELP_KEY } from "./keys";
import styles from "./ShortcutsHelp.module.css";

interface Props {
  tabs: readonly Tab[];
  available: readonly Action[];
  enabled: boolean;
  onEnable: (enabled: boolean) => void;
  onClose: () => void;
}

export function ShortcutsHelp({ tabs, available, enabled, onEnable, onClose }: Props) {
  const { t } = useTranslation("player");
  const { t: shared } = useTranslation("shared");
  const actions = Object.entries(ACTION_KEYS).filter(([, action]) => available.includes(action));
  return (
    <Modal
      open
      title={t("keys.title")}
      footer={null}
      width={440}
      closable={{ "aria-label": shared("close") }}
      onCancel={onClose}
    >
      <dl className={styles.keys}>
        {tabs.map((tab, index) => (
          <Line key={tab} name={String((index + 1) % 10)} words={t(`tab.${tab}`)} />
        ))}
        {actions.map(([key, action]) => (
          <Line key={key} name={key} words={t(`action.${action}`)} />
        ))}
        <Line name={HELP_KEY} words={t("keys.help")} />
        <Line name="Ctrl Enter" words={t("keys.confirm")} />
      </dl>
      <Switch checked={enabled} onChange={onEnable} aria-label={t("keys.enabled")} /> {t("keys.enabled")}
    </Modal>
  );
}

function Line({ name, words }: { name: string; words: string }) {
  return (
    <>
      <dt>
        <kbd>{name}</kbd>
      </dt>
      <dd>{words}</dd>
    </>
  );
}
