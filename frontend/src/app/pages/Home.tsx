/** The start address leads to the first surface that this person may open. */
import { Navigate } from "react-router";
import { useSession } from "@/shared/session/SessionContext";
import { useCarriedPath } from "@/shared/url/params";
import { SURFACES } from "../shell/surfaces";
import { Forbidden } from "./Forbidden";

export function Home() {
  const { permissions } = useSession();
  const carriedPath = useCarriedPath();
  const first = SURFACES.find((surface) => permissions.includes(surface.permission));
  return first ? <Navigate to={carriedPath(first.path)} replace /> : <Forbidden permission="metrics.read" />;
}
