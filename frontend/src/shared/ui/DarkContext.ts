/** Whether the dark theme is on, for what is drawn outside of Ant Design. */
import { createContext, useContext } from "react";

export const DarkContext = createContext(false);

export function useDark(): boolean {
  return useContext(DarkContext);
}
