/** Registers the texts about what figures go by. */
import { registerMessages } from "@/shared/i18n/i18n";
import en from "./i18n/en.json";
import ptBR from "./i18n/pt-BR.json";

registerMessages("figures", { en, "pt-BR": ptBR });
