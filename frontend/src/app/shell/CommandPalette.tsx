/** Ctrl+K: jump to a page, an operator or a player, or change a setting, without the mouse. */
import { LaptopOutlined, SearchOutlined, ShopOutlined, TranslationOutlined, UserOutlined } from "@ant-design/icons";
import { Modal } from "antd";
import {
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { usePlayers } from "@/features/players/api/listPlayers";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/i18n";
import { ScopeContext } from "@/shared/scope/ScopeContext";
import { usePermitted, useSession } from "@/shared/session/SessionContext";
import { useCarriedPath } from "@/shared/url/params";
import { THEME_MODES, useThemeChoice } from "../theme/Theme";
import styles from "./CommandPalette.module.css";
import { matches } from "./matches";
import { scopeChoices, useSwitchScope } from "./OperatorSwitcher";
import { SURFACES } from "./surfaces";

interface Choice {
  key: string;
  group: string;
  label: string;
  detail?: string;
  icon: ReactNode;
  run: () => void;
}

interface Props {
  wholeCompany: boolean;
  onClose: () => void;
}

export function CommandPalette({ wholeCompany, onClose }: Props) {
  const { t } = useTranslation("shell");
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const choices = useChoices(text.trim(), wholeCompany);

  useEffect(() => {
    list.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const run = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    choice.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step && choices.length > 0) {
      event.preventDefault();
      setActive((now) => (now + step + choices.length) % choices.length);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(choices[active]);
    }
  };

  return (
    <Modal
      open
      onCancel={onClose}
      title={<span className="visually-hidden">{t("palette.label")}</span>}
      footer={null}
      closable={false}
      width={600}
      style={{ top: "12vh" }}
      styles={{ container: { padding: 0 }, header: { margin: 0, height: 0 } }}
      afterOpenChange={(open) => open && input.current?.focus()}
    >
      <div className={styles.field}>
        <SearchOutlined aria-hidden="true" />
        <input
          ref={input}
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={choices[active] ? `${id}-${active}` : undefined}
          aria-label={t("palette.label")}
          autoComplete="off"
          spellCheck={false}
          placeholder={t("palette.placeholder")}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={t("palette.label")} className={styles.list}>
        {choices.map((choice, index) => (
          <div key={choice.key} role="presentation">
            {choice.group !== choices[index - 1]?.group ? (
              <div className={styles.group} role="presentation">
                {choice.group}
              </div>
            ) : null}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above carries the keyboard */}
            <div
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              data-index={index}
              className={styles.option}
              onMouseMove={() => setActive(index)}
              onClick={() => run(choice)}
            >
              <span aria-hidden="true">{choice.icon}</span>
              <span className={styles.label}>{choice.label}</span>
              {choice.detail ? <small>{choice.detail}</small> : null}
            </div>
          </div>
        ))}
      </div>
      {choices.length === 0 ? (
        <div className={styles.nothing} role="status">
          {t("palette.nothing")}
        </div>
      ) : null}
      <div className={styles.foot}>{t("palette.hint")}</div>
    </Modal>
  );
}

const PLAYER_MATCHES = 6;

function useChoices(text: string, wholeCompany: boolean): Choice[] {
  const { t } = useTranslation("shell");
  const me = useSession();
  const navigate = useNavigate();
  const carriedPath = useCarriedPath();
  const switchScope = useSwitchScope();
  const { setMode } = useThemeChoice();
  const operator = useContext(ScopeContext)?.operators[0] ?? null;
  const mayReadPlayers = usePermitted("players.read");
  const q = useDeferredValue(text);
  const searching = mayReadPlayers && operator !== null && q.length >= 2;
  const found = usePlayers({ operatorId: operator?.id ?? "", q, limit: PLAYER_MATCHES }, searching);

  const fixed = useMemo((): Choice[] => {
    const pages = SURFACES.filter((surface) => me.permissions.includes(surface.permission)).map(
      ({ name, path, Icon }): Choice => ({
        key: name,
        group: t("palette.pages"),
        label: t(`surface.${name}`),
        icon: <Icon />,
        run: () => void navigate(carriedPath(path)),
      }),
    );
    const operators = scopeChoices(me, wholeCompany, t("operator.whole")).flatMap((group) =>
      group.choices.map(
        (choice): Choice => ({
          key: choice.value,
          group: t("palette.operators"),
          label: choice.label,
          detail: group.label,
          icon: <ShopOutlined />,
          run: () => switchScope(choice.value),
        }),
      ),
    );
    const themes = THEME_MODES.map(
      (mode): Choice => ({
        key: `theme-${mode}`,
        group: t("palette.actions"),
        label: t("palette.themeTo", { name: t(`theme.${mode}`) }),
        icon: <LaptopOutlined />,
        run: () => setMode(mode),
      }),
    );
    const languages = LANGUAGES.map(
      (language): Choice => ({
        key: `language-${language}`,
        group: t("palette.actions"),
        label: t("palette.languageTo", { name: LANGUAGE_NAMES[language] }),
        icon: <TranslationOutlined />,
        run: () => chooseLanguage(language),
      }),
    );
    return [...pages, ...operators, ...themes, ...languages];
  }, [me, wholeCompany, t, navigate, carriedPath, switchScope, setMode]);

  const players: Choice[] = [];
  if (mayReadPlayers && operator && text) {
    const group = t("palette.players", { operator: operator.name });
    for (const player of searching && q === text ? (found.data?.items ?? []) : [])
      players.push({
        key: player.id,
        group,
        label: player.username,
        detail: player.external_id,
        icon: <UserOutlined />,
        run: () => void navigate(`/players/${player.id}?op=${operator.id}`),
      });
    players.push({
      key: "search",
      group,
      label: t("palette.searchPlayers", { text }),
      icon: <SearchOutlined />,
      run: () => void navigate(`/players?${new URLSearchParams({ op: operator.id, q: text })}`),
    });
  }
  return [...fixed.filter((choice) => matches(choice.label, text)), ...players];
}
