/** What every card of the dashboard is given. */
import type { Dashboard } from "../api/types";

export interface CardProps {
  dashboard: Dashboard;
  /** The currency shown; null while there is none. */
  currency: string | null;
  /** What the figures are about, for who takes them away. */
  about: string;
}
