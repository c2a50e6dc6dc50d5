/** For which operators a permission is held. */
import type { Me, Operator } from "@/shared/api/types";
import type { Permission } from "./SessionContext";

export function operatorsWith(me: Me, permission: Permission): Operator[] {
  if (!me.permissions.includes(permission)) return [];
  const limited = me.limited[permission];
  return limited ? me.operators.filter((operator) => limited.includes(operator.id)) : me.operators;
}
