/** What to say when a sign-in step was refused for a reason other than a wrong entry. */
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/client";
import { useFormat } from "@/shared/format/useFormat";
import { useProblemText } from "@/shared/i18n/useProblemText";

export function useAttemptText(): (error: unknown) => string {
  const { t } = useTranslation("auth");
  const format = useFormat();
  const problemText = useProblemText();
  return (error) => {
    if (!(error instanceof ApiError)) return problemText(error);
    if (error.status === 429)
      return error.retryAfterSeconds ? t("tooMany", { wait: format.span(error.retryAfterSeconds) }) : t("tooManySoon");
    if (error.status === 401) return t("expired");
    return problemText(error);
  };
}
