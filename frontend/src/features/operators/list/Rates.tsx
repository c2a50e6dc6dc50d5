/** In which currency amounts are, and by which dated rates they came to be in it. */
import { Button, Popover } from "antd";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/format/useFormat";
import type { Overview } from "../api/types";
import styles from "./list.module.css";

export function Rates({ currency }: { currency: Overview["currency"] }) {
  const { t } = useTranslation("operators");
  const format = useFormat();
  const { code, missing } = currency;
  const used = currency.rates.filter((rate) => rate.currency !== code);
  const newest = used.filter((rate) => !used.some((other) => other.currency === rate.currency && other.day > rate.day));
  const told = (rate: (typeof used)[number]) =>
    t("rates.one", {
      currency: rate.currency,
      rate: format.amount(rate.rate),
      code,
      day: format.date(rate.day),
      source: rate.source,
    });
  return (
    <p className={styles.foot}>
      <span>{code ? t("rates.in", { currency: code }) : t("rates.own")}</span>
      {newest.map((rate) => (
        <span key={rate.currency}>{told(rate)}</span>
      ))}
      {used.length > newest.length ? (
        <Popover
          trigger="click"
          content={
            <ul className={styles.rates}>
              {used.map((rate) => (
                <li key={`${rate.currency}/${rate.day}`}>{told(rate)}</li>
              ))}
            </ul>
          }
        >
          <Button type="link" size="small">
            {t("rates.all", { count: used.length, formatted: format.count(used.length) })}
          </Button>
        </Popover>
      ) : null}
      {missing.length > 0 ? (
        <span className={styles.below}>{t("rates.missing", { currencies: missing.join(", ") })}</span>
      ) : null}
    </p>
  );
}
