/** A keyset-paged table of a profile's tab: error, rows, pages. */
import type { UseQueryResult } from "@tanstack/react-query";
import { Table, type TableColumnsType } from "antd";
import type { ReactNode } from "react";
import type { Page } from "@/shared/api/types";
import { Blank } from "@/shared/ui/Blank";
import { Card } from "@/shared/ui/Card";
import { CursorPager } from "@/shared/ui/CursorPager";
import { Problem } from "@/shared/ui/Problem";
import { ScrollTable } from "@/shared/ui/ScrollTable";
import type { useCursorPaging } from "@/shared/url/params";
import styles from "./ProfilePage.module.css";

interface Props<T> {
  label: string;
  query: UseQueryResult<Page<T>>;
  paging: ReturnType<typeof useCursorPaging>;
  columns: TableColumnsType<T>;
  rowKey: keyof T & string;
  empty: string;
  filters?: ReactNode;
}

export const TAB_PAGE_SIZE = 50;

export function PagedTable<T extends object>({ label, query, paging, columns, rowKey, empty, filters }: Props<T>) {
  const busy = query.isPending || query.isPlaceholderData;
  return (
    <>
      {filters ? <div className={styles.bar}>{filters}</div> : null}
      {query.isError ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : null}
      <Card flush>
        <ScrollTable label={label}>
          <Table<T>
            aria-label={label}
            className={styles.numbers ?? ""}
            size="middle"
            rowKey={rowKey}
            columns={columns}
            dataSource={query.data?.items ?? []}
            loading={busy}
            pagination={false}
            scroll={{ x: "max-content" }}
            locale={{ emptyText: busy ? " " : <Blank title={empty} /> }}
          />
        </ScrollTable>
      </Card>
      <CursorPager page={query.data} busy={busy} paging={paging} />
    </>
  );
}
