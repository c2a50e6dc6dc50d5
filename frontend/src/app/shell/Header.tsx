/** The bar at the top: operator, search, language, theme, user. */
import { MenuOutlined, SearchOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { JobsTray } from "@/features/jobs/JobsTray";
import type { Scope } from "@/shared/scope/scope";
import { usePermitted } from "@/shared/session/SessionContext";
import { IconButton } from "@/shared/ui/IconButton";
import { LanguageMenu } from "../theme/LanguageMenu";
import { ThemeMenu } from "../theme/ThemeMenu";
import styles from "./Header.module.css";
import { OperatorSwitcher } from "./OperatorSwitcher";
import { UserMenu } from "./UserMenu";

interface Props {
  scope: Scope | null;
  wholeCompany: boolean;
  onOpenNav: () => void;
  onOpenPalette: () => void;
}

const APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Header({ scope, wholeCompany, onOpenNav, onOpenPalette }: Props) {
  const { t } = useTranslation("shell");
  const permitted = usePermitted("players.read");
  const operator = scope?.kind === "operator" ? scope.operators[0] : null;
  return (
    <header className={styles.header}>
      <span className={styles.burger}>
        <IconButton label={t("nav.open")} icon={<MenuOutlined />} onClick={onOpenNav} />
      </span>
      {scope ? <OperatorSwitcher scope={scope} wholeCompany={wholeCompany} /> : null}
      <button type="button" className={styles.search} onClick={onOpenPalette} aria-keyshortcuts="Control+K Meta+K">
        <SearchOutlined aria-hidden="true" />
        <span className={styles.hint}>{t("palette.open")}</span>
        <kbd>{APPLE ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <div className={styles.tools}>
        {operator && permitted ? <JobsTray operator={operator} /> : null}
        <LanguageMenu />
        <ThemeMenu />
        <UserMenu />
      </div>
    </header>
  );
}
