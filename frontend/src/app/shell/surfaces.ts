/** The surfaces of the backoffice, in the order of the navigation, with the permission that opens each. */
import {
  AreaChartOutlined,
  AuditOutlined,
  CalculatorOutlined,
  CloudSyncOutlined,
  FileDoneOutlined,
  IdcardOutlined,
  MessageOutlined,
  ShopOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import type { Permission } from "@/shared/session/SessionContext";

export const SURFACES = [
  { name: "dashboard", path: "/dashboard", permission: "metrics.read", Icon: AreaChartOutlined },
  { name: "operators", path: "/operators", permission: "metrics.read", Icon: ShopOutlined },
  { name: "players", path: "/players", permission: "players.read", Icon: TeamOutlined },
  { name: "tickets", path: "/tickets", permission: "tickets.read", Icon: MessageOutlined },
  { name: "jobs", path: "/jobs", permission: "players.read", Icon: CloudSyncOutlined },
  { name: "approvals", path: "/approvals", permission: "players.read", Icon: FileDoneOutlined },
  { name: "audit", path: "/audit", permission: "audit.read", Icon: AuditOutlined },
  { name: "staff", path: "/staff", permission: "staff.read", Icon: IdcardOutlined },
  { name: "figures", path: "/figures", permission: "metrics.manage", Icon: CalculatorOutlined },
] as const satisfies readonly { name: string; path: string; permission: Permission; Icon: typeof TeamOutlined }[];
