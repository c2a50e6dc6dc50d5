/** GET /regulator-reports and /regulator-report: a month's figures as a signed file. */
import { useQuery } from "@tanstack/react-query";
import { apiUrl, problemOf, request } from "@/shared/api/client";
import type { Report } from "./types";

export function useReports(operatorId: string) {
  return useQuery({
    queryKey: ["regulator-reports", operatorId],
    queryFn: async ({ signal }) =>
      (await request<{ items: Report[] }>("GET", "/regulator-reports", { query: { operator_id: operatorId }, signal }))
        .items,
  });
}

/** The file and its name; throws the problem that the gateway tells. */
export async function fetchReport(operatorId: string, month: string, revision: number | null) {
  const response = await fetch(apiUrl("/regulator-report", { operator_id: operatorId, month, revision }), {
    credentials: "same-origin",
  });
  if (!response.ok) throw await problemOf(response);
  const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  return { blob: await response.blob(), name: named ? decodeURIComponent(named) : `report-${month}.csv` };
}
