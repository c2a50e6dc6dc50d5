/** Previous and next for keyset lists, with the total where it is known. */
import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Page } from "@/shared/api/types";
import { useFormat } from "@/shared/format/useFormat";
import type { useCursorPaging } from "@/shared/url/params";
import styles from "./CursorPager.module.css";

export const PAGE_SIZES = ["25", "50", "100", "200"] as const;
export type PageSize = (typeof PAGE_SIZES)[number];

interface Props {
  page: Page<unknown> | undefined;
  /** The page shown is not yet the one asked for, so its next cursor does not count. */
  busy: boolean;
  paging: ReturnType<typeof useCursorPaging> & {
    size?: { value: PageSize; onChange: (size: PageSize) => void };
  };
}

export function CursorPager({ page, busy, paging }: Props) {
  const { t } = useTranslation("shared");
  const format = useFormat();
  const total = page?.total;
  const { size } = paging;
  return (
    <nav className={styles.pager} aria-label={t("paging.label")}>
      <span className={styles.total} aria-live="polite">
        {total
          ? t(total.approximate ? "paging.about" : "paging.total", {
              count: total.count,
              formatted: format.count(total.count),
            })
          : null}
      </span>
      {size ? (
        <Select<PageSize>
          aria-label={t("paging.size")}
          value={size.value}
          onChange={size.onChange}
          options={PAGE_SIZES.map((value) => ({ value, label: t("paging.rows", { count: Number(value) }) }))}
          popupMatchSelectWidth={false}
        />
      ) : null}
      <span className={styles.step}>
        <Button
          aria-label={t("paging.previous")}
          icon={<LeftOutlined />}
          disabled={!paging.hasPrevious}
          onClick={() => void paging.previous()}
        />
        {paging.number === null ? null : <span>{t("paging.page", { number: format.count(paging.number) })}</span>}
        <Button
          aria-label={t("paging.next")}
          icon={<RightOutlined />}
          disabled={busy || !page?.next_cursor}
          onClick={() => page?.next_cursor && void paging.next(page.next_cursor)}
        />
      </span>
    </nav>
  );
}
