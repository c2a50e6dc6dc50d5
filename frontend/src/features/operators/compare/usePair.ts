/** Two colours that are told apart beside each other, in light and dark. */
import { useDark } from "@/shared/ui/DarkContext";

export function usePair(): readonly [string, string] {
  return useDark() ? ["#4ec3c9", "#f0b64a"] : ["#0d6f77", "#c07a08"];
}
