/** GET /staff and GET /roles: who works in the backoffice, and what roles allow. */
import { useQuery } from "@tanstack/react-query";
import { request } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import type { Person, Role } from "./types";

export const staffKey = ["staff"];

export function useStaff(cursor: string | null, limit: number) {
  return useQuery({
    queryKey: [...staffKey, cursor, limit],
    queryFn: ({ signal }) => request<Page<Person>>("GET", "/staff", { signal, query: { cursor, limit } }),
    placeholderData: (old) => old,
  });
}

export function useRoles() {
  return useQuery({
    queryKey: ["roles"],
    queryFn: async ({ signal }) => (await request<Page<Role>>("GET", "/roles", { signal })).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
