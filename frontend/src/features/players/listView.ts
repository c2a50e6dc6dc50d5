/** How this browser shows the list of players: which columns, how dense. */
import { useState } from "react";
import { readPreference, usePreference, writePreference } from "@/shared/preference/preference";

/** The username is always there: it is the way into the profile. */
export const OPTIONAL_COLUMNS = [
  "externalId",
  "name",
  "email",
  "country",
  "status",
  "balances",
  "registeredAt",
  "lastSeenAt",
] as const;
export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];

export const DENSITIES = ["large", "middle", "small"] as const;

const NAME = "players.columns";
const FIRST_CHOICE: OptionalColumn[] = OPTIONAL_COLUMNS.filter((column) => column !== "externalId");

/** Reads "name,email"; unknown names are dropped, no stored choice gives the first choice. */
export function readColumns(stored: string | null): OptionalColumn[] {
  if (stored === null) return FIRST_CHOICE;
  const names = stored.split(",");
  return OPTIONAL_COLUMNS.filter((column) => names.includes(column));
}

export function useListView() {
  const [columns, setColumns] = useState(() => readColumns(readPreference(NAME)));
  const [density, setDensity] = usePreference("players.density", DENSITIES, "middle");
  return {
    columns,
    setColumns: (next: readonly string[]) => {
      writePreference(NAME, next.join(","));
      setColumns(readColumns(next.join(",")));
    },
    density,
    setDensity,
  };
}
