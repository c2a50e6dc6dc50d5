/** Ctrl+K: jump to a page, an operator or a player, or change a setting, without the mouse. */
import { LaptopOutlined, SearchOutlined, ShopOutlined, TranslationOutlined, UserOutlined } from "@ant-design/icons";
import { Modal } from "antd";
import { type KeyboardEvent, type ReactNode, useContext, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useFoundPlayers } from "@/features/players/api/listPlayers";
import type { PlayerSummary } from "@/shared/api/types";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/i18n";
import { ScopeContext } from "@/shared/scope/ScopeContext";
import { operatorsWith } from "@/shared/session/reach";
import { useSession } from "@/shared/session/SessionContext";
import { StatusTag } from "@/shared/ui/StatusTag";
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
  /** By what it was found, how it stands. */
  marks?: ReactNode;
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
  const { choices, status } = useChoices(text.trim(), wholeCompany);

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
              {choice.marks ? <span className={styles.marks}>{choice.marks}</span> : null}
              {choice.detail ? <small>{choice.detail}</small> : null}
            </div>
          </div>
        ))}
      </div>
      <div className={styles.nothing} role="status">
        {status ?? (choices.length === 0 ? t("palette.nothing") : null)}
      </div>
      <div className={styles.foot}>{t("palette.hint")}</div>
    </Modal>
  );
}

const PLAYER_MATCHES = 8;
/** Fewer letters find half of the players. */
const SHORTEST = 2;
const PAUSE_MS = 180;
/** As many brands as one address of the list may name. */
const MOST_BRANDS = 50;

/** What was typed, once the typing pauses. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

interface Choices {
  choices: Choice[];
  /** What is to be said below them. */
  status: string | null;
}

function useChoices(text: string, wholeCompany: boolean): Choices {
  const { t } = useTranslation("shell");
  const me = useSession();
  const fixed = useFixedChoices(wholeCompany);
  const brands = useMemo(() => operatorsWith(me, "players.read"), [me]);
  const q = useSettled(text);
  const searching = q.length >= SHORTEST ? brands : [];
  const found = useFoundPlayers(
    searching.map((brand) => brand.id),
    q,
    PLAYER_MATCHES,
  );
  const players = usePlayerChoices(text, q === text ? found.players : []);
  const waiting = brands.length > 0 && text.length >= SHORTEST && (q !== text || found.pending);
  return {
    choices: [...fixed.filter((choice) => matches(choice.label, text)), ...players],
    status: waiting ? t("palette.searching") : found.failed ? t("palette.failed") : null,
  };
}

function usePlayerChoices(text: string, found: readonly PlayerSummary[]): Choice[] {
  const { t } = useTranslation("shell");
  const me = useSession();
  const navigate = useNavigate();
  const here = useContext(ScopeContext)?.operators[0];
  const brands = operatorsWith(me, "players.read");
  const home = brands.find((brand) => brand.id === here?.id) ?? brands[0];
  if (!home || !text) return [];
  const several = brands.length > 1;
  const group = t("palette.players");
  const players = found.map(
    (player): Choice => ({
      key: player.id,
      group,
      label: player.username || player.external_id,
      detail: [
        player.name,
        several ? brands.find((brand) => brand.id === player.operator_id)?.name : player.external_id,
      ]
        .filter(Boolean)
        .join(" · "),
      marks: (
        <>
          {player.matched ? <small>{t(`matched.${player.matched}`, { defaultValue: player.matched })}</small> : null}
          {player.status === "active" ? null : <StatusTag status={player.status} />}
        </>
      ),
      icon: <UserOutlined />,
      run: () => void navigate(`/players/${player.id}?op=${player.operator_id}`),
    }),
  );
  const list = (key: string, label: string, ids: readonly string[]): Choice => ({
    key,
    group,
    label,
    icon: <SearchOutlined />,
    run: () => {
      const search = new URLSearchParams({ op: home.id, q: text });
      for (const id of ids) search.append("operator_id", id);
      void navigate(`/players?${search}`);
    },
  });
  players.push(list("search", t("palette.searchPlayers", { text, operator: home.name }), []));
  if (several)
    players.push(
      list(
        "search-all",
        t("palette.searchBrands", { text }),
        brands.slice(0, MOST_BRANDS).map((brand) => brand.id),
      ),
    );
  return players;
}

/** Pages, operators and settings: what is there whatever is typed. */
function useFixedChoices(wholeCompany: boolean): Choice[] {
  const { t } = useTranslation("shell");
  const me = useSession();
  const navigate = useNavigate();
  const carriedPath = useCarriedPath();
  const switchScope = useSwitchScope();
  const { setMode } = useThemeChoice();
  return useMemo((): Choice[] => {
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
}
