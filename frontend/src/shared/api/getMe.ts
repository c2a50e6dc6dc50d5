/** GET /auth/me: who is signed in, what they may do, and which operators they see. */
import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { ApiError, rememberCsrfToken, request } from "./client";
import type { Me } from "./types";

/** The session, or null when there is none. */
export async function getMe(signal?: AbortSignal): Promise<Me | null> {
  try {
    const me = await request<Me>("GET", "/auth/me", { signal });
    rememberCsrfToken(me.csrf_token);
    return me;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      rememberCsrfToken(null);
      return null;
    }
    throw error;
  }
}

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => getMe(signal),
  staleTime: 5 * 60_000,
});

export function useMe() {
  return useQuery(meQuery);
}

/** Forgets everything that the ended session could see. */
export function forgetSession(client: QueryClient): void {
  rememberCsrfToken(null);
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== "me" });
  client.setQueryData(meQuery.queryKey, null);
}
