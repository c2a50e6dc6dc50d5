/** Lets every part of the page open an action's dialog, and know which actions there are. */
import { createContext, useContext } from "react";
import type { OpenAction } from "./ActionDialogs";
import type { Action } from "./actions";

export interface Actions {
  /** Those that the reader may take on this player now; none in the past. */
  available: readonly Action[];
  open: (action: OpenAction) => void;
}

export const ActionsContext = createContext<Actions>({ available: [], open: () => undefined });

export function useActions(): Actions {
  return useContext(ActionsContext);
}
