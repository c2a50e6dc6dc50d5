/** The name of a player's field, as the history and refusals speak of it, in the reader's language. */
import { useTranslation } from "react-i18next";

export function useFieldName(): (field: string) => string {
  const { t } = useTranslation("player");
  return (field) => {
    const [noun, part] = field.split(".");
    if (noun === "bans" && part) return t("field.ban_of", { scope: t(`scope.${part}`, { defaultValue: part }) });
    if (noun === "document" && part) return t(`field.document_${part}`, { defaultValue: field });
    return t(`field.${noun}`, { defaultValue: field });
  };
}
