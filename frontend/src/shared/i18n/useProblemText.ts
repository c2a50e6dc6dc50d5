/** Says in the reader's language what went wrong, keeping the server's sentence where it is the more precise one. */
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/client";

export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation("shared");
  return (error) => {
    if (!(error instanceof ApiError)) return t("problem.server");
    if (error.status === 0) return t("problem.network");
    // A refusal of its own kind, such as one's own request, says more than that a permission lacks.
    if (error.status === 403)
      return error.reason === "PERMISSION_DENIED" || !error.detail ? t("problem.forbidden") : error.detail;
    if (error.status === 404) return t("problem.not_found");
    if (error.status === 429) return t("problem.too_many");
    if (error.status === 503 || error.status === 504) return t("problem.unavailable");
    if (error.status >= 500) return t("problem.server");
    return error.fields.map((each) => each.message).join(" ") || error.detail || t("problem.other");
  };
}
