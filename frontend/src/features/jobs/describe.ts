/** What a job does, in one line: "Ban: log-in, play", "CSV". */
import type { TFunction } from "i18next";
import type { Job } from "./types";

/** The action with its particulars; a note's text is cut, as it may be long. */
export function describeJob(job: Job, t: TFunction<"jobs">): string {
  if (job.kind === "export") return t("what.export", { format: job.format?.toUpperCase() ?? "" });
  const action = job.action;
  if (action?.type === "tag")
    return t("what.tag", {
      tags: [...action.add.map((tag) => `+${tag}`), ...action.remove.map((tag) => `−${tag}`)].join(" "),
    });
  if (action?.type === "ban")
    return t("what.ban", { scopes: action.scopes.map((scope) => t(`scope.${scope}`)).join(", ") });
  return t("what.note", { text: cut(action?.text ?? "") });
}

function cut(text: string, most = 60): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
