/** Applies the chosen theme to Ant Design and to our own styles. */
import { ConfigProvider, theme } from "antd";
import type { Locale } from "antd/es/locale";
import dayjs from "dayjs";
import { createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePreference } from "@/shared/preference/preference";
import { DarkContext } from "@/shared/ui/DarkContext";
import { darkTheme, lightTheme } from "./tokens";

export const THEME_MODES = ["system", "light", "dark"] as const;
export type ThemeMode = (typeof THEME_MODES)[number];

interface ThemeChoice {
  mode: ThemeMode;
  setMode: (mode: ThemeMode) => void;
}

const ThemeContext = createContext<ThemeChoice>({ mode: "system", setMode: () => undefined });

export function useThemeChoice(): ThemeChoice {
  return useContext(ThemeContext);
}

const DARK = "(prefers-color-scheme: dark)";
const STILL = "(prefers-reduced-motion: reduce)";

/** Whether the reader's system asks for something. */
function useSystemWish(query: string): boolean {
  const [wished, setWished] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const update = () => setWished(list.matches);
    list.addEventListener("change", update);
    return () => list.removeEventListener("change", update);
  }, [query]);
  return wished;
}

/** Ant Design's own texts; English is built in, others arrive when asked for. */
function useAntLocale(language: string): Locale | undefined {
  const [locale, setLocale] = useState<Locale>();
  useEffect(() => {
    let current = true;
    const load = language === "pt-BR" ? import("./locale.pt-BR") : import("./locale.en");
    void load.then((module) => {
      dayjs.locale(module.dayjsLocale);
      if (current) setLocale(module.antLocale);
    });
    return () => {
      current = false;
    };
  }, [language]);
  return locale;
}

/** What pops up belongs to the landmark that it was opened from, so that screen readers find it there. */
function popupContainer(trigger?: HTMLElement): HTMLElement {
  return trigger?.closest<HTMLElement>("main, header") ?? document.body;
}

/** Our own style sheets read the same tokens, as custom properties on the root. */
function RootVariables({ dark }: { dark: boolean }) {
  const { token } = theme.useToken();
  useLayoutEffect(() => {
    const values: Record<string, string> = {
      "--db-bg": token.colorBgLayout,
      "--db-surface": token.colorBgContainer,
      "--db-raised": token.colorBgElevated,
      "--db-text": token.colorText,
      "--db-text-secondary": token.colorTextSecondary,
      "--db-border": token.colorBorderSecondary,
      "--db-border-strong": token.colorBorder,
      "--db-primary": token.colorPrimary,
      "--db-primary-soft": dark ? "#1b3a3e" : "#e3f0f0",
      "--db-link": token.colorLink,
      "--db-success-text": dark ? "#63cf90" : "#17703f",
      "--db-error-text": dark ? "#ff948b" : "#b42a22",
      "--db-success-soft": dark ? "#143325" : "#e5f4eb",
      "--db-error-soft": dark ? "#3d1f1d" : "#fcebea",
      "--db-warning-text": dark ? "#e9b766" : "#8a5100",
      "--db-warning-soft": dark ? "#3a2c12" : "#fdf3df",
      "--db-accent": dark ? "#f2b33d" : "#c98400",
      "--db-row-hover": dark ? "#182a2d" : "#f1f6f6",
      "--db-hover": token.colorFillTertiary,
      "--db-mono": token.fontFamilyCode,
    };
    const root = document.documentElement;
    for (const [name, value] of Object.entries(values)) root.style.setProperty(name, value);
    root.style.colorScheme = dark ? "dark" : "light";
    root.dataset.theme = dark ? "dark" : "light";
  }, [token, dark]);
  return null;
}

export function Theme({ children }: { children: ReactNode }) {
  const [mode, setMode] = usePreference<ThemeMode>("theme", THEME_MODES, "system");
  const systemDark = useSystemWish(DARK);
  const still = useSystemWish(STILL);
  const { i18n } = useTranslation();
  const locale = useAntLocale(i18n.language);
  const dark = mode === "dark" || (mode === "system" && systemDark);
  const choice = useMemo(() => ({ mode, setMode }), [mode, setMode]);
  const chosen = useMemo(() => {
    const { token, ...rest } = dark ? darkTheme : lightTheme;
    // Ant Design must know: what it only believes to move stays where its movement begins, out of sight.
    return { ...rest, token: { ...token, motion: !still } };
  }, [dark, still]);
  return (
    <ThemeContext.Provider value={choice}>
      <ConfigProvider theme={chosen} getPopupContainer={popupContainer} {...(locale ? { locale } : {})}>
        <RootVariables dark={dark} />
        <DarkContext.Provider value={dark}>{children}</DarkContext.Provider>
      </ConfigProvider>
    </ThemeContext.Provider>
  );
}
