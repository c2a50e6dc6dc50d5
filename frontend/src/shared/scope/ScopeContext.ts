/** Hands the scope that the shell resolved to the pages inside it. */
import { createContext, useContext } from "react";
import type { Operator } from "@/shared/api/types";
import type { Scope } from "./scope";

export const ScopeContext = createContext<Scope | null>(null);

/** The scope of this page; the shell shows its own notice when there is none, so pages always have one. */
export function useScope(): Scope {
  const scope = useContext(ScopeContext);
  if (!scope) throw new Error("useScope is for pages inside the shell");
  return scope;
}

/** The single operator of pages that need one. */
export function useOperator(): Operator {
  const operator = useScope().operators[0];
  if (!operator) throw new Error("a scope has at least one operator");
  return operator;
}
