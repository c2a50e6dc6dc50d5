/** Which figure is being explained and how: kept in the address, so that an explanation can be sent to somebody. */
import { METRICS, type Metric } from "@/shared/figure/types";
import { usePatchParams } from "@/shared/url/params";
import { CHANGE_BY, type ChangeBy, GROUPS, type Group } from "../api/types";

export const PARTS = ["bridge", "change", "waterfall"] as const;
export type Part = (typeof PARTS)[number];

export function useExplained() {
  const [search, patch] = usePatchParams();
  const known = <T extends string>(values: readonly T[], name: string) =>
    values.find((each) => each === search.get(name));
  return {
    metric: known<Metric>(METRICS, "figure") ?? null,
    part: known<Part>(PARTS, "part") ?? "bridge",
    group: known<Group>(GROUPS, "group") ?? "time",
    by: known<ChangeBy>(CHANGE_BY, "by") ?? "game",
    open: (metric: Metric, part: Part = "bridge") => patch({ figure: metric, part: part === "bridge" ? null : part }),
    close: () => patch({ figure: null, part: null, group: null, by: null }, { replace: true }),
    setPart: (part: Part) => patch({ part: part === "bridge" ? null : part }, { replace: true }),
    setGroup: (group: Group) => patch({ group: group === "time" ? null : group }, { replace: true }),
    setBy: (by: ChangeBy) => patch({ by: by === "game" ? null : by }, { replace: true }),
  };
}
