/** How much something that two accounts have in common says about them being one person. */
import type { Link } from "../api/listLinked";

export type Strength = "strong" | "medium" | "weak";

/** From as many players on, an address or a device is a shared one: a mobile network, a shop, an emulator. */
const CROWD = 10;

/** A document or payment instrument is one person's; a device few people share; an address is a hint at most. */
export function strengthOf(link: Pick<Link, "kind" | "players">): Strength {
  switch (link.kind) {
    case "document":
      return "strong";
    case "instrument":
      return link.players < CROWD ? "strong" : "medium";
    case "device":
      return link.players < CROWD ? "medium" : "weak";
    default:
      return link.players <= 3 ? "medium" : "weak";
  }
}
