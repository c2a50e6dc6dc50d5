/** A keyset-paged table of a player's page: error, rows, pages. */
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
import styles from "./history.module.css";

interface Props<T> {
  label: string;
  query: UseQueryResult<Page<T>>;
  /** What of the page is shown, where it is less than all. */
  rows?: readonly T[];
  paging: ReturnType<typeof useCursorPaging>;
  columns: TableColumnsType<T>;
  rowKey: keyof T & string;
  rowClass?: (row: T) => string;
  empty: string;
  emptyDetail?: ReactNode;
  filters?: ReactNode;
}

export const TAB_PAGE_SIZE = 50;

export function PagedTable<T extends object>(props: Props<T>) {
  const { label, query, paging, columns, rowKey, rowClass, empty, emptyDetail, filters } = props;
  const busy = query.isPending || query.isPlaceholderData;
  const rows = props.rows ?? query.data?.items ?? [];
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
            dataSource={[...rows]}
            loading={busy && !query.isError}
            pagination={false}
            scroll={{ x: "max-content" }}
            {...(rowClass ? { rowClassName: rowClass } : {})}
            locale={{ emptyText: busy || query.isError ? " " : <Blank title={empty}>{emptyDetail}</Blank> }}
          />
        </ScrollTable>
      </Card>
      <CursorPager page={query.data} busy={busy} paging={paging} />
    </>
  );
}
