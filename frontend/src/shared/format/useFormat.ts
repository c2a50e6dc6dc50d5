/** The formatters bound to the reader's language. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import {
  formatAmount,
  formatCompact,
  formatCount,
  formatMoney,
  formatPercent,
  formatPoints,
  formatRatio,
} from "./money";
import { formatAgo, formatDateRange, formatInstant, formatLocalDate, formatPoint, formatSpan, zoneLabel } from "./time";

export function createFormat(locale: string) {
  const countries = new Intl.DisplayNames([locale], { type: "region", fallback: "code" });
  const languages = new Intl.DisplayNames([locale], { type: "language", fallback: "code" });
  const named = (names: Intl.DisplayNames, code: string) => {
    try {
      return names.of(code) ?? code;
    } catch {
      return code;
    }
  };
  return {
    locale,
    amount: (amount: string) => formatAmount(amount, locale),
    money: (amount: string, currency: string) => formatMoney(amount, currency, locale),
    count: (value: number | string) => formatCount(value, locale),
    compact: (value: number) => formatCompact(value, locale),
    percent: (ratio: number, signed = false) => formatPercent(ratio, locale, signed),
    ratio: (ratio: number) => formatRatio(ratio, locale),
    points: (difference: number, signed = false) => formatPoints(difference, locale, signed),
    instant: (instant: string, zone: string, seconds = false) => formatInstant(instant, zone, locale, seconds),
    date: (date: string, style: "short" | "long" = "long") => formatLocalDate(date, locale, style),
    range: (from: string, to: string) => formatDateRange(from, to, locale),
    point: (at: string, interval: "hour" | "day", withDay = true) => formatPoint(at, interval, locale, withDay),
    ago: (instant: string, now: number) => formatAgo(instant, now, locale),
    span: (seconds: number) => formatSpan(seconds, locale),
    zone: (zone: string) => zoneLabel(zone, locale),
    country: (code: string) => named(countries, code),
    language: (code: string) => named(languages, code),
  };
}

export type Format = ReturnType<typeof createFormat>;

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => createFormat(i18n.language), [i18n.language]);
}
