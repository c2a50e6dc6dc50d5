/** The languages of the web app, and how each part of it brings its own messages. */
import i18next, { type ResourceLanguage } from "i18next";
import { initReactI18next } from "react-i18next";
import { readPreference, writePreference } from "@/shared/preference/preference";
import en from "./en.json";
import ptBR from "./pt-BR.json";

export const LANGUAGES = ["en", "pt-BR"] as const;
export type Language = (typeof LANGUAGES)[number];

export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", "pt-BR": "Português (Brasil)" };

/** The supported language nearest to a BCP 47 tag, or null. */
export function matchLanguage(tag: string | null | undefined): Language | null {
  const base = tag?.toLowerCase().split(/[-_]/)[0];
  if (base === "pt") return "pt-BR";
  return base === "en" ? "en" : null;
}

function firstLanguage(): Language {
  const tags = [readPreference("language"), ...navigator.languages];
  for (const tag of tags) {
    const match = matchLanguage(tag);
    if (match) return match;
  }
  return "en";
}

/** Starts translation with the texts that everything shares; does nothing the second time. */
export function startI18n(): void {
  if (i18next.isInitialized) return;
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  void i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: "en",
    defaultNS: "shared",
    resources: { en: { shared: en }, "pt-BR": { shared: ptBR } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

/** Called once by each part of the app as it loads, before it renders. */
export function registerMessages(namespace: string, messages: Record<Language, ResourceLanguage>): void {
  startI18n();
  for (const language of LANGUAGES) i18next.addResourceBundle(language, namespace, messages[language], true, true);
}

/** Switches for this browser and remembers the choice. */
export function chooseLanguage(language: Language): void {
  writePreference("language", language);
  void i18next.changeLanguage(language);
}

/** Adopts the language of the staff record unless this browser has its own choice. */
export function suggestLanguage(tag: string | null | undefined): void {
  const match = matchLanguage(tag);
  if (match && readPreference("language") === null && i18next.language !== match) void i18next.changeLanguage(match);
}
