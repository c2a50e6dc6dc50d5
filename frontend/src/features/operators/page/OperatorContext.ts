/** Hands the operator that a page is about to its parts. */
import { createContext, useContext } from "react";
import type { Operator } from "../api/types";

export const OperatorContext = createContext<Operator | null>(null);

export function useShown(): Operator {
  const operator = useContext(OperatorContext);
  if (!operator) throw new Error("useShown is for the parts of an operator's page");
  return operator;
}

/** Whether who is signed in may change the operator: only they are told who is let in during maintenance. */
export function useMayChange(): boolean {
  return useShown().allowed_ips !== null;
}
