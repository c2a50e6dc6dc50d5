/** The composition root: theme, data cache, routes. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { RouterProvider } from "react-router";
import { ApiError, onSessionLost } from "@/shared/api/client";
import { forgetSession } from "@/shared/api/getMe";
import { registerMessages } from "@/shared/i18n/i18n";
import en from "./i18n/en.json";
import ptBR from "./i18n/pt-BR.json";
import { router } from "./router";
import { Theme } from "./theme/Theme";

registerMessages("shell", { en, "pt-BR": ptBR });

/** Only what may heal by itself is asked again: no answer, or a server that is restarting. */
function worthRetrying(failures: number, error: Error): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 502) && failures < 2;
}

const client = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, retry: worthRetrying, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

onSessionLost(() => forgetSession(client));

export function App() {
  return (
    <StrictMode>
      <QueryClientProvider client={client}>
        <Theme>
          <RouterProvider router={router} />
        </Theme>
      </QueryClientProvider>
    </StrictMode>
  );
}
