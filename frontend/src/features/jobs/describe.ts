/** What a job does, in one line: "Ban: log-in, play", "CSV". */
import type { TFunction } from "i18next";
import type { BulkAction, Job } from "./types";

export function describeJob(job: Job, t: TFunction<"jobs">): string {
  if (job.kind === "export") return t("what.export", { format: job.format?.toUpperCase() ?? "" });
  return job.action ? describeAction(job.action, t) : t("kind.bulk");
}

/** The action with its particulars; a note's text is cut, as it may be long. */
export function describeAction(action: BulkAction, t: TFunction<"jobs">): string {
  if (action.type === "tag")
    return t("what.tag", {
      tags: [...action.add.map((tag) => `+${tag}`), ...action.remove.map((tag) => `−${tag}`)].join(" "),
    });
  if (action.type === "ban")
    return t("what.ban", { scopes: action.scopes.map((scope) => t(`scope.${scope}`)).join(", ") });
  return t("what.note", { text: cut(action.text) });
}

function cut(text: string, most = 60): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
