/** Every address of the web app; each surface is loaded when it is first opened. */
import { createBrowserRouter, type RouteObject } from "react-router";
import { PageFailed } from "./pages/PageFailed";
import { Splash } from "./pages/Splash";

const errorElement = <PageFailed />;

const pages: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import("./pages/Home")).Home }) },
  {
    path: "dashboard",
    handle: { permission: "metrics.read", wholeCompany: true },
    lazy: async () => ({ Component: (await import("@/features/dashboard/DashboardPage")).DashboardPage }),
  },
  {
    path: "operators",
    handle: { permission: "metrics.read", wholeCompany: true },
    lazy: async () => ({ Component: (await import("@/features/operators/list/OperatorsPage")).OperatorsPage }),
  },
  {
    path: "operators/compare",
    handle: { permission: "metrics.read", wholeCompany: true },
    lazy: async () => ({ Component: (await import("@/features/operators/compare/ComparePage")).ComparePage }),
  },
  {
    path: "operators/:operatorId/:tab?",
    handle: { permission: "directory.read" },
    lazy: async () => ({ Component: (await import("@/features/operators/page/OperatorPage")).OperatorPage }),
  },
  {
    path: "players",
    handle: { permission: "players.read" },
    lazy: async () => ({ Component: (await import("./pages/Players")).Players }),
  },
  {
    path: "players/:playerId/:tab?",
    handle: { permission: "players.read" },
    lazy: async () => ({ Component: (await import("./pages/PlayerPage")).PlayerPage }),
  },
  {
    path: "jobs",
    handle: { permission: "players.read" },
    lazy: async () => ({ Component: (await import("@/features/jobs/JobsPage")).JobsPage }),
  },
  {
    path: "approvals",
    handle: { permission: "players.read" },
    lazy: async () => ({ Component: (await import("@/features/approvals/ApprovalsPage")).ApprovalsPage }),
  },
  {
    path: "tickets",
    handle: { permission: "tickets.read" },
    lazy: async () => ({ Component: (await import("@/features/tickets/queue/QueuePage")).QueuePage }),
  },
  {
    path: "tickets/:ticketId",
    handle: { permission: "tickets.read" },
    lazy: async () => ({ Component: (await import("@/features/tickets/page/TicketPage")).TicketPage }),
  },
  {
    path: "audit",
    handle: { permission: "audit.read", wholeCompany: true },
    lazy: async () => ({ Component: (await import("@/features/audit/AuditPage")).AuditPage }),
  },
  {
    path: "staff",
    handle: { permission: "staff.read", wholeCompany: true },
    lazy: async () => ({ Component: (await import("@/features/staff/StaffPage")).StaffPage }),
  },
  {
    path: "figures/:tab?",
    handle: { permission: "metrics.manage" },
    lazy: async () => ({ Component: (await import("@/features/figures/FiguresPage")).FiguresPage }),
  },
  { path: "*", lazy: async () => ({ Component: (await import("./pages/NotFound")).NotFound }) },
];

export const router = createBrowserRouter([
  {
    errorElement,
    HydrateFallback: Splash,
    children: [
      {
        path: "/sign-in",
        lazy: async () => ({ Component: (await import("./pages/SignIn")).SignIn }),
      },
      {
        path: "/",
        lazy: async () => ({ Component: (await import("./shell/Shell")).Shell }),
        children: pages.map((route) => ({ ...route, errorElement })) as RouteObject[],
      },
    ],
  },
]);
