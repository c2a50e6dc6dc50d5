/** The player's page with what other features know of the player. */
import { ProfilePage } from "@/features/players/profile/ProfilePage";
import { PlayerTicketsTab } from "@/features/tickets/PlayerTicketsTab";

export function PlayerPage() {
  return <ProfilePage Tickets={PlayerTicketsTab} />;
}
